"""Why an answer is what it is, for the curious."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.answers.choice import eligible, runners
from index.answers.confidence import CONFIDENCE_FEATURES, confidence, confidence_features
from index.search.sentences import SENTENCE_FEATURES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import numpy.typing as npt

    from index.search.query import Query
    from index.search.retrieval import Retrieval, Searcher
    from index.search.weights import Weights
    from index.segment.forward import ForwardIndex

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Word:
    """One of the question's words: what says it in the sources, and how much it weighs."""

    text: str
    variants: tuple[tuple[str, float], ...]  # stems, and how much they count for it
    weight: float  # inverse document frequency
    rarity: float  # in the language: 0 common .. 1 rare


@dataclass(frozen=True, slots=True)
class Part:
    """A named value, its weight, and what it adds to a score."""

    name: str
    value: float
    weight: float

    @property
    def adds(self) -> float:
        """Value times weight."""
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Contender:
    """A sentence that might answer, and what its score is made of."""

    text: str
    score: float
    words: tuple[tuple[str, float], ...]  # the question's words that it says, and how well
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a question was read, the sentences that competed, and what the confidence is made of."""

    language: str
    answer_type: str | None
    words: tuple[Word, ...]
    contenders: tuple[Contender, ...]
    confidence: float
    features: tuple[Part, ...]  # of the confidence, the weightiest first


def compose_explanation(searcher: Searcher, text: str, limit: int) -> Explanation:
    """Explain the best `limit` sentences for a question, and the confidence of its answer."""
    retrieval, forward, weights = searcher.retrieve(text), searcher.segment.forward, searcher.weights
    question, order = retrieval.query.question, eligible(forward, retrieval)
    answer_type = question.answer_type.name if question.answer_type else None
    words = tuple(_words(forward, retrieval.query))
    contenders = tuple(_contender(forward, retrieval, weights, c) for c in order[:limit].tolist())
    if not len(order):
        return Explanation(question.language, answer_type, words, (), 0.0, ())
    features = confidence_features(retrieval, *runners(order))
    parts = _parts(CONFIDENCE_FEATURES, features, weights.confidence_features)
    return Explanation(question.language, answer_type, words, contenders, confidence(features, weights), parts)


def _words(forward: ForwardIndex, query: Query) -> Iterator[Word]:
    stems = forward.vocabulary.stems
    rows = zip(query.question.words, query.variants, query.idf.tolist(), query.rarities.tolist(), strict=True)
    for text, variants, idf, rarity in rows:
        said = tuple((" ".join(stems[term] for term in variant.terms), variant.weight) for variant in variants)
        yield Word(text, said, idf, rarity)


def _contender(forward: ForwardIndex, retrieval: Retrieval, weights: Weights, c: int) -> Contender:
    candidates = retrieval.candidates
    passage = forward.passages[candidates.passages[c]]
    start, end = passage.sentences[candidates.sentences[c]]
    words = zip(retrieval.query.question.words, candidates.soft[c].tolist(), strict=True)
    parts = _parts(SENTENCE_FEATURES, candidates.features[c], weights.sentence_features)
    said = tuple((word, weight) for word, weight in words if weight)
    return Contender(passage.source.text[start:end], float(retrieval.sentence_scores[c]), said, parts)


def _parts(names: tuple[str, ...], values: Floats, weights: Floats) -> tuple[Part, ...]:
    parts = [Part(*row) for row in zip(names, values.tolist(), weights.tolist(), strict=True)]
    return tuple(sorted((part for part in parts if part.adds), key=lambda part: -abs(part.adds)))
