"""The message of who speaks in the sources."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from bot.messages.markdown import clip, length, one_line
from bot.messages.quotes import SPEAKER_LENGTH, assemble, block_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.i18n import Words
    from index import Quote, Speaker

MOST_QUOTES, QUOTED_LENGTH = 6, 1400  # quotes of a message, and characters of them all: the others are counted
CREDIT_LENGTH = 60  # characters that the line under a quote takes, about
NAMES_LENGTH = 300  # characters of names in a line


def render_speakers(speakers: Sequence[Speaker], words: Words) -> str:
    """Return the message that quotes the first statement of each speaker, and names those for whom there is no room."""
    if not speakers:
        return words("who.empty")
    quotes = list(_fitting([speaker.statements[0] for speaker in speakers]))
    others = speakers[len(quotes) :]
    tail = [words("who.others", names=list_speakers(others))] if others else []
    return assemble([words("who.heading")], [block_of(quote) for quote in quotes], tail, words)


def render_statements(name: str, speakers: Sequence[Speaker], words: Words) -> str:
    """Return the message that quotes whoever bears a name, or speaks for them; else says whom the sources quote."""
    if not speakers:
        return words("who.empty")
    statements = statements_of(name, speakers)
    asked = clip(one_line(name), SPEAKER_LENGTH)
    if not statements:
        return words("who.unknown", name=asked, names=list_speakers(speakers))
    quotes = list(_fitting(statements))
    rest = len(statements) - len(quotes)
    tail = [words.count("who.more", rest)] if rest else []
    return assemble([words("who.said", name=asked)], [block_of(quote) for quote in quotes], tail, words)


def statements_of(name: str, speakers: Sequence[Speaker]) -> list[Quote]:
    """Return what is said by whoever bears a name, and by those who speak for them."""
    return [quote for speaker in speakers if speaker.is_asked_for(name) for quote in speaker.statements]


def list_speakers(speakers: Sequence[Speaker]) -> str:
    """Name the first few speakers, in one line."""
    names = [clip(one_line(speaker.name), SPEAKER_LENGTH) for speaker in speakers]
    ends = list(accumulate(length(name) + len(" · ") for name in names))
    shown = bisect_right(ends, NAMES_LENGTH)
    return " · ".join([*names[:shown], *(["…"] if shown < len(names) else [])])


def _fitting(quotes: Sequence[Quote]) -> Iterator[Quote]:
    """Yield the first quotes that a message holds, one at least."""
    room = QUOTED_LENGTH
    for quote in quotes[:MOST_QUOTES]:
        room -= len(quote.shown) + CREDIT_LENGTH
        if room < 0 and quote is not quotes[0]:
            return
        yield quote
