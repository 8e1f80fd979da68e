"""Tell what is new by itself: record it after a reload and a start, and let those know who are to be told."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from functools import partial
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.cogs.news.corrections import correct_replies
from bot.interactions.responding import UNDELIVERED, in_a_line
from bot.messages.desk.news import render_announcement
from bot.service.news.bulletin import compose_bulletin
from bot.storage.errors import StoreError

if TYPE_CHECKING:
    from bot.service.answering import Answering
    from bot.service.snapshots import Proposal, Snapshot

FINISHING_SECONDS = 1.0  # that the end of the bot waits for it
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
        self._looking: asyncio.Task[None] | None = None
        self._stops = False

    async def cog_load(self) -> None:
        """Begin to follow."""
        self._answering.guard.listeners.append(self._note)
        self._following = asyncio.create_task(self._follow())

    async def cog_unload(self) -> None:
        """Follow no more, once what is under way with the database is done."""
        self._stops = True
        if self._following is not None:
            self._following.cancel()
        if self._looking is not None:
            done, _ = await asyncio.wait({self._looking}, timeout=FINISHING_SECONDS)
            await asyncio.gather(*done, return_exceptions=True)  # the log knows

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
                self._looking = asyncio.create_task(self._look())
                await asyncio.shield(self._looking)
            except StoreError:  # the log knows
                pass
            except Exception:  # one look that fails must not be the last: the log has it, and the next one comes
                log.exception("What is new was not told.")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                    await self._changed.wait()

    async def _look(self) -> None:
        before, self._before = self._before, None
        edition = await self._answering.newsroom.record(before)
        if edition is not None:
            await correct_replies(self._bot, self._answering, edition)
        await self._tell()

    async def _tell(self) -> None:
        """Tell the servers that want it, once this process has the sources that were recorded last."""
        answering, newest = self._answering, self._answering.newsroom.last
        if newest is None or not await answering.newsroom.is_up_to_date():
            return
        for guild_id, told in (await answering.store.news_channels.due(newest.id)).items():
            guild = self._bot.get_guild(guild_id)
            if guild is not None and not self._stops:  # else another process has it
                await self._tell_guild(guild, told, newest.id)

    async def _tell_guild(self, guild: discord.Guild, told: int, newest: int) -> None:
        answering, channels = self._answering, self._answering.store.news_channels
        settings = await answering.settings.of(guild.id)
        if not settings.known:
            return
        records = await answering.store.reloads.after(told)
        _, bulletin = await answering.snapshots.ask(partial(compose_bulletin, records=records, dated=True))
        aloud = settings.news is not None and bool(bulletin.quotes)
        if not await channels.claim(guild.id, told, newest, aloud=aloud) or not aloud:
            return
        words = answering.catalogue.words(settings.language, str(guild.preferred_locale), answering.config.language)
        channel = self._bot.get_partial_messageable(settings.news or 0, guild_id=guild.id)
        try:
            await channel.send(render_announcement(bulletin, words), silent=True)
        except UNDELIVERED as error:
            log.warning("Server %d was not told what is new, and is told later: %s", guild.id, in_a_line(error))
            await channels.release(guild.id, told)
        except discord.HTTPException as error:
            log.warning("Server %d cannot be told what is new in its channel: %s", guild.id, in_a_line(error))
