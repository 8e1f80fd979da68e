"""The message of a summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages.quotes import QuoteBlock, assemble

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from index import Quote


def render_summary(quotes: Sequence[Quote], words: Words) -> str:
    """Return the message of a summary."""
    if not quotes:
        return words("summary.empty")
    blocks, named = [], None
    for quote in quotes:
        paragraph = words("quote.paragraph", paragraph=quote.paragraph)
        blocks.append(
            QuoteBlock(quote.shown, (), quote.source, paragraph, quote.words, same_source=quote.source is named)
        )
        named = quote.source
    return assemble([words("summary.heading")], blocks, [], words)
