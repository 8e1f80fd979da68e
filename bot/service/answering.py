"""The answering: what every way of asking shares. It answers, counts, and knows in which language to reply."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, cast

import discord

from bot.service.permissions import DM_COOLDOWN, Act, Cooldowns, may_speak
from bot.service.refusal import Refusal
from bot.storage.store import GuildSettings, StoreError
from index import Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.config import Config
    from bot.i18n import Catalogue, Words
    from bot.service.snapshots import Snapshot, Snapshots
    from bot.storage.store import Store
    from index import Answer

SETTINGS_SECONDS = 30.0  # how long a server's settings are taken from memory: other processes may change them
PATIENCE_SECONDS = 1.0  # that an answer waits for them: Discord takes none after three

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is: a server's channel, or where no server has the bot (`guild_id` None), as in a DM."""

    guild_id: int | None
    channel_id: int
    parent_id: int | None = None  # of a thread
    locale: str | None = None  # of the server


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and who asks it where; a private one leaves no trace."""

    question: str
    asker_id: int
    place: Place
    locale: str | None = None  # of the asker's client, where Discord tells
    private: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """What is known of a question: its answer, from which snapshot, and in whose words to give it."""

    asked: Asked
    answer: Answer
    snapshot: Snapshot
    words: Words


class Answering:
    """Serves every way of asking."""

    def __init__(self, config: Config, snapshots: Snapshots, store: Store, catalogue: Catalogue) -> None:
        self.config = config
        self.snapshots = snapshots
        self.store = store
        self.catalogue = catalogue
        self.started = datetime.now(UTC)
        self._cooldowns = Cooldowns()
        self._guilds: dict[int, tuple[float, GuildSettings]] = {}
        self._readings: dict[int, asyncio.Task[GuildSettings]] = {}
        self._changing = asyncio.Lock()
        self._complained = False

    async def answer(self, asked: Asked) -> Answered:
        """Answer a question; the reply is in the asker's language, else the question's, else the server's."""
        guild = await self.guild(asked.place.guild_id)
        snapshot, answer = await self.snapshots.ask(lambda corpus: corpus.answer(asked.question, guild.strictness))
        words = await self.words(asked.place, asked.locale, answer.language)
        return Answered(asked, answer, snapshot, words)

    async def record_miss(self, answered: Answered) -> None:
        """Keep a question asked in vain on a server, for its admins."""
        asked, guild_id = answered.asked, answered.asked.place.guild_id
        if answered.answer.status is not Status.UNANSWERED or asked.private or guild_id is None:
            return
        try:
            await self.store.record_miss(guild_id, asked.asker_id, asked.question)
        except StoreError as error:
            self.complain(error)

    async def guild(self, guild_id: int | None) -> GuildSettings:
        """Return a server's settings; the defaults in DMs and where the store is out of order."""
        if guild_id is None:
            return GuildSettings(cooldown=DM_COOLDOWN)
        read_at, settings = self._guilds.get(guild_id, (-SETTINGS_SECONDS, GuildSettings()))
        if time.monotonic() - read_at < SETTINGS_SECONDS:
            return settings
        start = time.monotonic()
        try:
            # Shielded: a database that hangs would make its own cancellation wait, too.
            settings = await asyncio.wait_for(asyncio.shield(self._read(guild_id)), PATIENCE_SECONDS)
        except StoreError as error:
            self.complain(error)
        except TimeoutError:
            self.complain(StoreError("The database does not answer."))
        changed_at, changed = self._guilds.get(guild_id, (-SETTINGS_SECONDS, settings))
        if changed_at >= start:  # while they were read
            return changed
        self._guilds[guild_id] = (time.monotonic(), settings)
        return settings

    def _read(self, guild_id: int) -> asyncio.Task[GuildSettings]:
        """Read a server's settings, once however many wait for them."""

        def done(task: asyncio.Task[GuildSettings]) -> None:
            del self._readings[guild_id]
            if not task.cancelled():
                task.exception()  # told to whoever still waits

        if guild_id not in self._readings:
            self._readings[guild_id] = asyncio.create_task(self.store.guild_settings(guild_id))
            self._readings[guild_id].add_done_callback(done)
        return self._readings[guild_id]

    async def change(
        self, guild_id: int, alter: Callable[[GuildSettings], GuildSettings]
    ) -> tuple[GuildSettings, GuildSettings]:
        """Change a server's settings; return what they were and are. Raises `StoreError`, and then they stay."""
        async with self._changing:  # one change after the other, so that none undoes another
            before = await self.store.guild_settings(guild_id)
            after = alter(before)
            await self.store.keep_guild_settings(guild_id, after)
            self._guilds[guild_id] = (time.monotonic(), after)
            return before, after

    async def spend(self, act: Act, user_id: int, place: Place) -> None:
        """Count an act of a member against the cooldowns; raise `TooFast`, or `Refusal` where the bot may not speak."""
        guild = await self.guild(place.guild_id)
        self._cooldowns.spend(
            act,
            guild_id=place.guild_id or 0,
            channel_id=place.channel_id,
            user_id=user_id,
            seconds=guild.cooldown,
        )
        # Counted first, so that a crowd in the wrong channel is not refused one by one.
        if act is Act.ASK and not may_speak((place.channel_id, place.parent_id), guild):
            raise Refusal("not_here", channels=", ".join(f"<#{channel}>" for channel in guild.allowed))

    async def words(self, place: Place, *preferences: str | None) -> Words:
        """Return the first language preferred that the bot speaks, else what the admins chose, else the server's."""
        guild = await self.guild(place.guild_id)
        return self.catalogue.words(*preferences, guild.language, place.locale, self.config.language)

    async def words_for(self, interaction: discord.Interaction) -> Words:
        """Return the language of whoever clicked or ran a command, else the server's."""
        return await self.words(place_of(interaction), str(interaction.locale))

    def complain(self, error: StoreError) -> None:
        """Log the store's first failure alone: it may then fail at every question."""
        if not self._complained:
            log.error("%s Answers go on; votes, settings and missed questions are not kept.", error)
        self._complained = True


class _HasAnswering(Protocol):
    answering: Answering


def answering_of(interaction: discord.Interaction) -> Answering:
    """Return the answering of the bot that an interaction reached."""
    return cast("_HasAnswering", interaction.client).answering


def place_of(where: discord.Interaction | discord.Message) -> Place:
    """Return where a message or interaction is."""
    channel = where.channel
    channel_id, parent_id = channel.id if channel else 0, getattr(channel, "parent_id", None)
    if isinstance(where, discord.Interaction):
        # A member who installed the bot for themself takes it to servers that did not: their admins know nothing of it.
        guild_id = where.guild_id if where.is_guild_integration() else None
        return Place(guild_id, channel_id, parent_id, str(where.guild_locale) if where.guild_locale else None)
    if where.guild is None:
        return Place(None, channel_id)
    return Place(where.guild.id, channel_id, parent_id, str(where.guild.preferred_locale))
