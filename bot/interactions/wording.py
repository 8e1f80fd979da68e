"""What a message says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import discord


def text_of(message: discord.Message) -> str:
    """Return the text of a message; of one that forwards others, theirs."""
    return message.content or "\n".join(snapshot.content for snapshot in message.message_snapshots)
