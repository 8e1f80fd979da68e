"""The settings of servers are at hand, current, and never waited for long."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import fields, replace
from pathlib import Path

import discord
import pytest

from bot.service import settings as module
from bot.service.permissions import may_answer
from bot.service.settings import Place, SettingsCache
from bot.storage.settings import LONGEST_COOLDOWN, RESET, STRICTEST, GuildSettings
from bot.storage.store import Store
from index import Strictness
from tests.e2e.waiting import eventually

GUILD = 1


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store(f"sqlite+aiosqlite:///{tmp_path}/bot.db", discord.utils.utcnow) as store:
        yield store


async def test_what_was_changed_holds_at_once_and_for_every_process_after_a_while(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, elsewhere = SettingsCache(store), SettingsCache(store)
    assert await elsewhere.of(GUILD) == GuildSettings()
    before, after = await here.change(GUILD, lambda known: replace(known, cooldown=60))
    assert (before.cooldown, after.cooldown) == (15, 60)
    assert await here.of(GUILD) == after
    assert await elsewhere.of(GUILD) == before
    monkeypatch.setattr(module, "CACHED_SECONDS", 0)
    assert await elsewhere.of(GUILD) == after


async def test_a_change_while_they_are_read_is_not_undone_by_what_was_read(store: Store) -> None:
    cache = SettingsCache(store)
    reading = asyncio.create_task(cache.of(GUILD))
    await asyncio.sleep(0)
    _, after = await cache.change(GUILD, lambda known: replace(known, private=True))
    await reading
    assert await cache.of(GUILD) == after


async def test_what_another_process_changed_holds_once_that_is_known(store: Store) -> None:
    here, elsewhere = SettingsCache(store), SettingsCache(store)
    assert await elsewhere.of(GUILD) == GuildSettings()
    _, after = await here.change(GUILD, lambda known: replace(known, cooldown=60))
    elsewhere.drop(GUILD)
    assert await elsewhere.of(GUILD) == after


async def test_what_another_process_changes_while_they_are_first_read_is_read_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, read = SettingsCache(store), store.settings.read

    async def read_and_hear(guild_id: int, last: GuildSettings | None) -> GuildSettings:
        monkeypatch.setattr(store.settings, "read", read)
        found = await read(guild_id, last)
        await SettingsCache(store).change(guild_id, lambda known: replace(known, cooldown=60))
        cache.drop(guild_id)
        return found

    monkeypatch.setattr(store.settings, "read", read_and_hear)
    assert (await cache.of(GUILD)).cooldown == 60


CHOSEN = GuildSettings(
    admin_role=7, cooldown=60, private=True, threads=True, automatic=(4,), allowed=(5,), strictness=Strictness.STRICT
)


async def test_while_the_database_is_lost_the_last_settings_hold_and_the_log_says_so_once(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    cache = SettingsCache(store)
    await cache.change(GUILD, lambda _: CHOSEN)
    monkeypatch.setattr(module, "CACHED_SECONDS", 0.0)
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.0)
    file, away = tmp_path / "bot.db", tmp_path / "away.db"
    await asyncio.to_thread(file.rename, away)
    assert [await cache.of(GUILD) for _ in range(3)] == [CHOSEN] * 3
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    await asyncio.to_thread(away.rename, file)
    await eventually(lambda: store_is_back(cache, caplog))
    assert await cache.of(GUILD) == CHOSEN
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert caplog.messages[1] == "The database can be used again."


async def store_is_back(cache: SettingsCache, caplog: pytest.LogCaptureFixture) -> bool:
    await cache.of(GUILD)
    return len(caplog.records) > 1


@pytest.mark.parametrize(
    ("setting", "strictest"),
    [
        ("admin_role", None),  # nobody but those with Manage Server
        ("cooldown", LONGEST_COOLDOWN),
        ("private", True),
        ("threads", False),
        ("automatic", ()),
        ("strictness", Strictness.STRICT),
        ("known", False),  # so that any channel may be one that is not allowed
    ],
)
async def test_what_was_never_read_is_the_strictest(tmp_path: Path, setting: str, strictest: object) -> None:
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/bot.db", discord.utils.utcnow)
    (tmp_path / "bot.db").write_bytes(b"this is no database" * 100)
    assert getattr(await SettingsCache(store).of(GUILD), setting) == strictest
    await store.close()


def test_every_setting_that_guards_something_is_among_the_strictest() -> None:
    free = replace(STRICTEST, language=None, allowed=())  # guards nothing; what it guards, `known` does
    assert {f.name for f in fields(free) if getattr(free, f.name) == getattr(GuildSettings(), f.name)} == {
        "language", "allowed", "admin_role", "threads", "automatic", "news",
    }  # fmt: skip  # the defaults of the last four are as strict as can be


def test_where_settings_are_unknown_nothing_is_said_aloud() -> None:
    unknown = Place(STRICTEST, channel_id=5, guild_id=GUILD)
    assert not may_answer(unknown, aloud=True)
    assert may_answer(unknown, aloud=False)
    assert unknown.hides(private=False)
    assert not Place(RESET, channel_id=5).hides(private=False)


async def test_what_is_read_after_nobody_waits_any_more_is_not_lost(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await SettingsCache(store).change(GUILD, lambda _: CHOSEN)
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.05)
    cache = SettingsCache(store)
    holder = sqlite3.connect(tmp_path / "bot.db")
    holder.execute("BEGIN EXCLUSIVE")
    assert not (await cache.of(GUILD)).known
    holder.close()
    await eventually(lambda: settings_are(cache, CHOSEN))


async def settings_are(cache: SettingsCache, settings: GuildSettings) -> bool:
    return await cache.of(GUILD) == settings


def test_a_thread_is_among_the_channels_that_its_parent_is_among() -> None:
    thread = Place(GuildSettings(), channel_id=5, guild_id=GUILD, parent_id=4)
    assert thread.is_among((4,))
    assert thread.is_among((5,))
    assert not thread.is_among((6,))
    assert not Place(GuildSettings(), channel_id=5).is_among(())
