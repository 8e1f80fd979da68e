"""From a question to verbatim quotes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.sources import Source

Span = tuple[int, int]


class Status(StrEnum):
    """Whether the sources answer."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim piece of a source: `text == source.text[start:end]`, always."""

    source: Source
    start: int
    end: int
    paragraph: int  # 1-based
    score: float
    highlights: tuple[Span, ...] = ()  # inside the quote, in order, disjoint

    @property
    def text(self) -> str:
        """The source's own words."""
        return self.source.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Answer:
    """Up to three quotes, best first, present whatever the status."""

    question: str
    language: str  # of the question: fr, en, ... or und
    status: Status
    confidence: float  # 0..1: the probability that the first quote answers
    quotes: tuple[Quote, ...] = ()
