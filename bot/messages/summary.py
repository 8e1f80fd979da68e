"""The messages of a summary and of a chronology."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages.quotes import assemble, block_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from index import Quote


def render_summary(quotes: Sequence[Quote], words: Words) -> str:
    """Return the message of a summary."""
    return _render(quotes, words, "summary.heading", "summary.empty")


def render_chronology(quotes: Sequence[Quote], words: Words) -> str:
    """Return the message of a chronology."""
    return _render(quotes, words, "chronology.heading", "chronology.empty")


def _render(quotes: Sequence[Quote], words: Words, heading: str, empty: str) -> str:
    if not quotes:
        return words(empty)
    return assemble([words(heading)], [block_of(quote) for quote in quotes], [], words)
