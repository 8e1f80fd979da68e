"""Tell what is new by itself: record it after a reload and a start, and let those know who are to be told."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from discord.ext import commands

from bot.storage.errors import StoreError

if TYPE_CHECKING:
    import discord

    from bot.service.answering import Answering
    from bot.service.snapshots import Proposal, Snapshot

LOOK_AGAIN_SECONDS = 60.0  # at what other processes recorded, and who may be told again

log = logging.getLogger(__name__)


class Telling(commands.Cog):
    """Follows the reloads."""

    def __init__(self, bot: discord.Client, answering: Answering) -> None:
        self._bot = bot
        self._answering = answering
        self._changed = asyncio.Event()
        self._before: Snapshot | None = None  # what the reload that is not recorded yet replaced
        self._following: asyncio.Task[None] | None = None

    async def cog_load(self) -> None:
        """Begin to follow."""
        self._answering.guard.listeners.append(self._note)
        self._following = asyncio.create_task(self._follow())

    async def cog_unload(self) -> None:
        """Follow no more."""
        if self._following is not None:
            self._following.cancel()

    def _note(self, proposal: Proposal) -> None:
        if proposal.after is not proposal.before:
            self._before = self._before or proposal.before
            self._changed.set()

    async def _follow(self) -> None:
        await self._bot.wait_until_ready()
        while True:
            self._changed.clear()
            try:
                # Shielded: a bot that stops must not tear a connection out of the database's hands.
                await asyncio.shield(self._look())
            except StoreError:  # the log knows
                pass
            except Exception:
                log.exception("What is new was not told.")
            try:
                async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                    await self._changed.wait()
            except TimeoutError:
                pass

    async def _look(self) -> None:
        before, self._before = self._before, None
        await self._answering.newsroom.record(before)
