"""The message of a comparison: a panel of quotes for each of two parties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.messages.desk.who import list_speakers
from bot.messages.markdown import LAYOUT_LENGTH, clip, length, one_line
from bot.messages.quotes import SPEAKER_LENGTH, block_of, draw_each

if TYPE_CHECKING:
    from bot.i18n import Words
    from index import Comparison, PartiesError

TOPIC_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Panel:
    """What a party says, in markdown."""

    heading: str
    quotes: tuple[str, ...]  # each above the line that names its source
    tail: str  # how many more there are, or that there is none; "" where that is all


def render_heading(comparison: Comparison, words: Words) -> str:
    """Say who is compared, and on what."""
    a, b = (_name(party.name) for party in comparison.parties)
    if not comparison.about.strip():
        return words("compare.heading", a=a, b=b)
    return words("compare.heading_about", a=a, b=b, topic=_topic(comparison))


def render_panels(comparison: Comparison, words: Words) -> list[Panel]:
    """Return a panel for each party: with the heading above them as much text as a message holds, at most."""
    parties = comparison.parties
    headings = [f"### {_name(party.name)}" for party in parties]
    tails = [_tail(party.more, words) if party.statements else words("compare.nothing") for party in parties]
    room = LAYOUT_LENGTH - sum(map(length, [render_heading(comparison, words), *headings, *tails]))
    drawn = iter(draw_each([block_of(quote) for party in parties for quote in party.statements], room, words))
    return [
        Panel(heading, tuple(next(drawn) for _ in party.statements), tail)
        for party, heading, tail in zip(parties, headings, tails, strict=True)
    ]


def say_why_none(comparison: Comparison, words: Words) -> str:
    """Say why neither party is quoted."""
    if comparison.unmentioned:
        return words("timeline.unmentioned", topic=_topic(comparison))
    a, b = (_name(party.name) for party in comparison.parties)
    return words("compare.neither", a=a, b=b, topic=_topic(comparison))


def say_why_not(error: PartiesError, a: str, b: str, words: Words) -> str:
    """Say why two parties cannot be compared, and whom the sources quote."""
    if not error.speakers:
        return words("who.empty")
    if not error.unknown:
        return words("compare.same", a=_name(a), b=_name(b))
    unknown = " · ".join(map(_name, error.unknown))
    return words("who.unknown", name=unknown, names=list_speakers(error.speakers))


def _tail(more: int, words: Words) -> str:
    return words.count("who.more", more) if more else ""


def _name(name: str) -> str:
    return clip(one_line(name), SPEAKER_LENGTH)


def _topic(comparison: Comparison) -> str:
    return clip(one_line(comparison.about), TOPIC_LENGTH)
