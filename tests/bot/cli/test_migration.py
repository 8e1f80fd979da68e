"""`incident-bot migrate` does what a start would do with the database, and says so."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.migrations import HEAD
from tests.bot.process import run
from tests.bot.storage.test_migrations import restore, run_sql


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


def settings(file: Path, **others: str) -> dict[str, str]:
    return {"INCIDENT_BOT_DATABASE_URL": f"sqlite+aiosqlite:///{file}"} | others


def test_a_database_is_migrated_once(file: Path) -> None:
    restore(file)
    first, second = (run("migrate", settings=settings(file)) for _ in range(2))
    assert (first.returncode, first.stderr) == (0, f"incident-bot: The database {file} has schema {HEAD} now.\n")
    assert first.stdout == f"The database {file} has schema {HEAD} now; before, it had none.\n"
    assert (second.returncode, second.stderr) == (0, "")
    assert second.stdout == f"The database {file} has schema {HEAD}: there was nothing to migrate.\n"


def test_a_newer_database_is_refused(file: Path) -> None:
    assert run("migrate", settings=settings(file)).returncode == 0
    run_sql(file, "UPDATE alembic_version SET version_num = '9999'")
    refused = run("migrate", settings=settings(file))
    assert refused.returncode == 2
    assert refused.stderr == (
        f"incident-bot: The database {file} was written by a newer version of the bot (schema 9999; this one knows "
        f"{HEAD}): update the bot, or go back to the backup from before.\n"
    )


def test_a_lost_key_is_given_up_when_asked_to(file: Path) -> None:
    assert run("migrate", settings=settings(file)).returncode == 0
    file.with_name("bot.db.key").unlink()
    refused = run("migrate", settings=settings(file))
    assert refused.returncode == 2
    assert "run `incident-bot migrate --new-key`" in refused.stderr
    assert run("migrate", "--new-key", settings=settings(file)).returncode == 0
    assert run("migrate", settings=settings(file)).returncode == 0


def test_a_database_that_another_program_holds_is_a_sentence(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        refused = run("migrate", settings=settings(Path(f"{file}?timeout=0")))
    assert refused.returncode == 2
    assert refused.stderr == f"incident-bot: The database {file} cannot be used (database is locked).\n"
