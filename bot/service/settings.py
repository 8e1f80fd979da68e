"""The settings of servers: read without keeping anybody waiting, cached for a while, changed one at a time."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.storage.errors import StoreError
from bot.storage.settings import STRICTEST, GuildSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.storage.store import Store

CACHED_SECONDS = 5.0  # other processes may change them
RETRY_SECONDS = 5.0  # in which nobody waits again for settings that could not be read
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

    def hides(self, private: bool | None) -> bool:
        """Tell whether an answer here is for its asker alone, who wants it so, or not, or did not say."""
        return not self.settings.known or (self.settings.private if private is None else private)


class SettingsCache:
    """Hands out the settings of servers; they are at most `CACHED_SECONDS` old.

    While the store cannot be read, they are the last ones known, however old; the strictest for a server of which none
    are, as an answer in a channel that its admins have closed cannot be taken back.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last: dict[int, GuildSettings] = {}
        self._read_at: dict[int, float] = {}
        self._changes: Counter[int] = Counter()
        self._readings: dict[int, asyncio.Task[None]] = {}
        self._changing = asyncio.Lock()

    async def of(self, guild_id: int | None) -> GuildSettings:
        """Return a server's settings; the defaults in DMs."""
        if guild_id is None:
            return GuildSettings()
        if time.monotonic() - self._read_at.get(guild_id, -CACHED_SECONDS) >= CACHED_SECONDS:
            try:
                # Shielded: a database that hangs would make its own cancellation wait, too.
                await asyncio.wait_for(asyncio.shield(self._begin_to_read(guild_id)), PATIENCE_SECONDS)
            except StoreError:  # the log knows
                self._read_at[guild_id] = time.monotonic() + RETRY_SECONDS - CACHED_SECONDS
            except TimeoutError:
                self._store.report_silence()
                self._read_at[guild_id] = time.monotonic() + RETRY_SECONDS - CACHED_SECONDS
        return self._last.get(guild_id, STRICTEST)

    async def change(
        self, guild_id: int, alter: Callable[[GuildSettings], GuildSettings]
    ) -> tuple[GuildSettings, GuildSettings]:
        """Change a server's settings; return them before and after. Raises `StoreError`, and then changes nothing."""
        async with self._changing:  # one at a time, so that no change undoes another
            before = await self._store.settings.read(guild_id, self._last.get(guild_id))
            after = alter(before)
            await self._store.settings.save(guild_id, after)
            self._changes[guild_id] += 1
            self._keep(guild_id, after)
            return before, after

    def drop(self, guild_id: int) -> None:
        """Read a server's settings anew when they are next asked for: another process has changed them."""
        self._changes[guild_id] += 1
        self._read_at.pop(guild_id, None)

    def _begin_to_read(self, guild_id: int) -> asyncio.Task[None]:
        """Read a server's settings, once however many wait for them, and even where nobody waits any more."""

        def done(task: asyncio.Task[None]) -> None:
            del self._readings[guild_id]
            if not task.cancelled():
                task.exception()  # raised already where somebody still waits

        if guild_id not in self._readings:
            self._readings[guild_id] = asyncio.create_task(self._read(guild_id))
            self._readings[guild_id].add_done_callback(done)
        return self._readings[guild_id]

    async def _read(self, guild_id: int) -> None:
        changes = None
        while changes != self._changes[guild_id]:  # else they were changed meanwhile
            changes = self._changes[guild_id]
            settings = await self._store.settings.read(guild_id, self._last.get(guild_id))
        self._keep(guild_id, settings)

    def _keep(self, guild_id: int, settings: GuildSettings) -> None:
        self._last[guild_id] = settings
        self._read_at[guild_id] = time.monotonic()
