"""From what was retrieved to verbatim quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from index.answers.attribution.asked import asked_speaker, said_by
from index.answers.attribution.passage import NOBODY
from index.answers.attribution.speakers import attribution_of, name_of
from index.answers.choice import choose, eligible, runners
from index.answers.confidence import confidence, confidence_features
from index.answers.follow_up import asks_who_said, leans_back, read_follow_up, weigh
from index.search.answer_types import figures
from index.search.intents import spoken_language
from index.search.question import answering, names_with
from index.segment.splitting import Role
from index.text.rarity import is_hardly_known
from index.text.shown import show
from index.text.stopwords import is_stop_word
from index.text.tokens import fold, stem, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from index.answers.attribution.passage import Attribution
    from index.answers.choice import Choice
    from index.answers.follow_up import Earlier
    from index.search.question import Question
    from index.search.retrieval import Retrieval, Searcher
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


UNSURE = 0.6  # the confidence that a quote has at most which is shown again
ALONE = 0.2  # by how much surer a follow-up must be answered by itself than with the question before it
SURE = 0.65  # the confidence from which an answer is given without reservation
NEAR = 0.2  # and from which what is no answer comes near one: a third of these quotes do answer


class Standing(StrEnum):
    """How an answer stands: the same three wherever it is given."""

    SURE = "sure"
    UNSURE = "unsure"  # the sources seem to answer
    UNANSWERED = "unanswered"


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
    passage: Passage | None = field(default=None, repr=False, compare=False)  # that it stands in

    @classmethod
    def of(cls, passage: Passage, first: int, last: int) -> Self:
        """Quote the sentences of a passage from number `first` to number `last`."""
        start, end = passage.quotable(first, last)
        return cls(passage.source, start, end, passage.paragraph, 0.0, (), passage.lead, passage.hidden, passage)

    @property
    def text(self) -> str:
        """The source's own words."""
        return self.source.text[self.start : self.end]

    @property
    def words(self) -> str:
        """The words that a reader sees: `text` without the markup in it."""
        return show(self.source.text, self.start, self.end, self.hidden).text

    def seen(self, start: int, end: int) -> Span:
        """Return which part of `words` shows a span of the source's text."""
        return show(self.source.text, self.start, self.end, self.hidden).shown_span(start, end)

    @property
    def shown(self) -> str:
        """All that a reader sees: these words, below the line that leads up to them where there is one."""
        return f"{show(self.source.text, *self.lead, self.hidden).text}\n{self.words}" if self.lead else self.words

    def is_among(self, places: Iterable[tuple[str, int, int]]) -> bool:
        """Tell whether it shares words with one of these: sources' ids and the spans in their texts."""
        return any(self.source.id == name and self.start < end and start < self.end for name, start, end in places)

    @property
    def attribution(self) -> Attribution:
        """Who says it, how and how firmly, as far as the source's text tells; computed when it is asked for."""
        if self.passage is None or self.end > self.passage.end:
            return NOBODY  # words of several passages are not looked into
        return attribution_of((self.passage,), self.start, self.end)

    @property
    def speaker(self) -> str | None:
        """Who says it, in the source's own words; None where that is not sure."""
        speaker = self.attribution.speaker
        return name_of(self.passage, speaker) if self.passage and speaker else None


@dataclass(frozen=True, slots=True)
class Answer:
    """Up to three quotes, best first; they are there whatever the status, as long as anything matches."""

    question: str
    language: str  # of the question: fr, en, or und where it cannot be told
    status: Status
    confidence: float  # 0..1: the probability that the first quote answers
    quotes: tuple[Quote, ...] = ()
    unmentioned: tuple[str, ...] = ()  # names of the question that the sources hold nowhere, as they were written
    near: bool = False  # whether the first quote is worth showing though it cannot be called an answer

    @property
    def standing(self) -> Standing:
        """How the first quote stands."""
        if self.status is Status.UNANSWERED:
            return Standing.UNANSWERED
        return Standing.SURE if self.confidence >= SURE else Standing.UNSURE

    @property
    def showable(self) -> tuple[Quote, ...]:
        """The quotes worth showing: all of an answer, the first one of what only comes near."""
        return self.quotes if self.status is Status.ANSWERED else self.quotes[: int(self.near)]


def compose_answer(searcher: Searcher, text: str, strictness: Strictness, earlier: Earlier | None = None) -> Answer:
    """Answer any string with quotes of what is found, and tell how sure the first one is.

    With an `earlier` exchange the string may be a follow-up; the answer then bears the question as it was understood.
    """
    if earlier is None or not leans_back(text):
        return _compose(searcher, searcher.retrieve(text), strictness)
    follow_up = read_follow_up(text, earlier.question)
    retrieval = weigh(searcher.segment.forward, searcher.retrieve(follow_up.question), follow_up, earlier)
    least = _at_least(strictness)  # what follows is about what was answered
    joined = replace(_compose(searcher, retrieval, least), question=follow_up.understood)
    if joined.quotes and joined.quotes[0].is_among(earlier.shown) and not follow_up.own.answer_type:
        joined = replace(joined, confidence=min(joined.confidence, UNSURE))  # it is what was asked before that is sure
    if asks_who_said(text) or follow_up.is_name or not follow_up.own.words:
        return joined
    alone = replace(_compose(searcher, searcher.retrieve(follow_up.own), least), question=text)
    return alone if alone.confidence >= joined.confidence + ALONE else joined


def _at_least(strictness: Strictness) -> Strictness:
    """Return the strictness by which an answer between yes and no is given with reservation rather than not at all."""
    return Strictness.STRICT if strictness is Strictness.STRICT else Strictness.EAGER


def _compose(searcher: Searcher, retrieval: Retrieval, strictness: Strictness) -> Answer:
    """Return the answer of a retrieval."""
    question, forward, weights = retrieval.query.question, searcher.segment.forward, searcher.weights
    candidates, scores = retrieval.candidates, retrieval.sentence_scores
    order = eligible(forward, retrieval)
    if (asked := asked_speaker(question.text)) and (said := said_by(forward, candidates, asked)[order]).any():
        order, strictness = order[said], _at_least(strictness)  # their own words, whatever they are
    answer = Answer(
        question.text, spoken_language(question.text), Status.UNANSWERED, 0.0, unmentioned=_unmentioned(retrieval)
    )
    if not len(order):
        return answer
    sure = confidence(confidence_features(retrieval, *runners(order)), weights)
    quotes = tuple(
        _quote(forward.passages[choice.passage], choice, float(scores[choice.candidate]), question)
        for choice in choose(forward, candidates, order)
    )
    if sure >= weights.thresholds[strictness]:
        return replace(answer, status=Status.ANSWERED, confidence=sure, quotes=quotes)
    near = sure >= NEAR and strictness is not Strictness.STRICT and not answer.unmentioned and _is_body(quotes[0])
    return replace(answer, confidence=sure, quotes=quotes, near=near)


def _is_body(quote: Quote) -> bool:
    return quote.passage is not None and quote.passage.role is Role.BODY


def _unmentioned(retrieval: Retrieval) -> tuple[str, ...]:
    question, found = retrieval.query.question, retrieval.candidates.soft.max(0, initial=0.0)
    rows = zip(question.words, retrieval.query.variants, found.tolist(), strict=True)
    missing = {word for word, variants, soft in rows if word in question.names and not variants and not soft}
    # A single word that the language knows may be written with a capital and yet be no name.
    return tuple(
        name for name in names_with(question, missing) if " " in name or is_hardly_known(fold(name), question.language)
    )


# ---------------------------------------------------------------- the quote

_JOIN = re.compile(r"[\s\u00a0\u202f'’-]+")


def _quote(passage: Passage, choice: Choice, score: float, question: Question) -> Quote:
    bare = replace(Quote.of(passage, choice.first, choice.last), score=score)
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
