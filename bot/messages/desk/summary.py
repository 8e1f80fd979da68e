"""The message of a summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages.quotes import assemble, block_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from index import Quote


def render_summary(quotes: Sequence[Quote], words: Words) -> str:
    """Return the message of a summary."""
    if not quotes:
        return words("summary.empty")
    return assemble([words("summary.heading")], [block_of(quote) for quote in quotes], [], words)
