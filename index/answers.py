"""From a question to verbatim quotes: choose the sentences, tell how far to trust them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.analysis import is_stop_word, stem, tokenize
from index.candidates import FEATURES, PASSAGES, find_candidates
from index.passages import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from index.candidates import Candidates
    from index.fields import Fields, FieldScores, Lookup
    from index.passages import Passage, Span
    from index.questions import Question
    from index.sources import Source
    from index.weights import Weights

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]

MOST_QUOTES = 3
PAIR_LENGTH = 340  # characters: a longer quote is a single sentence
LEAST_GRAMS = 0.12  # of what all grams of one word could give: with less, a passage shares nothing with the question
NEAR = 3  # a neighbour that is among as many next best sentences is quoted along
SAME_WORDS = 0.75  # of two sentences that share more of all their words one is enough


class Status(StrEnum):
    """Whether the sources answer."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim piece of a source: `text` is `source.text[start:end]`, always."""

    source: Source
    start: int
    end: int
    paragraph: int  # 1-based
    score: float
    highlights: tuple[Span, ...] = ()  # inside `text`, in order, disjoint

    @property
    def text(self) -> str:
        """The source's own words."""
        return self.source.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Answer:
    """Up to three quotes, best first, present whatever the status as long as anything matches."""

    question: str
    language: str  # of the question: fr, en, or und where it does not tell
    status: Status
    confidence: float  # 0..1: the probability that the first quote answers
    quotes: tuple[Quote, ...] = ()


def rank_passages(scores: FieldScores, words: int, weights: Weights) -> tuple[Floats, Indices]:
    """Return every passage's score, and the passages that share anything with the question, best first.

    Ties go to the passage that comes first. `words` is how many the question has: 4-grams alone count from a fair part
    of one word on.
    """
    total = sum((weight * getattr(scores, field) for field, weight in weights.fields.items()), np.zeros(1))
    least = LEAST_GRAMS / max(words, 1)
    matching = np.flatnonzero((scores.words > 0) | (scores.titles > 0) | (scores.grams >= least))
    return total, matching[np.argsort(-total[matching], kind="stable")]


def find_answer(fields: Fields, passages: Sequence[Passage], question: Question, weights: Weights) -> Answer:
    """Answer a question from the passages."""
    lookup = fields.look_up(question)
    scores = fields.scores(lookup)
    _, ranking = rank_passages(scores, len(question.words), weights)
    candidates = find_candidates(fields, passages, lookup, scores, ranking[:PASSAGES])
    sentence_scores = candidates.features @ weights.features
    order = _eligible(passages, candidates, question, np.argsort(-sentence_scores, kind="stable"))
    if not len(order):
        return Answer(question.text, question.language, Status.UNANSWERED, 0.0)
    confidence = _confidence(read_signs(lookup, candidates, sentence_scores, order), weights)
    status = Status.ANSWERED if confidence >= weights.threshold else Status.UNANSWERED
    quotes = tuple(
        _quote(passages[choice.passage], choice, float(sentence_scores[choice.candidate]), question)
        for choice in _choose(fields, passages, candidates, order)
    )
    return Answer(question.text, question.language, status, confidence, quotes)


# ---------------------------------------------------------------- which sentences


class _Choice(NamedTuple):
    """A run of sentences to quote, for the sake of one candidate."""

    candidate: int
    passage: int
    first: int
    last: int


_ABOUT_THE_ORIGINAL = frozenset(
    [
        "original",
        "originale",
        "originaux",
        "source",
        "sources",
        "lien",
        "link",
        "lire",
        "read",
        "article",
        "site",
        "blog",
        "url",
        "publie",
        "publiee",
        "published",
        "version",
        "auteur",
        "author",
    ]
)


def _eligible(passages: Sequence[Passage], candidates: Candidates, question: Question, order: Indices) -> Indices:
    """Drop what is no evidence: titles where the body says as much, pointers where the original is not asked for."""
    roles = np.array([passages[p].role for p in candidates.passages.tolist()], int)[order]
    said = candidates.features[order, FEATURES.index("sentence_soft")]
    in_body = roles == Role.BODY
    covered = said[in_body].max(initial=0.0)
    keep = in_body | (((roles == Role.TITLE) | (roles == Role.HEADING)) & (said > covered + 1e-9))
    if not _ABOUT_THE_ORIGINAL.isdisjoint(question.words):
        keep |= roles == Role.POINTER
    eligible: Indices = order[keep & (candidates.features[order, FEATURES.index("passage_soft")] > 0)]
    return eligible


def _choose(fields: Fields, passages: Sequence[Passage], candidates: Candidates, order: Indices) -> list[_Choice]:
    """Take the best sentences that do not repeat one another, each with the neighbour that belongs to it."""
    chosen: list[_Choice] = []
    quoted: set[tuple[int, int]] = set()
    taken: list[set[int]] = []
    places = list(zip(candidates.passages[order].tolist(), candidates.sentences[order].tolist(), strict=True))
    for rank, (p, s) in enumerate(places):
        if (p, s) in quoted:
            continue
        words = fields.sentence_words(p, s)
        if any(len(words & other) > SAME_WORDS * len(words | other) for other in taken):
            continue
        near = [n for q, n in places[rank + 1 : rank + 1 + NEAR] if q == p and (q, n) not in quoted]
        first, last = _join(passages[p], s, near)
        chosen.append(_Choice(int(order[rank]), p, first, last))
        quoted.update((p, n) for n in range(first, last + 1))
        taken.append(words)
        if len(chosen) == MOST_QUOTES:
            break
    return chosen


_LEANS_BACK = re.compile(
    r"[«\"“\s]*(?:ils?|elles?|ce(?:la|ci|tte|t|s|lui-ci|lle-ci|ux-ci)?|it|he|she|they|this|that|these|those)\b",
    re.IGNORECASE,
)


def _join(passage: Passage, s: int, near: Sequence[int]) -> tuple[int, int]:
    """Return the first and last sentence to quote for sentence `s`.

    The sentence before comes along when `s` leans on it (it opens with a pronoun), else a neighbour that is itself
    among the next best; never so that the quote becomes long, nor
    where the text lost the space between them.
    """
    neighbours = [n for n in near if abs(n - s) == 1]
    if s and _LEANS_BACK.match(passage.source.text, *passage.sentences[s]):
        neighbours.insert(0, s - 1)
    for n in neighbours:
        first, last = min(n, s), max(n, s)
        (start, gap), (resumes, end) = passage.sentences[first], passage.sentences[last]
        if end - start <= PAIR_LENGTH and gap < resumes:
            return first, last
    return s, s


# ---------------------------------------------------------------- the quote

_JOIN = re.compile(r"[\s\u00a0\u202f'’-]+")


def _quote(passage: Passage, choice: _Choice, score: float, question: Question) -> Quote:
    start, end = passage.sentences[choice.first][0], passage.sentences[choice.last][1]
    highlights = tuple(_highlights(passage.source, start, end, question))
    return Quote(passage.source, start, end, passage.paragraph, score, highlights)


def _highlights(source: Source, start: int, end: int, question: Question) -> Iterator[Span]:
    """Yield the stretches of `source.text[start:end]`, relative to it, that hold the question's words."""
    languages = {source.language, question.language}
    wanted = {stem(word, language) for word in question.words for language in languages}
    run: Span | None = None
    for token in tokenize(source.text, start, end):
        if is_stop_word(token.text, source.language) or stem(token.text, source.language) not in wanted:
            continue
        if run and _JOIN.fullmatch(source.text, run[1], token.start):
            run = (run[0], token.end)
            continue
        if run:
            yield run[0] - start, run[1] - start
        run = (token.start, token.end)
    if run:
        yield run[0] - start, run[1] - start


# ---------------------------------------------------------------- how sure

_VIEWS = ("sentence", "passage", "anywhere", "sentence_exact", "passage_exact", "anywhere_exact")
_MEASURES = ("share", "rare_share", "found", "found_next", "missing", "missing_next")

# What speaks for or against the first quote: of the question's words in its sentence, its passage or any candidate
# (as they stand, or in other words too), the share weighted by rarity in the language at large, the same with all the
# weight on the rarest, and the rarity of the two rarest found and missing. An everyday word found counts for little and
# a name missing for much. Then the features of the sentence, and the rest.
SIGNS = (
    *(f"{view}_{measure}" for view in _VIEWS for measure in _MEASURES),
    "weighted_anywhere",  # share weighted by rarity in the corpus
    "length",  # log of how many words the question has
    "names_missing",
    "numbers_missing",
    "margin",  # of score over the next sentence
    *(f"feature_{name}" for name in FEATURES),
)


def read_signs(lookup: Lookup, candidates: Candidates, scores: Floats, order: Indices) -> Floats:
    """Return the signs, in the order of `SIGNS`, for the best candidate `order[0]`."""
    question, best = lookup.question, int(order[0])
    views = (
        candidates.soft[best],
        candidates.passage_soft[best],
        candidates.soft.max(0),
        candidates.exact[best],
        candidates.passage_exact[best],
        candidates.exact.max(0),
    )
    names = np.array([word in question.names for word in question.words])
    numbers = np.array([word[0].isdigit() for word in question.words])
    rest = (
        views[2] @ lookup.weights / lookup.weights.sum(),
        np.log1p(len(question.words)),
        names @ (1 - views[1]),
        numbers @ (1 - views[4]),
        scores[best] - scores[order[min(1, len(order) - 1)]],
    )
    measures = [value for view in views for value in _measure(view, lookup.rarities)]
    return np.array([*measures, *rest, *candidates.features[best]])


def _measure(found: Floats, rarities: Floats) -> Iterator[float]:
    """Yield the `_MEASURES` of one view."""
    for power in (1, 3):
        shares = (rarities + 0.02) ** power
        yield float(shares @ found / shares.sum())
    for view in (found, 1 - found):
        ranked = np.sort(rarities * view)[::-1]
        yield float(ranked[0])
        yield float(ranked[1]) if len(ranked) > 1 else 0.0


def _confidence(signs: Floats, weights: Weights) -> float:
    return float(weights.ceiling / (1 + np.exp(-(signs @ weights.signs + weights.intercept))))
