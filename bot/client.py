"""IncidentBot: the Discord client, from start-up to shutdown."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot.cogs.about import About
from bot.cogs.admin import Admin
from bot.cogs.ask import Ask
from bot.cogs.desk.compare import Compare
from bot.cogs.desk.summary import Summary
from bot.cogs.desk.timeline import Timeline
from bot.cogs.desk.verify import Verify
from bot.cogs.desk.who import Who
from bot.cogs.mention.cog import Mention
from bot.cogs.news.cog import News
from bot.cogs.news.telling import Telling
from bot.cogs.settings import Settings
from bot.config import ConfigError
from bot.gateway import use_steady_connections
from bot.health import Health
from bot.i18n import BASE
from bot.interactions.buttons import BUTTONS
from bot.interactions.publication import Publication
from bot.interactions.tree import CommandWords, IncidentTree
from bot.messages.markdown import one_line
from bot.messages.operators.changes import list_changes, list_problems
from bot.peers import Peers
from bot.service.sources.watching import watch
from bot.storage.errors import StoreError, WrongStoreError
from index import SourceError

if TYPE_CHECKING:
    from bot.service.answering import Answering
    from bot.service.sources.guard import Outcome

OPENING_SECONDS = 1.0  # that the start waits for the database
PRUNE_AGAIN_SECONDS = 600.0  # after the database failed
LEAVING_SECONDS = 1.0  # for Discord to hear that the bot goes
FINISHING_SECONDS = 3.0  # for what is under way for members when the bot stops

log = logging.getLogger(__name__)


class IncidentBot(commands.AutoShardedBot):
    """Answers on Discord."""

    def __init__(self, answering: Answering, *, guild_ready_timeout: float = 2.0) -> None:
        self.answering = answering
        use_steady_connections()
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # this bot never speaks aloud
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        intents.message_content = answering.config.message_content
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents,
            tree_cls=IncidentTree,
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            # A gateway of the operator's own (a proxy) does the sharding; Discord says how many shards it wants.
            shard_count=answering.config.shard_count or (1 if answering.config.gateway_url else None),
            shard_ids=list(answering.config.shard_ids) or None,  # type: ignore[arg-type]  # its annotation lacks None, its default
            guild_ready_timeout=guild_ready_timeout,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        if not isinstance(self.tree, IncidentTree):
            raise TypeError("the tree must be an IncidentTree")
        self._publication = Publication(self.tree, answering)
        self.health = Health(self, answering)
        self._beside: list[asyncio.Task[None]] = []  # what runs beside the answers until the bot closes

    async def setup_hook(self) -> None:
        """Open the store, load every cog, and begin to tell Discord the commands."""
        answering = self.answering
        try:
            await asyncio.wait_for(answering.store.open(), OPENING_SECONDS)
        except WrongStoreError as error:
            raise ConfigError(str(error)) from error
        except (StoreError, TimeoutError):  # the log knows or will know, and whoever needs it next tries again
            log.debug("The bot starts without its database.")
        self.prune_daily.start()
        answering.snapshots.start_reading()
        await self.load_cogs()
        self.add_dynamic_items(*BUTTONS)
        await self.tree.set_translator(CommandWords(answering.catalogue))
        beside = [self._publication.run(), Peers(answering, self._tell_changes).run()]
        if answering.config.watch:
            beside.append(watch(answering.config.seeds, answering.guard, self._tell_changes))
        self._beside = [asyncio.create_task(work) for work in beside]
        if not answering.config.message_content:
            log.info(
                "Without DISCORD_MESSAGE_CONTENT the bot reads only what is addressed to it: "
                "automatic channels and follow-ups in threads without a mention stay silent."
            )

    async def load_cogs(self) -> None:
        """Add every capability; a cog that fails stops the start-up."""
        answering = self.answering
        for cog in (
            Ask(self, answering),
            Mention(self, answering),
            Summary(answering),
            Timeline(answering),
            Verify(self, answering),
            Who(answering),
            News(answering),
            Compare(answering),
            Admin(self, answering, self._publication),
            Settings(answering),
            About(answering),
            Telling(self, answering),
        ):
            await self.add_cog(cog)

    def _tell_changes(self, became: Outcome | SourceError) -> None:
        """Log what became of a reload that nobody asked for."""
        answering = self.answering
        words = answering.catalogue.words(BASE)
        if isinstance(became, SourceError):
            log.error("%s", one_line(list_problems(became, answering.snapshots.current, words)))
        else:
            log.log(logging.INFO if became.accepted else logging.ERROR, "%s", one_line(list_changes(became, words)))

    @tasks.loop(hours=24)
    async def prune_daily(self) -> None:
        """Let the store delete what is too old, as soon as it can."""
        pruned = False
        while not pruned:
            try:
                # Shielded: a bot that stops must not tear a connection out of the database's hands.
                await asyncio.shield(self.answering.store.prune())
                pruned = True
            except StoreError:  # the log knows
                await asyncio.sleep(PRUNE_AGAIN_SECONDS)

    async def on_ready(self) -> None:
        """Log who the bot is and what it knows."""
        snapshot = self.answering.snapshots.current
        log.info(
            "Ready as %s on %d servers: %d sources, %d passages, version %s.",
            self.user,
            len(self.guilds),
            len(snapshot.corpus.sources),
            len(snapshot.corpus.passages),
            snapshot.name,
        )

    async def on_message(self, _: discord.Message) -> None:
        """Leave messages to the cogs: there are no text commands."""

    async def close(self) -> None:
        """Take nothing new, let what is under way come to its end, disconnect, then close the store."""
        self.prune_daily.cancel()
        for task in self._beside:
            task.cancel()
        leaving = [asyncio.create_task(shard.disconnect()) for shard in self.shards.values()]
        if leaving:
            await asyncio.wait(leaving, timeout=LEAVING_SECONDS)
        await self.answering.work.finish(FINISHING_SECONDS)
        await super().close()
        await self.answering.snapshots.close()
        await self.answering.store.close()
