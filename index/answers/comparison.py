"""What each of two parties says on a topic, verbatim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.search.topics import Topic

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from index.answers.quotes import Quote
    from index.answers.speakers import Speaker
    from index.segment.build import Segment

    Indices = npt.NDArray[np.intp]

MOST_STATEMENTS = 3  # of a party


class PartiesError(ValueError):
    """Two parties that cannot be compared: the sources quote nobody of these names, or the same people for both."""

    def __init__(self, unknown: tuple[str, ...], speakers: tuple[Speaker, ...]) -> None:
        super().__init__(", ".join(unknown) or "the same party twice")
        self.unknown = unknown  # names as they were typed; none where both names mean the same people
        self.speakers = speakers  # whom the sources do quote, those who say most first


@dataclass(frozen=True, slots=True)
class Party:
    """One of two that are compared: whoever bears a name, and those who speak for them."""

    name: str  # as it was typed
    statements: tuple[Quote, ...]  # on the topic, best first, at most `MOST_STATEMENTS`
    more: int = 0  # of their statements on it beyond these


@dataclass(frozen=True, slots=True)
class Comparison:
    """What each of two parties says."""

    parties: tuple[Party, Party]
    about: str = ""  # the topic that was asked about, "" for all that they say
    unmentioned: bool = False  # whether the sources hold nothing on it

    @property
    def is_empty(self) -> bool:
        """Whether neither says anything on the topic."""
        return not any(party.statements for party in self.parties)


def compose_comparison(segment: Segment, speakers: tuple[Speaker, ...], a: str, b: str, about: str = "") -> Comparison:
    """Return what `a` and `b` say in paragraphs that treat of all that `about` names; a blank one means whatever.

    Statements that are about the topic themselves come before those that stand beside them, ties in reading order.
    Raises `PartiesError`.
    """
    own, other = ([speaker for speaker in speakers if speaker.is_asked_for(name)] for name in (a, b))
    if unknown := tuple(dict.fromkeys(name for name, found in ((a, own), (b, other)) if not found)):
        raise PartiesError(unknown, speakers)
    # Who speaks for both is on either side; only one who says nothing of their own is no second party.
    if all(speaker in other for speaker in own) or all(speaker in own for speaker in other):
        raise PartiesError((), speakers)
    if not about.strip():
        return Comparison((_party(segment, a, own), _party(segment, b, other)))
    topic = Topic.read(about, segment)
    treated = np.flatnonzero(topic.passages())
    parties = _party(segment, a, own, topic, treated), _party(segment, b, other, topic, treated)
    return Comparison(parties, about, unmentioned=not len(treated))


def _party(
    segment: Segment,
    name: str,
    speakers: Sequence[Speaker],
    topic: Topic | None = None,
    treated: Indices | None = None,
) -> Party:
    """Return a party with its best statements; on a topic, those in the passages that are about it."""
    order = {source.id: number for number, source in enumerate(segment.sources)}
    said = [quote for speaker in speakers for quote in speaker.statements]
    said.sort(key=lambda quote: (order[quote.source.id], quote.start))
    if topic is not None and treated is not None:
        said = _on_topic(segment, said, topic, treated)
    return Party(name, tuple(said[:MOST_STATEMENTS]), max(len(said) - MOST_STATEMENTS, 0))


def _on_topic(segment: Segment, quotes: Sequence[Quote], topic: Topic, treated: Indices) -> list[Quote]:
    """Return the quotes that stand in these passages, those that are about the topic themselves first."""
    forward = segment.forward
    there = ((p, forward.passages[p]) for p in treated.tolist())
    numbers = {(passage.source.id, passage.start): p for p, passage in there}
    kept: list[tuple[bool, Quote]] = []
    for quote in quotes:
        p = numbers.get((quote.source.id, quote.passage.start)) if quote.passage else None
        if p is not None:
            spans = enumerate(forward.passages[p].sentences, int(forward.first_sentences[p]))
            own = [number for number, (first, last) in spans if first < quote.end and quote.start < last]
            kept.append((bool(topic.sentences(np.array(own)).any()), quote))
    return [quote for _, quote in sorted(kept, key=lambda pair: not pair[0])]
