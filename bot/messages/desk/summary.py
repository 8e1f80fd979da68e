"""The messages of a summary: quotes under their sources, as many to a message as it holds whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.messages.markdown import MESSAGE_LENGTH, clip, one_line
from bot.messages.quotes import assemble, block_of, draw_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from index import Quote, Summary

TOPIC_LENGTH = 60
ROOM = MESSAGE_LENGTH - 300  # characters of a message for quotes: the others are for what is said around them


class Page(NamedTuple):
    """One message, and the quotes that it shows."""

    text: str
    quotes: tuple[Quote, ...]


def render_summary(summary: Summary, words: Words) -> list[Page]:
    """Return the messages of a summary: one as a rule, the next ones for what it does not hold."""
    if not summary.quotes:
        return [Page(say_no_summary(summary, words), ())]
    head, rest, several = [head_of(summary, words)], list(summary.quotes), len(_sources(summary.quotes)) > 1
    pages = []
    while rest:
        held = next((n for n in range(len(rest), 1, -1) if _holds(rest[:n], words, several=several)), 1)
        tail = tail_of(summary, words) if held == len(rest) else []
        text = assemble(head, [block_of(quote) for quote in rest[:held]], tail, words, headed=several)
        pages.append(Page(text, tuple(rest[:held])))
        head, rest = [], rest[held:]
    return pages


def render_overview(summary: Summary, words: Words) -> Page:
    """Return the first message of a summary alone; it says how many sentences there are beside it."""
    first, *others = render_summary(summary, words)
    left = sum(len(page.quotes) for page in others)
    return Page(f"{first.text}\n{words.count('summary.more', left)}", first.quotes) if left else first


def say_no_summary(summary: Summary, words: Words) -> str:
    """Say why a summary holds nothing."""
    topic = clip(one_line(summary.about), TOPIC_LENGTH)
    if summary.unmentioned:
        return words("timeline.unmentioned", topic=topic)
    return words("summary.nothing_on", topic=topic) if topic else words("summary.empty")


def head_of(summary: Summary, words: Words) -> str:
    """Return the line above a summary."""
    topic = clip(one_line(summary.about), TOPIC_LENGTH)
    return words("summary.heading_on", topic=topic) if topic else words("summary.heading")


def tail_of(summary: Summary, words: Words) -> list[str]:
    """Return what is said below a summary: how many sources it leaves out."""
    return [words.count("summary.left_out", summary.left_out)] if summary.left_out else []


def _sources(quotes: Sequence[Quote]) -> set[str]:
    return {quote.source.id for quote in quotes}


def _holds(quotes: Sequence[Quote], words: Words, *, several: bool) -> bool:
    """Tell whether one message holds these quotes whole."""
    return draw_whole([block_of(quote) for quote in quotes], ROOM, words, headed=several) is not None
