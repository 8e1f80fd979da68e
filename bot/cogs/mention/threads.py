"""What the bot said last in threads and direct messages, for follow-ups that reply to nothing."""

from __future__ import annotations

from collections import OrderedDict

import discord

LOOKED_BACK = 50  # messages, read once after a restart
MOST_KNOWN = 1000


Talk = discord.Thread | discord.DMChannel


class Threads:
    """Remembers what the bot said last in a thread or to a member; after a restart it reads it there once."""

    def __init__(self) -> None:
        self._last: OrderedDict[int, discord.Message | None] = OrderedDict()

    def note(self, said: discord.Message) -> None:
        """Remember a message of the bot's."""
        self._remember(said.channel.id, said)

    async def last_words(self, thread: Talk, own_id: int) -> discord.Message | None:
        """Return what the bot last said there, or its own message that a thread was started from, if any."""
        if thread.id not in self._last:
            try:
                found = await _find(thread, own_id)
            except discord.HTTPException:  # the bot may not read here
                found = None
            self._remember(thread.id, found)
        return self._last[thread.id]

    def _remember(self, channel_id: int, said: discord.Message | None) -> None:
        self._last[channel_id] = said
        self._last.move_to_end(channel_id)
        if len(self._last) > MOST_KNOWN:
            self._last.popitem(last=False)


async def _find(thread: Talk, own_id: int) -> discord.Message | None:
    async for message in thread.history(limit=LOOKED_BACK):
        if message.author.id == own_id:
            return message
    parent = thread.parent if isinstance(thread, discord.Thread) else None
    if not isinstance(thread, discord.Thread) or not isinstance(parent, discord.TextChannel):
        return None
    try:
        # A thread that was started from a message has that message's id.
        starter = thread.starter_message or await parent.fetch_message(thread.id)
    except discord.NotFound:
        return None
    return starter if starter.author.id == own_id else None
