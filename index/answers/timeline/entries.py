"""The sentences of the sources that say when, and which days that means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from index.answers.choice import quotation
from index.answers.quotes import Quote
from index.segment.splitting import Role
from index.text.dates.reading import DateReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from index.segment.passages import Passage
    from index.text.dates.period import Period


class Dating(NamedTuple):
    """Words that say when, and which days they mean."""

    said: str  # as a reader sees them in the quote
    period: Period | None  # None where that cannot be told
    inferred: bool  # whether a part of the period is not in these words
    at: datetime | None = None  # the moment, where a time and its zone are said as well


@dataclass(frozen=True, slots=True)
class Entry:
    """What the sources say of a time; the words that say when are the quote's highlights."""

    quote: Quote
    datings: tuple[Dating, ...]  # the first one tells where it stands in the timeline

    @property
    def period(self) -> Period | None:
        """When it was; None where the sources do not tell."""
        return self.datings[0].period


class DatedSentences:
    """The sentences of some passages that say when, read when they are first asked for."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._reading = Lock()

    @property
    def entries(self) -> tuple[tuple[int, Entry], ...]:
        """All of them, in reading order, with the numbers of their passages."""
        with self._reading:  # of a crowd that asks, one reads
            return self._entries

    @cached_property
    def _entries(self) -> tuple[tuple[int, Entry], ...]:
        return find_entries(self._passages)


def find_entries(passages: Iterable[Passage]) -> tuple[tuple[int, Entry], ...]:
    """Return every sentence that says when, in reading order, with the number of its passage."""
    found: list[tuple[int, Entry]] = []
    reader = DateReader("", None)
    source = None
    for p, passage in enumerate(passages):
        if passage.source is not source:
            source = passage.source
            reader = DateReader(source.language, source.published)
        entries = list(_entries_of(passage, reader))
        if passage.role is Role.BODY:  # what stands above is read for its dates alone
            found += ((p, entry) for entry in entries)
    return tuple(found)


def _entries_of(passage: Passage, reader: DateReader) -> Iterator[Entry]:
    datings: list[Dating] = []
    first = last = -1
    for s in range(len(passage.sentences)):
        text = passage.shown_sentences(s, s).text
        said = [
            Dating(text[mention.start : mention.end], mention.period, mention.inferred, mention.at)
            for mention in reader.read(text, passage.paragraph)
        ]
        if not said:
            continue
        start, end = quotation(passage, s)
        if datings and start > last:
            yield _entry(passage, first, last, datings)
            datings = []
        first, last = (min(first, start), max(last, end)) if datings else (start, end)
        datings += said
    if datings:
        yield _entry(passage, first, last, datings)


def _entry(passage: Passage, first: int, last: int, datings: Sequence[Dating]) -> Entry:
    quote = Quote.of(passage, first, last)
    highlights, at = [], 0
    for dating in datings:
        start = quote.shown.find(dating.said, at)
        if start >= 0:
            at = start + len(dating.said)
            highlights.append((start, at))
    return Entry(replace(quote, highlights=tuple(highlights)), tuple(datings))
