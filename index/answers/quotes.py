"""From what was retrieved to verbatim quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from index.answers.choice import choose, eligible, runners
from index.answers.confidence import confidence, confidence_features
from index.search.answer_types import figures
from index.search.question import answering
from index.text.shown import show
from index.text.stopwords import is_stop_word
from index.text.tokens import stem, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.answers.choice import Choice
    from index.search.question import Question
    from index.search.retrieval import Searcher
    from index.segment.passages import Passage
    from index.sources.source import Source
    from index.text.spans import Span
    from index.text.tokens import Token


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
    highlights: tuple[Span, ...] = ()  # inside `shown`, in order, disjoint
    lead: Span | None = None  # of the source's text, too: what a list's item or a table's row says nothing without
    hidden: tuple[Span, ...] = field(default=(), repr=False)  # the markup of the source

    @property
    def text(self) -> str:
        """The source's own words."""
        return self.source.text[self.start : self.end]

    @property
    def words(self) -> str:
        """The words that a reader sees: `text` without the markup in it."""
        return show(self.source.text, self.start, self.end, self.hidden).text

    @property
    def shown(self) -> str:
        """All that a reader sees: these words, below the line that leads up to them where there is one."""
        return f"{show(self.source.text, *self.lead, self.hidden).text}\n{self.words}" if self.lead else self.words


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


# ---------------------------------------------------------------- the quote

_JOIN = re.compile(r"[\s\u00a0\u202f'’-]+")


def _quote(passage: Passage, choice: Choice, score: float, question: Question) -> Quote:
    start, end = passage.quotable(choice.first, choice.last)
    bare = Quote(passage.source, start, end, passage.paragraph, score, (), passage.lead, passage.hidden)
    return replace(bare, highlights=tuple(_highlights(bare.shown, passage.source.language, question)))


def _highlights(text: str, language: str, question: Question) -> Iterator[Span]:
    """Yield the stretches of a text that answer or hold the question's words.

    None begins or ends within a number, an amount, a date or a word.
    """
    found = [*_matches(text, language, question), *answering(question, text)]
    near_digit = any(map(str.isdigit, "".join(text[max(first - REACH, 0) : last + REACH] for first, last in found)))
    whole = [*(figures(text) if near_digit else ()), *(word.span() for word in _COMPOUND.finditer(text))]
    for first, last in _united([*found, *whole]):
        if any(first < b and a < last for a, b in found):
            yield first, last


REACH = 3  # characters within which a digit may belong to the same figure
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
