"""Operators back up the database, and restore it: whole or not at all, and nothing is lost on the way."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import discord
import pytest

from bot.storage.errors import StoreError
from bot.storage.opening.files import claim, copy_database, using
from bot.storage.settings import GuildSettings
from bot.storage.store import Store
from bot.storage.tables import Meta
from tests.bot.process import SECONDS, run

GUILD = 7


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "data" / "bot.db"


def url(database: Path) -> str:
    return f"sqlite+aiosqlite:///{database}"


def key_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.key")


def settings(database: Path) -> dict[str, str]:
    return {"INCIDENT_BOT_DATABASE_URL": url(database)}


def save(database: Path, language: str) -> None:
    async def save_it() -> None:
        async with Store(url(database), discord.utils.utcnow) as store:
            await store.settings.save(GUILD, GuildSettings(language=language))

    asyncio.run(save_it())


def saved(database: Path, key: str = "") -> str | None:
    async def read_it() -> str | None:
        async with Store(url(database), discord.utils.utcnow, key) as store:
            return (await store.settings.read(GUILD)).language

    return asyncio.run(read_it())


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_was_backed_up_is_restored_and_what_it_replaces_is_kept(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    save(database, "fr")
    done = run("backup", str(copy), settings=settings(database))
    assert (done.returncode, done.stderr) == (0, "")
    assert str(copy) in done.stdout
    assert copy.stat().st_mode & 0o777 == 0o600
    save(database, "en")
    done = run("restore", str(copy), settings=settings(database))
    assert (done.returncode, done.stderr) == (0, "")
    assert saved(database) == "fr"
    (kept,) = database.parent.glob("bot.db.before-*")
    assert str(kept) in done.stdout
    assert saved(kept, key_of(database).read_text("ascii").strip()) == "en"


def test_a_backup_is_restored_where_there_is_nothing_once_its_key_is_there_too(database: Path, tmp_path: Path) -> None:
    save(database, "fr")
    key = key_of(database).read_bytes()
    done = run("backup", str(tmp_path / "copy.db"), settings=settings(database))
    assert f"Keep a copy of its key, {key_of(database)}, too" in done.stdout
    shutil.rmtree(database.parent)
    done = run("restore", str(tmp_path / "copy.db"), settings=settings(database))
    assert done.returncode == 0
    assert f"Put a copy of its key into {key_of(database)}, too" in done.stdout
    assert [path.name for path in database.parent.iterdir()] == ["bot.db"]
    key_of(database).write_bytes(key)
    assert saved(database) == "fr"


def test_who_gives_the_key_is_told_nothing_of_a_file(database: Path, tmp_path: Path) -> None:
    save(database, "fr")
    given = settings(database) | {"INCIDENT_BOT_KEY": "ab" * 32}
    done = [run(command, str(tmp_path / "copy.db"), settings=given).stdout for command in ("backup", "restore")]
    assert [said for said in done if "its key" in said] == []


def test_a_damaged_database_is_replaced_with_all_that_lay_beside_it(database: Path, tmp_path: Path) -> None:
    save(database, "fr")
    assert run("backup", str(tmp_path / "copy.db"), settings=settings(database)).returncode == 0
    database.write_bytes(b"no database" * 1000)
    beside = database.with_name("bot.db-journal")
    beside.write_bytes(b"what a killed bot left")
    assert run("restore", str(tmp_path / "copy.db"), settings=settings(database)).returncode == 0
    assert saved(database) == "fr"
    (kept,) = database.parent.glob("bot.db.before-*[0-9]")
    assert kept.read_bytes().startswith(b"no database")
    assert kept.with_name(f"{kept.name}-journal").read_bytes() == b"what a killed bot left"


async def test_each_copy_is_of_one_moment_while_a_bot_writes(database: Path, tmp_path: Path) -> None:
    ended = asyncio.Event()
    async with Store(url(database), discord.utils.utcnow) as store:

        async def write() -> None:
            number = 0
            while not ended.is_set():
                async with store.writing() as session:
                    for key in ("first", "second"):
                        await session.merge(Meta(key=key, value=str(number)))
                        await session.flush()
                number += 1

        writing = asyncio.create_task(write())
        pairs: list[tuple[str, ...]] = []
        for number in range(1000):
            if len(set(pairs)) == 20:
                break
            copy = tmp_path / f"{number}.db"
            await asyncio.to_thread(copy_database, database, copy)
            with closing(sqlite3.connect(copy)) as reading:
                found = reading.execute("SELECT value FROM meta WHERE key IN ('first', 'second')").fetchall()
            if found:  # the first copy may be older than the first write
                pairs.append(tuple(value for (value,) in found))
        ended.set()
        await writing
    assert len(set(pairs)) == 20
    assert [pair for pair in pairs if len(pair) != 2 or pair[0] != pair[1]] == []


def test_nothing_is_restored_while_a_bot_uses_the_database(database: Path, tmp_path: Path) -> None:
    save(database, "fr")
    copy_database(database, tmp_path / "copy.db")
    save(database, "en")
    before = files(database.parent)
    with using(url(database)), using(url(database)):  # two processes may share it
        done = run("restore", str(tmp_path / "copy.db"), settings=settings(database))
    assert done.returncode != 0
    assert done.stderr == f"incident-bot: A bot uses {database}: stop it first.\n"
    assert files(database.parent) == before
    assert run("restore", str(tmp_path / "copy.db"), settings=settings(database)).returncode == 0


def test_a_bot_that_starts_during_a_restore_waits_for_its_end(database: Path) -> None:
    save(database, "fr")
    order: list[str] = []

    def start() -> None:
        with using(url(database)):
            order.append("the bot uses it")

    starting = threading.Thread(target=start)
    with claim(database):
        starting.start()
        folder = os.open(database.parent, os.O_RDONLY)
        with pytest.raises(BlockingIOError):  # what it waits for, asked for without waiting
            fcntl.flock(folder, fcntl.LOCK_SH | fcntl.LOCK_NB)
        os.close(folder)
        order.append("restored")
    starting.join(SECONDS)
    assert order == ["restored", "the bot uses it"]


@pytest.mark.parametrize("name", ["nothing.db", "text.db", "other.db", "cut.db", "bot.db"])
def test_what_is_no_backup_changes_nothing(database: Path, tmp_path: Path, name: str) -> None:
    save(database, "fr")
    copy = tmp_path / name
    match name:
        case "text.db":
            copy.write_text("This is no database. " * 1000, "utf-8")
        case "other.db":
            with closing(sqlite3.connect(copy)) as other:
                other.execute("CREATE TABLE recipes (name TEXT)")
        case "cut.db":
            copy.write_bytes(database.read_bytes()[:6000])
        case "bot.db":
            copy = database
    before = files(database.parent)
    done = run("restore", str(copy), settings=settings(database))
    assert done.returncode != 0
    (said,) = done.stderr.splitlines()
    assert said.startswith("incident-bot: ")
    assert copy.name in said
    assert files(database.parent) == before


def test_a_backup_replaces_no_file_and_leaves_no_half_one(database: Path, tmp_path: Path) -> None:
    done = run("backup", str(tmp_path / "copy.db"), settings=settings(database))
    assert done.stderr == f"incident-bot: There is no database {database}.\n"
    save(database, "fr")
    (tmp_path / "copy.db").write_text("an older one", "utf-8")
    done = run("backup", str(tmp_path / "copy.db"), settings=settings(database))
    assert done.stderr == f"incident-bot: {tmp_path / 'copy.db'} is already there: name another file.\n"
    assert (tmp_path / "copy.db").read_text("utf-8") == "an older one"
    done = run("backup", str(tmp_path / "nowhere" / "copy.db"), settings=settings(database))
    assert done.returncode == 2
    assert "no such file or directory" in done.stderr
    database.write_bytes(database.read_bytes()[:6000])
    done = run("backup", str(tmp_path / "new.db"), settings=settings(database))
    assert "Traceback" not in done.stderr
    assert str(database) in done.stderr
    assert sorted(os.listdir(tmp_path)) == ["copy.db", "data"]  # noqa: PTH208 - the hidden ones, too


def test_a_database_that_another_program_holds(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(database, "fr")
    monkeypatch.setattr("bot.storage.opening.files.PATIENCE", 0.2)
    with closing(sqlite3.connect(database)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="Another program holds"):
            copy_database(database, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (
            "postgresql+asyncpg://bot:s3cret@db.example:5432/incidents",
            "pg_dump --format=custom --file=copy.db --host=db.example --username=bot --dbname=incidents",
        ),
        ("sqlite+aiosqlite:///:memory:", "names no file"),
        ("somewhere", "is not a database URL"),
    ],
)
def test_what_is_kept_elsewhere_says_which_tool_does_it(tmp_path: Path, address: str, says: str) -> None:
    done = run("backup", "copy.db", settings={"INCIDENT_BOT_DATABASE_URL": address})
    assert done.returncode == 2
    assert says in done.stderr
    assert "s3cret" not in done.stderr
    if "postgresql" in address:
        done = run("restore", "copy.db", settings={"INCIDENT_BOT_DATABASE_URL": address})
        assert "pg_restore --clean copy.db --host=db.example" in done.stderr
