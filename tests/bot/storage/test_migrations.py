"""A database of any earlier version becomes one of this version, and nothing in it is lost."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from bot.storage import migrations
from bot.storage.errors import WrongStoreError
from bot.storage.settings import GuildSettings
from bot.storage.store import Store
from bot.storage.tables import Base
from index import Strictness
from tests.bot.process import ROOT, environment

GUILD, ALICE = 1, 10
BEFORE_MIGRATIONS = Path(__file__).with_name("before_migrations.sql")
PROCESSES = 6


def at_its_time() -> datetime:
    return datetime(2024, 7, 20, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


def store_of(file: Path, key: str = "") -> Store:
    return Store(f"sqlite+aiosqlite:///{file}", at_its_time, key)


def restore(file: Path, *statements: str) -> None:
    """Put a database of before migrations there, and change it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(BEFORE_MIGRATIONS.read_text("utf-8"))
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def run_sql(file: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute(statement).fetchall()
        connection.commit()
        return rows


def differences(file: Path) -> list[object]:
    """Return what a database's schema differs in from the tables that the bot knows."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        found: list[object] = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()
    return found


def test_the_revisions_that_the_bot_knows_are_those_that_it_has() -> None:
    config = Config()
    config.set_main_option("script_location", "bot.storage:migrations")
    script = ScriptDirectory.from_config(config)
    assert tuple(each.revision for each in script.walk_revisions())[::-1] == migrations.REVISIONS


async def test_a_new_database_has_the_newest_schema(file: Path) -> None:
    async with store_of(file):
        pass
    assert run_sql(file, "SELECT version_num FROM alembic_version") == [(migrations.HEAD,)]
    assert differences(file) == []


async def test_a_database_of_before_migrations_is_upgraded_and_keeps_all(file: Path) -> None:
    restore(file)
    async with store_of(file) as store:
        assert await store.settings.read(GUILD) == GuildSettings(
            language="fr", admin_role=7, cooldown=60, private=True, allowed=(5,), strictness=Strictness.STRICT
        )
        assert await store.recall("commands") == "0123abcd"
        assert [gap.question for gap in await store.misses.gaps(GUILD, 9)] == ["In vain?"]
        assert await store.votes.liked_questions(GUILD, 9) == ["Helpful?"]  # the other one is hidden
        await store.votes.record(GUILD, 100, ALICE, "Helpful?", helpful=False)  # known by the pseudonym of before
        assert await store.votes.count(100) == (1, 1)
        assert await store.forget(ALICE) == 3
    assert differences(file) == []


async def test_the_text_of_a_hidden_question_goes_where_nobody_asks_it(file: Path) -> None:
    restore(file)
    async with store_of(file):
        pass
    assert run_sql(file, "SELECT text FROM questions WHERE text = 'Nobody asks this'") == []
    assert len(run_sql(file, "SELECT key FROM hidden")) == 2


async def test_a_database_that_was_only_begun_is_completed(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE guilds (id BIGINT NOT NULL, settings JSON NOT NULL, PRIMARY KEY (id))")
    async with store_of(file) as store:
        await store.settings.save(GUILD, GuildSettings(private=True))
    assert differences(file) == []


async def test_a_migration_that_fails_changes_nothing(file: Path) -> None:
    restore(file, "CREATE TABLE hidden (mine)")
    with pytest.raises(Exception, match="cannot be used"):
        await store_of(file).open()
    assert run_sql(file, "SELECT count(*) FROM hidden_questions") == [(2,)]
    assert run_sql(file, "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'") == [(0,)]


async def test_a_database_of_a_newer_bot_is_refused_with_a_sentence(file: Path) -> None:
    async with store_of(file):
        pass
    run_sql(file, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(WrongStoreError, match=r"newer version of the bot \(schema 9999; .*update the bot"):
        await store_of(file).open()
    assert run_sql(file, "SELECT version_num FROM alembic_version") == [("9999",)]


OPEN = """
import asyncio, sys
from datetime import UTC, datetime
from bot.storage.store import Store

async def main():
    print("ready", flush=True)
    sys.stdin.readline()
    async with Store(sys.argv[1], lambda: datetime(2024, 7, 20, tzinfo=UTC)) as store:
        await store.votes.record(1, 100, int(sys.argv[2]), "Why?", helpful=True)
        await store.votes.record(1, 100, 7, "Why?", helpful=True)

asyncio.run(main())
"""


@pytest.mark.parametrize("prepare", [lambda _: None, restore], ids=["new", "of before migrations"])
async def test_many_processes_may_open_one_database_at_once(file: Path, prepare: Callable[[Path], None]) -> None:
    prepare(file)
    url = f"sqlite+aiosqlite:///{file}"
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "error", "-c", OPEN, url, str(1000 + number)),
            cwd=ROOT, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for number in range(PROCESSES)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    said = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert [errors.decode() for _, errors in said] == [""] * PROCESSES
    assert [process.returncode for process in processes] == [0] * PROCESSES
    async with store_of(file) as store:
        before = 2 if prepare is restore else 0
        assert await store.votes.count(100) == (PROCESSES + 1 + before, 0)  # all of one key: 7 has voted once
    assert differences(file) == []


def test_a_start_with_a_database_of_this_version_imports_no_alembic(file: Path) -> None:
    async def open_and_close() -> None:
        async with store_of(file):
            pass

    asyncio.run(open_and_close())
    code = OPEN.replace("asyncio.run(main())", "asyncio.run(main())\nassert 'alembic' not in sys.modules")
    done = subprocess.run(  # noqa: S603 - the store under test
        [sys.executable, "-c", code, f"sqlite+aiosqlite:///{file}", "1"],
        cwd=ROOT, env=environment(), input="go\n", text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.returncode == 0
