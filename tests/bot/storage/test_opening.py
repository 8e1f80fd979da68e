"""A database is found where its address says, belongs to the bot's user alone, and names nobody by itself."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.storage import database as database_module
from bot.storage.errors import StoreError, WrongStoreError
from bot.storage.opening.address import Address
from bot.storage.opening.key import pseudonym
from bot.storage.store import Store
from tests.bot.process import ROOT, environment
from tests.bot.storage.test_migrations import restore, run_sql

GUILD, ALICE = 1, 10
KEY, OTHER_KEY = "0f" * 32, "a0" * 32
SALT = "00112233445566778899aabbccddeeff"  # of `before_migrations.sql`


def at_its_time() -> datetime:
    return datetime(2024, 7, 20, tzinfo=UTC)


def store_of(file: Path, key: str = "") -> Store:
    return Store(f"sqlite+aiosqlite:///{file}", at_its_time, key)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "bot.db"


@pytest.fixture
async def store(file: Path) -> AsyncIterator[Store]:
    store = store_of(file)
    yield store
    await store.close()


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def holds(file: Path, text: str) -> bool:
    return text.encode() in file.read_bytes()


# ---- addresses

PASSWORD = "hunter2"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("somewhere", "is not a database URL: write sqlite"),
        ("sqlite:///bot.db", "an asynchronous driver: write sqlite"),
        (f"nosuch+driver://bot:{PASSWORD}@host/db", "is not a database URL"),
        (f"postgresql://bot:{PASSWORD}@host/db", "an asynchronous driver"),
        (f"mysql+aiomysql://bot:{PASSWORD}@host/db", "needs the package aiomysql, which is not installed"),
        (f"postgresql+asyncpg://bot:{PASSWORD}", "where a port is a number"),
        (f"postgresql+asyncpg://bot:{PASSWORD}@host:port/db", "where a port is a number"),
        (f"postgresql+asyncpg://bot:{PASSWORD}@host:99999/db", "The port in INCIDENT_BOT_DATABASE_URL must be between"),
        (f"postgresql+asyncpg://bot:p@{PASSWORD}@host/db", "inside a password, @ is written %40"),
        (f"postgresql+asyncpg://bot:p@{PASSWORD}:5@host/db", "inside a password, @ is written %40"),
    ],
)
def test_an_address_that_cannot_be_used_is_a_sentence_without_its_password(url: str, says: str) -> None:
    with pytest.raises(StoreError) as raised:
        Store(url, at_its_time, KEY)
    assert says in str(raised.value)
    assert "INCIDENT_BOT_DATABASE_URL" in str(raised.value)
    assert PASSWORD not in str(raised.value)


async def test_a_server_that_is_not_there_is_a_sentence_without_its_password() -> None:
    pytest.importorskip("asyncpg")
    store = Store(f"postgresql+asyncpg://bot:{PASSWORD}@127.0.0.1:9/db", at_its_time, KEY)
    with pytest.raises(StoreError, match=r"The database 127\.0\.0\.1 cannot be used") as raised:
        await store.open()
    assert PASSWORD not in str(raised.value)
    await store.close()


async def test_an_option_that_the_driver_does_not_know_is_a_sentence() -> None:
    pytest.importorskip("asyncpg")
    store = Store(f"postgresql+asyncpg://bot:{PASSWORD}@127.0.0.1:9/db?colour=red", at_its_time, KEY)
    with pytest.raises(StoreError, match="colour"):
        await store.open()
    await store.close()


# ---- files


async def test_what_the_bot_creates_is_for_its_user_alone(file: Path) -> None:
    with umask(0o000):
        async with store_of(file) as store:
            await store.remember("a", "b")
            assert names_in(file.parent) == {"bot.db", "bot.db.key"}
    assert (mode(file), mode(file.with_name("bot.db.key")), mode(file.parent)) == (0o600, 0o600, 0o700)


async def test_a_folder_that_is_there_stays_as_it_is_and_a_database_of_before_is_closed_to_others(
    tmp_path: Path,
) -> None:
    file = tmp_path / "bot.db"
    restore(file)
    for path, bits in (file, 0o644), (tmp_path, 0o755):
        await asyncio.to_thread(path.chmod, bits)
    async with store_of(file):
        pass
    assert (mode(file), mode(tmp_path)) == (0o600, 0o755)


async def test_a_file_that_is_gone_is_not_begun_anew_while_the_bot_runs(
    file: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "FIRST_RETRY_SECONDS", 0.0)
    monkeypatch.setattr(store, "_wait", 0.0)
    await store.remember("kept", "yes")
    away = file.with_name("away.db")
    await asyncio.to_thread(file.rename, away)
    for _ in range(2):
        with pytest.raises(StoreError, match="unable to open database file"):
            await store.recall("kept")
    assert names_in(file.parent) == {"away.db", "bot.db.key"}
    await asyncio.to_thread(away.rename, file)
    assert await store.recall("kept") == "yes"


# ---- opening


async def test_those_who_come_at_once_wait_for_one_opening(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = count_tries(store, monkeypatch)
    await asyncio.gather(*(store.remember(f"key{number}", "value") for number in range(10)))
    assert len(tries) == 1


def count_tries(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[Store]:
    """Return a list to which each try to open a store is added."""
    tries: list[Store] = []
    create = type(store.address).create

    def counted(address: Address) -> None:
        tries.append(store)
        create(address)

    monkeypatch.setattr(type(store.address), "create", counted)
    return tries


async def test_after_a_try_that_failed_there_is_a_pause_that_grows(
    file: Path, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = 1000.0
    monkeypatch.setattr(database_module, "time", SimpleNamespace(monotonic=lambda: now))
    file.parent.write_text("no folder", "utf-8")
    tries = count_tries(store, monkeypatch)
    for pause in (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0):
        before = len(tries)
        for moment in (0.0, pause - 0.01):
            with pytest.raises(StoreError, match="cannot be created"):
                await store.open()
            now += moment
        assert len(tries) == before + 1
        now += 0.02
    assert len(caplog.records) == 1


FULL = """
import asyncio, resource, sys
from datetime import UTC, datetime
from bot.storage import database
from bot.storage.errors import StoreError
from bot.storage.store import Store

database.FIRST_RETRY_SECONDS = 0.0

async def main():
    store = Store(sys.argv[1], lambda: datetime(2024, 7, 20, tzinfo=UTC))
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, most))
    for _ in range(2):
        try:
            await store.votes.record(1, 100, 10, "Why?", helpful=True)
        except StoreError as error:
            print("lost:", error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    await asyncio.sleep(0.01)
    await store.votes.record(1, 100, 10, "Why?", helpful=True)
    print("votes:", await store.votes.count(100))
    await store.close()

asyncio.run(main())
"""


def test_a_disk_that_is_full_at_the_start_is_used_once_it_has_room(file: Path) -> None:
    done = subprocess.run(  # noqa: S603 - the store under test
        [sys.executable, "-c", FULL, f"sqlite+aiosqlite:///{file}"],
        cwd=ROOT, env=environment(), text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    first, second, last = done.stdout.splitlines()
    assert first.startswith(f"lost: The database {file} cannot be used (")
    assert second == first
    assert last == "votes: (1, 0)"


# ---- the key


async def test_the_salt_of_before_becomes_the_key_and_is_nowhere_in_the_file(file: Path) -> None:
    file.parent.mkdir()
    restore(file)
    async with store_of(file) as store:
        assert await store.forget(ALICE) == 3
    assert file.with_name("bot.db.key").read_text("ascii").strip() == SALT
    assert not holds(file, SALT)


async def test_a_given_key_wins_and_what_was_made_with_the_salt_stays_unlinked(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file.parent.mkdir()
    restore(file)
    async with store_of(file, KEY) as store:
        assert await store.forget(ALICE) == 0
        assert await store.votes.count(100) == (2, 0)
    assert "linked to no member any more: their salt was replaced by INCIDENT_BOT_KEY" in caplog.text
    assert names_in(file.parent) == {"bot.db"}
    assert not holds(file, SALT)


async def test_the_key_of_the_file_may_be_given_instead(file: Path) -> None:
    async with store_of(file) as store:
        await store.votes.record(GUILD, 100, ALICE, "Why?", helpful=True)
    key = file.with_name("bot.db.key")
    given = key.read_text("ascii").strip()
    key.unlink()
    async with store_of(file, given) as store:
        assert await store.forget(ALICE) == 1


@pytest.mark.parametrize("given", ["", OTHER_KEY])
async def test_another_key_is_refused_until_it_is_given_up(file: Path, given: str) -> None:
    async with store_of(file, KEY) as store:
        await store.votes.record(GUILD, 100, ALICE, "Why?", helpful=True)
    other = store_of(file, given)
    with pytest.raises(WrongStoreError, match="was written with another key"):
        await other.open()
    await other.close()
    other = store_of(file, given)
    await other.migrate(new_key=True)
    assert await other.forget(ALICE) == 0
    assert await other.votes.count(100) == (1, 0)
    await other.close()


@pytest.mark.parametrize("content", ["", "no key", "ff" * 8, "\N{SNOWMAN}"])
async def test_a_damaged_key_file_is_a_sentence(file: Path, content: str) -> None:
    async with store_of(file):
        pass
    file.with_name("bot.db.key").write_text(content, "utf-8")
    store = store_of(file)
    with pytest.raises(WrongStoreError, match=r"bot\.db\.key holds no key: bring it back from a backup"):
        await store.open()
    await store.close()


async def test_what_is_known_of_the_key_is_known_again_where_it_was_damaged(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with store_of(file) as store:
        await store.votes.record(GUILD, 100, ALICE, "Why?", helpful=True)
    run_sql(file, "UPDATE meta SET value = 'damaged' WHERE key = 'key'")
    async with store_of(file) as store:
        assert await store.forget(ALICE) == 1
    assert "knew of its key was damaged" in caplog.text


@pytest.mark.parametrize("key", ["secret", "ff" * 15, "ff" * 65, "0" * 33])
def test_a_key_that_is_none_is_refused_and_not_shown(file: Path, key: str) -> None:
    with pytest.raises(StoreError, match="INCIDENT_BOT_KEY must be 32 to 128 hexadecimal digits") as raised:
        store_of(file, key)
    assert key not in str(raised.value)


def test_a_server_needs_a_key_that_is_given() -> None:
    pytest.importorskip("asyncpg")
    with pytest.raises(StoreError, match="INCIDENT_BOT_KEY must be set where the database is on a server"):
        Store("postgresql+asyncpg://bot@host/db", at_its_time)


async def test_the_database_alone_does_not_tell_who_voted(file: Path) -> None:
    async with store_of(file) as store:
        await store.votes.record(GUILD, 100, ALICE, "Why?", helpful=True)
    with closing(sqlite3.connect(file)) as connection:
        told = [value for row in connection.execute("SELECT key, value FROM meta") for value in row]
        ((member,),) = connection.execute("SELECT member FROM votes")
    tried = [text.encode() for text in told] + [bytes.fromhex(text) for text in told if len(text) == 32]
    assert member not in {pseudonym(key, ALICE) for key in [b"", *tried]}
    key = bytes.fromhex(file.with_name("bot.db.key").read_text("ascii"))
    assert member == pseudonym(key, ALICE)
