"""What one of the bot's own messages says about itself: whether it is an answer, to what, and for whom."""

from __future__ import annotations

import discord

from bot.messages.answer import read_header
from bot.messages.markdown import one_line, strip_mentions

DELETE_PREFIX, VOTE_PREFIX = "x:", "v:"  # of the custom_ids of the buttons that reveal it


def is_answer(message: discord.Message) -> bool:
    """Tell whether one of the bot's messages is an answer."""
    return asker_of(message) is not None


def asker_of(message: discord.Message) -> int | None:
    """Return who asked for an answer, None where the message does not tell or is no answer."""
    found = (custom_id for custom_id in _custom_ids(message) if custom_id.startswith(DELETE_PREFIX))
    return next((int(custom_id.removeprefix(DELETE_PREFIX)) for custom_id in found), None)


def has_votes(message: discord.Message) -> bool:
    """Tell whether members may vote on a message."""
    return any(custom_id.startswith(VOTE_PREFIX) for custom_id in _custom_ids(message))


async def question_of(message: discord.Message) -> str | None:
    """Return the question of one of the bot's answers: it is repeated there, or in the message replied to."""
    if question := read_header(message.content):
        return question
    reference = message.reference
    if reference is None or reference.message_id is None:
        return None
    asked = reference.cached_message or reference.resolved
    if not isinstance(asked, discord.Message) or not asked.content:
        try:
            asked = await message.channel.fetch_message(reference.message_id)
        except discord.HTTPException:
            return None
    return one_line(strip_mentions(asked.content)) or None


def _custom_ids(message: discord.Message) -> list[str]:
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    return [str(item.custom_id) for row in rows for item in row.children if getattr(item, "custom_id", None)]
