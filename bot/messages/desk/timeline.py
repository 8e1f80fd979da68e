"""The message of a timeline: dated quotes in their order, each below its day and the words that say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from bot.messages.markdown import clip, one_line
from bot.messages.quotes import assemble_whole, block_of, title_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.i18n import Words
    from bot.messages.quotes import QuoteBlock
    from index import Dating, Entry, Figure, Period, Timeline

MOST_ENTRIES = 12  # of a message
MOST_DATINGS = 3  # shown above one quote
MOST_DIFFERING, MOST_FIGURES = 2, 3  # lines of figures that differ, and figures in one
SAID_LENGTH, TOPIC_LENGTH = 80, 60
NOON = time(12, tzinfo=UTC)  # the same day nearly everywhere, whatever the reader's clock


def render_timeline(timeline: Timeline, words: Words) -> str:
    """Return the message of a timeline: as many quotes as it holds, and how many more there are."""
    entries = [*timeline.dated, *timeline.undated]
    if not entries:
        return say_why_empty(timeline, words)
    head = [words("timeline.heading")]
    blocks = [_block(entry, words) for entry in entries[:MOST_ENTRIES]]
    differing = [write_difference(figures, words) for figures in timeline.differing[:MOST_DIFFERING]]

    def tail(unshown: int) -> list[str]:
        left = unshown + len(entries) - len(blocks)
        return [*differing, *([words.count("timeline.more", left)] if left else [])]

    return assemble_whole(head, blocks, tail, words)


def say_why_empty(timeline: Timeline, words: Words) -> str:
    """Say why a timeline holds nothing."""
    if timeline.unmentioned:
        return words("timeline.unmentioned", topic=clip(one_line(timeline.about), TOPIC_LENGTH))
    return words("timeline.none_there" if timeline.within or timeline.about.strip() else "timeline.empty")


def _block(entry: Entry, words: Words) -> QuoteBlock:
    above = " · ".join(write_dating(dating, words) for dating in entry.datings[:MOST_DATINGS])
    return replace(block_of(entry.quote), highlights=entry.quote.highlights, above=above)


def write_dating(dating: Dating, words: Words, *, stamped: bool = True) -> str:
    """Say which days some words mean, and the words; days as Discord's timestamps, where these are understood."""
    said = clip(one_line(dating.said), SAID_LENGTH)
    if dating.period is None:
        return words("timeline.undated", said=said)
    if dating.at and stamped:
        days = f"<t:{int(dating.at.timestamp())}:f>"
    elif dating.at:
        days = f"{words.date(dating.at.date().isoformat())}, {dating.at:%H:%M} UTC"
    else:
        days = _write_period(dating.period, words, _stamp if stamped else words.date)
    return words("timeline.inferred" if dating.inferred else "timeline.stated", days=days, said=said)


def write_difference(figures: Sequence[Figure], words: Words, *, stamped: bool = True) -> str:
    """Put figures that sources do not agree on side by side, in one line."""
    period = figures[0].entry.period
    written = [
        words(
            "timeline.figure",
            said=clip(one_line(said), SAID_LENGTH),
            title=title_of(entry.quote.source),
            place=words("quote.paragraph", paragraph=entry.quote.paragraph),
        )
        for said, entry in figures[:MOST_FIGURES]
    ]
    days = _write_period(period, words, _stamp if stamped else words.date) if period else ""
    return words("timeline.differing", days=days, figures=" ≠ ".join(written))


def _write_period(period: Period, words: Words, write: Callable[[str], str]) -> str:
    """Write the days of a period: a day as `write` does, a month or a year in words."""
    first, _, last = str(period).partition("/")

    def one(iso: str) -> str:
        return write(iso) if iso.count("-") == 2 else words.date(iso)

    return words("timeline.stretch", first=one(first), last=one(last)) if last else one(first)


def _stamp(iso: str) -> str:
    """Write a day so that Discord shows it in each reader's way."""
    at = datetime.combine(datetime.fromisoformat(iso).date(), NOON)
    return f"<t:{int(at.timestamp())}:D>"
