"""The settings of servers are at hand, current, and never waited for long."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import discord
import pytest

from bot.service import settings as module
from bot.service.outage import Outage
from bot.service.settings import Place, SettingsCache
from bot.storage.settings import GuildSettings
from bot.storage.store import Store

GUILD = 1


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store(f"sqlite+aiosqlite:///{tmp_path}/bot.db", discord.utils.utcnow) as store:
        yield store


async def test_what_was_changed_holds_at_once_and_for_every_process_after_a_while(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, elsewhere = SettingsCache(store, Outage()), SettingsCache(store, Outage())
    assert await elsewhere.of(GUILD) == GuildSettings()
    before, after = await here.change(GUILD, lambda known: replace(known, cooldown=60))
    assert (before.cooldown, after.cooldown) == (15, 60)
    assert await here.of(GUILD) == after
    assert await elsewhere.of(GUILD) == before
    monkeypatch.setattr(module, "CACHED_SECONDS", 0)
    assert await elsewhere.of(GUILD) == after


async def test_a_change_while_they_are_read_is_not_undone_by_what_was_read(store: Store) -> None:
    cache = SettingsCache(store, Outage())
    reading = asyncio.create_task(cache.of(GUILD))
    await asyncio.sleep(0)
    _, after = await cache.change(GUILD, lambda known: replace(known, private=True))
    await reading
    assert await cache.of(GUILD) == after


async def test_without_a_database_the_defaults_hold_and_the_log_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = SettingsCache(Store(f"sqlite+aiosqlite:///{tmp_path}/no/folder.db", discord.utils.utcnow), Outage())
    threads = set(threading.enumerate())
    assert [await cache.of(guild) for guild in (GUILD, GUILD, 2)] == [GuildSettings()] * 3
    assert len(caplog.messages) == 1
    for connecting in set(threading.enumerate()) - threads:  # what failed still ends, and tells the loop so
        await asyncio.to_thread(connecting.join)


def test_a_thread_is_among_the_channels_that_its_parent_is_among() -> None:
    thread = Place(GuildSettings(), channel_id=5, guild_id=GUILD, parent_id=4)
    assert thread.is_among((4,))
    assert thread.is_among((5,))
    assert not thread.is_among((6,))
    assert not Place(GuildSettings(), channel_id=5).is_among(())
