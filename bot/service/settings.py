"""The settings of servers: read without keeping anybody waiting, cached for a while, changed one at a time."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.storage.database import StoreError
from bot.storage.settings import GuildSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.service.outage import Outage
    from bot.storage.store import Store

CACHED_SECONDS = 30.0  # other processes may change them
PATIENCE_SECONDS = 1.0  # that an answer waits for them: Discord accepts no reply after three


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is, and the settings there: read once, and good for all that one message or command leads to."""

    settings: GuildSettings
    channel_id: int
    guild_id: int | None = None  # None where no server has the bot, as in a DM
    parent_id: int | None = None  # of a thread
    locale: str | None = None  # of the server

    def is_among(self, channel_ids: tuple[int, ...]) -> bool:
        """Tell whether this is one of some channels, or a thread in one."""
        return self.channel_id in channel_ids or self.parent_id in channel_ids


class SettingsCache:
    """Hands out the settings of servers; they are at most `CACHED_SECONDS` old."""

    def __init__(self, store: Store, outage: Outage) -> None:
        self._store = store
        self._outage = outage
        self._cached: dict[int, tuple[float, GuildSettings]] = {}
        self._readings: dict[int, asyncio.Task[GuildSettings]] = {}
        self._changing = asyncio.Lock()

    async def of(self, guild_id: int | None) -> GuildSettings:
        """Return a server's settings; the defaults in DMs and while the store is out of order."""
        if guild_id is None:
            return GuildSettings()
        read_at, settings = self._cached.get(guild_id, (-CACHED_SECONDS, GuildSettings()))
        if time.monotonic() - read_at < CACHED_SECONDS:
            return settings
        start = time.monotonic()
        try:
            # Shielded: a database that hangs would make its own cancellation wait, too.
            settings = await asyncio.wait_for(asyncio.shield(self._read(guild_id)), PATIENCE_SECONDS)
        except StoreError as error:
            self._outage.report(error)
        except TimeoutError:
            self._outage.report(StoreError("The database does not answer."))
        changed_at, changed = self._cached.get(guild_id, (-CACHED_SECONDS, settings))
        if changed_at >= start:  # while they were read
            return changed
        self._cached[guild_id] = (time.monotonic(), settings)
        return settings

    async def change(
        self, guild_id: int, alter: Callable[[GuildSettings], GuildSettings]
    ) -> tuple[GuildSettings, GuildSettings]:
        """Change a server's settings; return them before and after. Raises `StoreError`, and then changes nothing."""
        async with self._changing:  # one at a time, so that no change undoes another
            before = await self._store.settings.read(guild_id)
            after = alter(before)
            await self._store.settings.save(guild_id, after)
            self._cached[guild_id] = (time.monotonic(), after)
            return before, after

    def _read(self, guild_id: int) -> asyncio.Task[GuildSettings]:
        """Read a server's settings, once however many wait for them."""

        def done(task: asyncio.Task[GuildSettings]) -> None:
            del self._readings[guild_id]
            if not task.cancelled():
                task.exception()  # raised already where somebody still waits

        if guild_id not in self._readings:
            self._readings[guild_id] = asyncio.create_task(self._store.settings.read(guild_id))
            self._readings[guild_id].add_done_callback(done)
        return self._readings[guild_id]
