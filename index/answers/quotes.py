"""From what was retrieved to verbatim quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.answers.confidence import confidence, confidence_features
from index.search.question import answering
from index.search.sentences import SENTENCE_FEATURES
from index.text.paragraphs import Role
from index.text.stopwords import is_stop_word
from index.text.tokens import stem, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from index.search.question import Question
    from index.search.retrieval import Retrieval, Searcher
    from index.search.sentences import Candidates
    from index.segment.forward import ForwardIndex
    from index.segment.passages import Passage
    from index.sources.source import Source
    from index.text.spans import Span
    from index.text.tokens import Token

    Indices = npt.NDArray[np.intp]

MOST_QUOTES = 3
PAIR_LENGTH = 340  # characters: a longer quote is a single sentence
NEAR = 3  # a neighbour among this many next best sentences is quoted as well
SAME_WORDS = 0.75  # of two sentences that share more of their words, one is enough


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
    """Up to three quotes, best first; they are there whatever the status, as long as anything matches."""

    question: str
    language: str  # of the question: fr, en, or und where it cannot be told
    status: Status
    confidence: float  # 0..1: the probability that the first quote answers
    quotes: tuple[Quote, ...] = ()


def compose_answer(searcher: Searcher, text: str, strictness: Strictness) -> Answer:
    """Answer any string with quotes of what is found, and tell how sure the first one is."""
    retrieval, forward, weights = searcher.retrieve(text), searcher.segment.forward, searcher.weights
    question, candidates, scores = retrieval.query.question, retrieval.candidates, retrieval.sentence_scores
    order = eligible(forward, retrieval)
    if not len(order):
        return Answer(question.text, question.language, Status.UNANSWERED, 0.0)
    sure = confidence(confidence_features(retrieval, *runners(order)), weights)
    quotes = tuple(
        _quote(forward.passages[choice.passage], choice, float(scores[choice.candidate]), question)
        for choice in choose(forward, candidates, order)
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


def eligible(forward: ForwardIndex, retrieval: Retrieval) -> Indices:
    """Return the candidates that are evidence, best first.

    A title is none where the body says as much, a pointer where the original is not asked for.
    """
    candidates = retrieval.candidates
    order = np.argsort(-retrieval.sentence_scores, kind="stable")
    numbers = candidates.passages[order]
    said = candidates.features[order, SENTENCE_FEATURES.index("sentence_soft")]
    in_body = forward.have_role(numbers, Role.BODY)
    covered = said[in_body].max(initial=0.0)
    keep = in_body | (forward.have_role(numbers, Role.TITLE, Role.HEADING) & (said > covered + 1e-9))
    if not _ABOUT_THE_ORIGINAL.isdisjoint(retrieval.query.question.words):
        keep |= forward.have_role(numbers, Role.POINTER)
    evidence: Indices = order[keep & (candidates.features[order, SENTENCE_FEATURES.index("passage_soft")] > 0)]
    return evidence


def choose(forward: ForwardIndex, candidates: Candidates, order: Indices) -> list[Choice]:
    """Take the best sentences that do not repeat one another, each with the neighbour that belongs to it."""
    chosen: list[Choice] = []
    quoted: set[tuple[int, int]] = set()
    taken: list[set[int]] = []
    places = list(zip(candidates.passages[order].tolist(), candidates.sentences[order].tolist(), strict=True))
    for rank, (p, s) in enumerate(places):
        if (p, s) in quoted:
            continue
        words = forward.stems_of(p, s)
        if any(len(words & other) > SAME_WORDS * len(words | other) for other in taken):
            continue
        near = [n for q, n in places[rank + 1 : rank + 1 + NEAR] if q == p and (q, n) not in quoted]
        first, last = _join(forward.passages[p], s, near)
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
    belongs = _belongs(text[slice(*sentences[s])])
    neighbours = [*([s + belongs] if belongs else []), *(n for n in near if abs(n - s) == 1)]
    for n in neighbours:
        if not 0 <= n < len(sentences):
            continue
        first, last = min(n, s), max(n, s)
        (start, gap), (resumes, end) = sentences[first], sentences[last]
        if end - start <= PAIR_LENGTH and gap < resumes:
            return first, last
    return s, s


@lru_cache(maxsize=1 << 12)
def _belongs(sentence: str) -> int:
    """Tell which neighbour a sentence needs: 1 the next one, -1 the one before, 0 none."""
    opened = sum(sentence.count(mark) for mark in "«“") - sum(sentence.count(mark) for mark in "»”")
    if opened > 0:
        return 1
    return -1 if opened < 0 or _LEANS_BACK.match(sentence) else 0


# ---------------------------------------------------------------- the quote

_JOIN = re.compile(r"[\s\u00a0\u202f'’-]+")


def _quote(passage: Passage, choice: Choice, score: float, question: Question) -> Quote:
    start, end = passage.sentences[choice.first][0], passage.sentences[choice.last][1]
    highlights = tuple(_highlights(passage.source, start, end, question))
    return Quote(passage.source, start, end, passage.paragraph, score, highlights)


def _highlights(source: Source, start: int, end: int, question: Question) -> Iterator[Span]:
    """Yield the stretches of `source.text[start:end]`, relative to it, that answer or hold the question's words."""
    text = source.text[start:end]
    spans = sorted([*_matches(text, source.language, question), *answering(question, text)])
    reached = 0
    for first, last in spans:
        if last > reached:
            yield max(first, reached), last
            reached = last


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
