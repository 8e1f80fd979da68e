"""From what was retrieved to verbatim quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.answers.confidence import confidence, read_signs
from index.search.question import answering, figures
from index.search.sentences import FEATURES
from index.text.marks import opened, without_half_marks
from index.text.paragraphs import Role
from index.text.tokens import is_stop_word, stem, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from index.search.fields import Fields
    from index.search.question import Question
    from index.search.retrieval import Retrieval
    from index.search.sentences import Candidates
    from index.search.weights import Weights
    from index.segment.passage import Passage
    from index.segment.passages import Passages
    from index.sources.folder import Source
    from index.text.spans import Span
    from index.text.tokens import Token

    Indices = npt.NDArray[np.intp]

MOST_QUOTES = 3
PAIR_LENGTH = 340  # characters: a longer quote is a single sentence
NEAR = 3  # a neighbour that is among as many next best sentences is quoted along
SAME_WORDS = 0.75  # of two sentences that share more of all their words one is enough


class Status(StrEnum):
    """Whether the sources answer."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"


class Strictness(StrEnum):
    """How sure an answer must be to count as one."""

    STRICT = "strict"
    NORMAL = "normal"
    EAGER = "eager"


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


def compose_answer(
    fields: Fields, passages: Passages, retrieval: Retrieval, weights: Weights, strictness: Strictness
) -> Answer:
    """Turn what was retrieved into quotes, and tell how sure the first one is."""
    question, candidates, scores = retrieval.lookup.question, retrieval.candidates, retrieval.sentence_scores
    order = eligible(passages, retrieval)
    if not len(order):
        return Answer(question.text, question.language, Status.UNANSWERED, 0.0)
    sure = confidence(read_signs(retrieval, *runners(order)), weights)
    quotes = tuple(
        _quote(passages[choice.passage], choice, float(scores[choice.candidate]), question)
        for choice in choose(fields, passages, candidates, order)
    )
    status = Status.ANSWERED if sure >= weights.thresholds[strictness] else Status.UNANSWERED
    return Answer(question.text, question.language, status, sure, quotes)


def runners(order: Indices) -> tuple[int, int]:
    """Return the best candidate and the next one, itself where it is alone."""
    return int(order[0]), int(order[min(1, len(order) - 1)])


# ---------------------------------------------------------------- which sentences


class Choice(NamedTuple):
    """A run of sentences to quote, for the sake of one candidate."""

    candidate: int
    passage: int
    first: int
    last: int


_ABOUT_THE_ORIGINAL = frozenset(
    "original originale originaux source sources lien link lire read article site blog url publie publiee published "
    "version auteur author".split()
)


def eligible(passages: Passages, retrieval: Retrieval) -> Indices:
    """Return the candidates that are evidence, best first.

    A title is none where the body says as much, a pointer where the original is not asked for.
    """
    candidates = retrieval.candidates
    order = np.argsort(-retrieval.sentence_scores, kind="stable")
    numbers = candidates.passages[order]
    said = candidates.features[order, FEATURES.index("sentence_soft")]
    in_body = passages.have_role(numbers, Role.BODY)
    covered = said[in_body].max(initial=0.0)
    keep = in_body | (passages.have_role(numbers, Role.TITLE, Role.HEADING) & (said > covered + 1e-9))
    if not _ABOUT_THE_ORIGINAL.isdisjoint(retrieval.lookup.question.words):
        keep |= passages.have_role(numbers, Role.POINTER)
    evidence: Indices = order[keep & (candidates.features[order, FEATURES.index("passage_soft")] > 0)]
    return evidence


def choose(fields: Fields, passages: Passages, candidates: Candidates, order: Indices) -> list[Choice]:
    """Take the best sentences that do not repeat one another, each with the neighbour that belongs to it."""
    chosen: list[Choice] = []
    quoted: set[tuple[int, int]] = set()
    taken: list[set[int]] = []
    places = list(zip(candidates.passages[order].tolist(), candidates.sentences[order].tolist(), strict=True))
    for rank, (p, s) in enumerate(places):
        if (p, s) in quoted:
            continue
        words = fields.sentence_stems(p, s)
        if any(len(words & other) > SAME_WORDS * len(words | other) for other in taken):
            continue
        near = [n for q, n in places[rank + 1 : rank + 1 + NEAR] if q == p and (q, n) not in quoted]
        first, last = _join(passages[p], s, near)
        chosen.append(Choice(int(order[rank]), p, first, last))
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

    The sentence that completes a quotation comes along, or the one before where `s` leans on it (it opens with a
    pronoun), else a neighbour that is itself among the next best; never so that the quote becomes long, nor where the
    text lost the space between them.
    """
    text, sentences = passage.source.text, passage.sentences
    quotation = _quotation(text, sentences, s)
    if quotation != (s, s):
        return quotation
    before = [s - 1] if _LEANS_BACK.match(text, *sentences[s]) else []
    for n in (*before, *(n for n in near if abs(n - s) == 1)):
        first, last = min(n, s), max(n, s)
        if first < 0 or last == len(sentences) or not _fits(sentences, first, last):
            continue
        if _is_whole(text, sentences, first, last) or not _is_whole(text, sentences, s, s):
            return first, last
    return s, s


def _quotation(text: str, sentences: Sequence[Span], s: int) -> tuple[int, int]:
    """Return the first and last sentence of the quotation that `s` opens or closes, `s` twice where it is too long."""
    first = last = s
    while marks := opened(text[slice(*_span(sentences, first, last))]):
        first, last = (first, last + 1) if marks > 0 else (first - 1, last)
        if first < 0 or last == len(sentences) or not _fits(sentences, first, last):
            return s, s
    return first, last


def _is_whole(text: str, sentences: Sequence[Span], first: int, last: int) -> bool:
    """Tell whether what would be shown holds both marks or neither of what it quotes."""
    return not opened(text[slice(*without_half_marks(text, *_span(sentences, first, last)))])


def _fits(sentences: Sequence[Span], first: int, last: int) -> bool:
    start, end = _span(sentences, first, last)
    return end - start <= PAIR_LENGTH and all(a[1] < b[0] for a, b in pairwise(sentences[first : last + 1]))


def _span(sentences: Sequence[Span], first: int, last: int) -> Span:
    return sentences[first][0], sentences[last][1]


# ---------------------------------------------------------------- the quote

_JOIN = re.compile(r"[\s\u00a0\u202f'’-]+")


def _quote(passage: Passage, choice: Choice, score: float, question: Question) -> Quote:
    start, end = without_half_marks(passage.source.text, *_span(passage.sentences, choice.first, choice.last))
    highlights = tuple(_highlights(passage.source, start, end, question))
    return Quote(passage.source, start, end, passage.paragraph, score, highlights)


def _highlights(source: Source, start: int, end: int, question: Question) -> Iterator[Span]:
    """Yield the stretches of `source.text[start:end]`, relative to it, that answer or hold the question's words.

    None begins or ends within a number, an amount, a date or a word.
    """
    text = source.text[start:end]
    found = [*_matches(text, source.language, question), *answering(question, text)]
    for first, last in _united([*found, *figures(text), *(word.span() for word in _COMPOUND.finditer(text))]):
        if any(first < b and a < last for a, b in found):
            yield first, last


_COMPOUND = re.compile(r"[^\W_]++(?:-[^\W_]++)*+")


def _united(spans: list[Span]) -> Iterator[Span]:
    """Yield stretches of text that overlapping spans cover together, in order."""
    reached: Span | None = None
    for start, end in sorted(spans):
        if reached and start < reached[1]:
            reached = reached[0], max(reached[1], end)
            continue
        if reached:
            yield reached
        reached = start, end
    if reached:
        yield reached


def _matches(text: str, language: str, question: Question) -> Iterator[Span]:
    languages = {language, question.language}
    wanted = {stem(word, code) for word in question.words for code in languages}
    run: Span | None = None
    for start, end, said in _stems(text, language):
        if said not in wanted:
            continue
        if run and _JOIN.fullmatch(text, run[1], start):
            run = (run[0], end)
            continue
        if run:
            yield run
        run = (start, end)
    if run:
        yield run


@lru_cache(maxsize=1 << 12)
def _stems(text: str, language: str) -> tuple[Token, ...]:
    """Return the informative tokens of `text`, stemmed."""
    return tuple(
        token._replace(text=stem(token.text, language))
        for token in tokenize(text)
        if not is_stop_word(token.text, language)
    )
