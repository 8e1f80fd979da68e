"""From sentences that were chosen to a summary in quotes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from index.answers.quotes import Quote
from index.answers.summary.body import Body
from index.answers.summary.choosing import by_worth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from index.answers.summary.body import Run
    from index.segment.build import Segment

FOR_ONE = 4  # sentences of the body of which one is said: a short text deserves a short summary


class Length(StrEnum):
    """How long a summary may be."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"

    @property
    def most(self) -> int:
        """How many sentences it has at most."""
        return {Length.SHORT: 3, Length.MEDIUM: 5, Length.LONG: 10}[self]


@dataclass(frozen=True, slots=True)
class Summary:
    """The quotes of a summary in reading order, those of a source together."""

    quotes: tuple[Quote, ...] = ()
    about: str = ""  # the topic that was asked about

    @property
    def sources(self) -> int:
        """How many sources are quoted."""
        return len({quote.source.id for quote in self.quotes})


def compose_summary(segment: Segment, length: Length = Length.MEDIUM, about: str = "") -> Summary:
    """Sum up what the sources say, or what they say about a topic; empty where they say nothing about it.

    A text of few sentences has a shorter summary than asked for; what is about a topic is all said.
    """
    if about.strip():
        body, most = Body.about(segment, about), length.most
    else:
        body = Body.of(segment.forward)
        most = min(length.most, -(-len(body) // FOR_ONE))
    runs = _united(sorted(body.runs(by_worth, most)))
    return Summary(tuple(Quote.of(segment.forward.passages[p], first, last) for p, first, last in runs), about)


def _united(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield runs of sentences in order, those of a passage that overlap as one: nothing is said twice."""
    reached: Run | None = None
    for p, first, last in runs:
        if reached and reached[0] == p and first <= reached[2]:
            reached = p, min(first, reached[1]), max(last, reached[2])
            continue
        if reached:
            yield reached
        reached = p, first, last
    if reached:
        yield reached
