"""Why an answer is what it is, for the curious."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.answers.confidence import CONFIDENCE_FEATURES, confidence, confidence_features
from index.answers.quotes import eligible, runners
from index.search.sentences import SENTENCE_FEATURES

if TYPE_CHECKING:
    from index.search.fields import Fields
    from index.search.retrieval import Retrieval
    from index.search.weights import Weights
    from index.segment.passages import Passages


@dataclass(frozen=True, slots=True)
class Word:
    """One of the question's words: what says it in the sources, and what it weighs."""

    text: str
    variants: tuple[tuple[str, float], ...]  # stems, and how surely they say it
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
    words: tuple[tuple[str, float], ...]  # the question's words that it says, and how surely
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a question was read as, the sentences that contended, and what made the confidence."""

    language: str
    answer_type: str | None
    words: tuple[Word, ...]
    contenders: tuple[Contender, ...]
    confidence: float
    features: tuple[Part, ...]  # of the confidence, those that weighed most first


def explain(fields: Fields, passages: Passages, retrieval: Retrieval, weights: Weights, limit: int) -> Explanation:
    """Explain the best `limit` sentences and the features of the confidence."""
    lookup, candidates = retrieval.lookup, retrieval.candidates
    question = lookup.question
    answer_type = question.answer_type.name if question.answer_type else None
    order = eligible(passages, retrieval)
    words = tuple(
        Word(
            text,
            tuple((" ".join(fields.stems[term] for term in variant.terms), variant.weight) for variant in variants),
            float(weight),
            float(rarity),
        )
        for text, variants, weight, rarity in zip(
            question.words, lookup.variants, lookup.weights, lookup.rarities, strict=True
        )
    )
    contenders = []
    for c in order[:limit].tolist():
        passage = passages[candidates.passages[c]]
        start, end = passage.sentences[candidates.sentences[c]]
        said = [(w, float(sure)) for w, sure in zip(question.words, candidates.soft[c], strict=True) if sure]
        parts = _parts(SENTENCE_FEATURES, candidates.features[c].tolist(), weights.sentence_features.tolist())
        score = float(retrieval.sentence_scores[c])
        contenders.append(Contender(passage.source.text[start:end], score, tuple(said), parts))
    if not len(order):
        return Explanation(question.language, answer_type, words, (), 0.0, ())
    features = confidence_features(retrieval, *runners(order))
    parts = _parts(CONFIDENCE_FEATURES, features.tolist(), weights.confidence_features.tolist())
    return Explanation(question.language, answer_type, words, tuple(contenders), confidence(features, weights), parts)


def _parts(names: tuple[str, ...], values: list[float], weights: list[float]) -> tuple[Part, ...]:
    parts = [Part(*row) for row in zip(names, values, weights, strict=True)]
    return tuple(sorted((part for part in parts if part.adds), key=lambda part: -abs(part.adds)))
