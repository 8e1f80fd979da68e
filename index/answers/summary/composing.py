"""A verbatim summary: the sentences that say most of what the sources say, of all or of a topic."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from index.answers.quotes import Quote
from index.answers.summary.choosing import choose
from index.answers.summary.material import Material
from index.answers.summary.scoring import by_facets
from index.search.topics import Topic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.segment.build import Segment


class Length(StrEnum):
    """How long a summary is."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"

    @property
    def most(self) -> int:
        """How many sentences it has at most."""
        return _SENTENCES[self][0]

    @property
    def for_one(self) -> int:
        """Of how many sentences of a source it has one: a short text deserves a short summary."""
        return _SENTENCES[self][1]


_SENTENCES: Mapping[str, tuple[int, int]] = {Length.SHORT: (3, 4), Length.MEDIUM: (5, 3), Length.LONG: (10, 2)}


@dataclass(frozen=True, slots=True)
class Summary:
    """Quotes in reading order, source by source."""

    quotes: tuple[Quote, ...] = ()
    about: str = ""  # the topic that was asked about
    unmentioned: bool = False  # whether the sources hold nothing on it
    left_out: int = 0  # sources for which there was no room


def compose_summary(segment: Segment, length: Length, about: str = "") -> Summary:
    """Choose what to quote of the sources, or of the paragraphs that hold all that `about` names.

    No sentence is quoted that cannot stand alone: what it leans on comes along, or it is passed over.
    """
    topic = Topic.read(about, segment) if about else None
    treated = topic.passages() if topic else None
    if treated is not None and not treated.any():
        return Summary((), about, unmentioned=True)
    forward = segment.forward
    material = Material.of(forward, treated, topic.stems if topic else frozenset())
    if not len(material):
        return Summary((), about)
    units, left_out = choose(material, by_facets(material), length.most, length.for_one)
    return Summary(
        tuple(Quote.of(forward.passages[u.passage], u.first, u.last) for u in units), about, left_out=left_out
    )
