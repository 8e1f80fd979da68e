"""From sentences that were chosen to a summary in quotes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from index.answers.quotes import Quote
from index.answers.summary.body import Body
from index.answers.summary.choosing import by_worth
from index.search.topics import passages_about, sentences_about

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from index.segment.build import Segment

    Run = tuple[int, int, int]  # the number of a passage, the first and the last of its sentences

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
    if not about.strip():
        body = Body.of(segment.forward)
        most = min(length.most, -(-len(body) // FOR_ONE))
    else:
        body = Body.of(segment.forward, passages_about(segment, about))
        flags = sentences_about(segment, about, body.sentences)
        body = body.keep(flags) if flags.any() else body
        most = length.most
    runs = sorted(first_runs(body, by_worth, most))
    return Summary(tuple(Quote.of(segment.forward.passages[p], first, last) for p, first, last in _united(runs)), about)


def first_runs(body: Body, choose: Callable[[Body], Iterable[int]], most: int) -> list[Run]:
    """Return the runs of the first `most` sentences that were chosen and can be quoted."""
    runs: list[Run] = []
    for b in choose(body) if most else ():
        run = body.run_of(b)
        if run is not None and run not in runs:
            runs.append(run)
        if len(runs) == most:
            break
    return runs


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
