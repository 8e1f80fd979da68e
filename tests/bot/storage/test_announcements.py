"""What one process announces, every other one that shares its database hears once, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.storage.bus import announcements as module
from bot.storage.bus import notifications
from bot.storage.bus.announcements import KEPT, LATELY, Heard, Kind
from bot.storage.errors import StoreError
from bot.storage.settings import GuildSettings
from bot.storage.store import Store
from tests.bot.storage.conftest import KEY, Clock
from tests.e2e.waiting import eventually

GUILD = 1
FOREVER = 3600.0
END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"
HANG_UP = f"{END_ALL} AND query LIKE 'LISTEN%'"


@pytest.fixture
def here(store: Store) -> Store:
    return store


@pytest.fixture
async def elsewhere(database: str, clock: Clock) -> AsyncIterator[Store]:
    async with Store(database, clock, KEY) as store:
        yield store


@dataclass
class Follower:
    """Whoever follows the announcements of others."""

    heard: list[Heard] = field(default_factory=list)
    looks: int = 0

    async def has_heard(self, *payloads: str) -> None:
        await eventually(lambda: [each.payload for each in self.heard] == [*payloads])

    async def has_looked(self, more_than: int) -> None:
        await eventually(lambda: self.looks > more_than)


@contextlib.asynccontextmanager
async def following(store: Store) -> AsyncIterator[Follower]:
    """Follow the announcements of others; the first look has been taken when the block begins."""
    follower, news = Follower(), store.announcements.news

    async def look() -> list[Heard]:
        found = await news()
        follower.looks += 1
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store.announcements, "news", look)
        task = asyncio.create_task(store.announcements.follow(follower.heard.append))
        try:
            await follower.has_looked(more_than=0)
            yield follower
        finally:
            task.cancel()
            await asyncio.wait({task})


async def run_sql(database: str, statement: str) -> list[Any]:
    engine = create_async_engine(database)
    try:
        async with engine.begin() as connection:
            done = await connection.execute(text(statement))
            return [tuple(row) for row in done] if done.returns_rows else []
    finally:
        await engine.dispose()


async def test_others_hear_each_once_and_nobody_hears_themselves(here: Store, elsewhere: Store) -> None:
    await here.announcements.announce(Kind.RELOAD, "0123abcd")
    await here.settings.save(GUILD, GuildSettings(private=True))
    assert await elsewhere.announcements.news() == [Heard("reload", "0123abcd"), Heard("settings", "1")]
    assert await elsewhere.announcements.news() == []
    assert await here.announcements.news() == []


async def test_who_starts_hears_what_was_said_while_it_loaded_and_nothing_older(
    here: Store, elsewhere: Store, clock: Clock
) -> None:
    await here.announcements.announce(Kind.RELOAD, "long ago")
    clock.now += LATELY + timedelta(seconds=1)
    await here.announcements.announce(Kind.RELOAD, "of late")
    assert await elsewhere.announcements.news() == [Heard("reload", "of late")]


async def test_what_was_heard_long_ago_is_deleted_and_what_comes_then_is_heard(
    here: Store, elsewhere: Store, clock: Clock
) -> None:
    await here.announcements.announce(Kind.RELOAD, "old")
    assert await elsewhere.announcements.news() == [Heard("reload", "old")]
    clock.now += KEPT + timedelta(seconds=1)
    await here.prune()
    assert await elsewhere.announcements.news() == []
    await here.announcements.announce(Kind.RELOAD, "new")
    assert await elsewhere.announcements.news() == [Heard("reload", "new")]


async def test_settings_that_are_not_saved_are_not_announced(
    here: Store, elsewhere: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await elsewhere.announcements.news()
    with pytest.raises(Exception, match="JSON"):
        await here.settings.save(GUILD, GuildSettings(language=b"no JSON"))  # type: ignore[arg-type]
    assert await elsewhere.announcements.news() == []


async def test_one_that_is_committed_late_is_not_overlooked_behind_a_later_one(postgresql: str, clock: Clock) -> None:
    async def waits() -> bool:
        return await run_sql(postgresql, "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted") == [(True,)]

    async with (
        Store(postgresql, clock, KEY) as slow,
        Store(postgresql, clock, KEY) as quick,
        Store(postgresql, clock, KEY) as listener,
    ):
        async with slow.writing() as session:
            await slow.announcements.add(session, Kind.RELOAD, "slow")
            await session.flush()
            announcing = asyncio.create_task(quick.announcements.announce(Kind.RELOAD, "quick"))
            await eventually(waits)
            assert await listener.announcements.news() == []
        await announcing
        assert await listener.announcements.news() == [Heard("reload", "slow"), Heard("reload", "quick")]


async def test_a_database_that_was_put_back_is_followed_from_there(
    database: str, here: Store, elsewhere: Store
) -> None:
    for _ in range(3):
        await here.announcements.announce(Kind.RELOAD)
    assert len(await elsewhere.announcements.news()) == 3
    await run_sql(database, "DELETE FROM announcements WHERE id > 1")
    assert await elsewhere.announcements.news() == []
    statement = (
        "INSERT INTO announcements (id, process, kind, payload, at) "
        "VALUES (2, 'another', 'reload', '', '2024-07-19 04:09:00')"
    )
    await run_sql(database, statement)
    assert await elsewhere.announcements.news() == [Heard("reload", "")]


async def test_who_follows_hears_by_itself(here: Store, elsewhere: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", 0.1)
    async with following(elsewhere) as follower:
        await here.announcements.announce(Kind.RELOAD, "first")
        await follower.has_heard("first")


async def test_while_the_file_is_away_the_log_says_so_once_and_then_all_is_heard(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", 0.05)
    file, away = tmp_path / "bot.db", tmp_path / "away.db"
    errors: list[None] = []
    async with (
        Store(f"sqlite+aiosqlite:///{file}", clock) as here,
        Store(f"sqlite+aiosqlite:///{file}", clock, on_error=lambda: errors.append(None)) as elsewhere,
        following(elsewhere) as follower,
    ):
        await here.announcements.announce(Kind.RELOAD, "before")
        await follower.has_heard("before")
        await asyncio.to_thread(file.rename, away)
        await eventually(lambda: bool(errors))
        with pytest.raises(StoreError):
            await elsewhere.open()
        await asyncio.to_thread(away.rename, file)
        await here.announcements.announce(Kind.RELOAD, "meanwhile")
        await follower.has_heard("before", "meanwhile")
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert len(errors) == 1  # what is not tried is no failure


async def test_a_lost_connection_is_made_again_and_what_was_said_meanwhile_is_heard(
    postgresql: str, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", FOREVER)  # only by notifications is anything heard
    monkeypatch.setattr(module, "UNNOTIFIED_SECONDS", FOREVER)
    server, _, name = postgresql.rpartition("/")
    async with (
        Store(postgresql, clock, KEY) as here,
        Store(postgresql, clock, KEY) as elsewhere,
        following(elsewhere) as follower,
    ):
        await here.announcements.announce(Kind.RELOAD, "before")
        await follower.has_heard("before")
        await run_sql(f"{server}/postgres", f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        looks = follower.looks
        assert await run_sql(f"{server}/postgres", HANG_UP.format(name)) == [(True,)]
        await follower.has_looked(more_than=looks)  # for the last time until the connection is there again
        await here.announcements.announce(Kind.RELOAD, "meanwhile")
        await run_sql(f"{server}/postgres", f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await follower.has_heard("before", "meanwhile")
        await here.announcements.announce(Kind.RELOAD, "after")
        await follower.has_heard("before", "meanwhile", "after")
    assert caplog.messages == []


async def test_while_the_server_is_away_the_log_says_so_once_and_then_all_is_heard(
    postgresql: str, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(module, "UNNOTIFIED_SECONDS", FOREVER)
    monkeypatch.setattr(notifications, "FIRST_RETRY_SECONDS", 0.05)  # which is there before the store tries again
    server, _, name = postgresql.rpartition("/")
    errors: list[None] = []
    async with (
        Store(postgresql, clock, KEY) as here,
        Store(postgresql, clock, KEY, lambda: errors.append(None)) as elsewhere,
        following(elsewhere) as follower,
    ):
        await here.announcements.announce(Kind.RELOAD, "before")
        await follower.has_heard("before")
        await run_sql(f"{server}/postgres", f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await run_sql(f"{server}/postgres", END_ALL.format(name))
        await eventually(lambda: bool(errors))
        with pytest.raises(StoreError):
            await elsewhere.open()
        await run_sql(f"{server}/postgres", f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await here.announcements.announce(Kind.RELOAD, "meanwhile")
        await follower.has_heard("before", "meanwhile")
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert len(errors) == 1
