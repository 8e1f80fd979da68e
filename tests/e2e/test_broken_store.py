"""A database that cannot be used: the log says so once, answers go on, and nothing that an admin closed is opened."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.service import settings as settings_module
from tests.e2e.test_starting import published
from tests.e2e.waiting import eventually, hold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.stage import Stage

CEO = "Qui est le PDG de Delta ?"
CUP = "Qui a gagné la Coupe du monde ?"
UNKNOWN = "Je ne peux pas lire les réglages de ce serveur"
NOT_SAVED = "Cela ne peut être ni enregistré ni lu pour l’instant"
LOST, BACK = "The bot goes on answering", "The database can be used again."
AS_SHIPPED = settings_module.PATIENCE_SECONDS  # before the tests are more patient


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the bot look at once whether settings have changed, and wait hardly for an answer."""
    monkeypatch.setattr(settings_module, "CACHED_SECONDS", 0.0)
    monkeypatch.setattr(settings_module, "RETRY_SECONDS", 0.0)
    monkeypatch.setattr(settings_module, "PATIENCE_SECONDS", 0.05)


@pytest.fixture
def holder(database: Path) -> Iterator[sqlite3.Connection]:
    """Another program that may hold the database."""
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as connection:
        yield connection


def said(caplog: pytest.LogCaptureFixture, *sentences: str) -> list[str]:
    """Return what the log says of the loss of the database and its return."""
    return [found for message in caplog.messages for found in sentences or (LOST, BACK) if found in message]


def ruin(database: Path) -> None:
    database.write_bytes(b"this is no database" * 100)


def change(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(statement)
        connection.commit()


async def test_a_corrupt_database_is_one_sentence_and_answers_are_private(
    stage: Stage, operator: Operator, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ruin(database)
    async with operator.starts():
        asked = await stage.alice.say(f"@bot {CUP}")
        assert (await stage.general.wait_for_reply(to=asked)).text.startswith(UNKNOWN)
        for private in (None, False, True):
            options: dict[str, Any] = {} if private is None else {"private": private}
            answer = await stage.bob.slash("ask", question=CEO, **options)
            assert "Bastian" in answer.text
            assert answer.ephemeral
        told = await stage.alice.say(f"@bot {CEO}", room=stage.alice.dm())
        assert "Bastian" in (await stage.alice.dm().wait_for_reply(to=told)).text
        for command in ("settings show", "privacy forget"):
            assert (await stage.admin.slash(command)).text.startswith(NOT_SAVED)
        assert (await stage.admin.slash("settings private", on=True)).text.startswith(NOT_SAVED)
    assert said(caplog) == [LOST]
    assert f"The database {database} cannot be used (file is not a database)." in caplog.text
    assert [record for record in caplog.records if record.exc_info] == []


@pytest.mark.parametrize("command", ["summary", "sources", "timeline", "who", "verify", "compare"])
async def test_no_command_answers_aloud_where_settings_are_unknown(
    stage: Stage, operator: Operator, database: Path, command: str
) -> None:
    ruin(database)
    required: dict[str, dict[str, Any]] = {
        "verify": {"text": "Delta a perdu 500 millions."},
        "compare": {"a": "Crowdstrike", "b": "Delta"},
    }
    options = required.get(command, {})
    async with operator.starts():
        if command != "sources":  # which is always private
            options["private"] = False
        assert (await stage.alice.slash(command, **options)).ephemeral


async def test_a_read_only_database_still_serves_its_settings(stage: Stage, operator: Operator, database: Path) -> None:
    async with operator.starts():
        await stage.admin.slash("settings private", on=True)
    uri = f"sqlite+aiosqlite:///file:{database}?mode=ro&uri=true"
    async with operator.starts(database_url=uri):
        assert (await stage.alice.slash("ask", question=CEO)).ephemeral
        assert "ni enregistré ni lu" in (await stage.admin.slash("settings private", on=False)).text
    assert os.access(database, os.W_OK)


async def test_a_database_that_another_program_holds_delays_answers_by_a_second_at_most_and_opens_nothing(
    stage: Stage,
    operator: Operator,
    holder: sqlite3.Connection,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings_module, "PATIENCE_SECONDS", AS_SHIPPED)
    async with operator.starts() as bot:
        await published(bot)
        await hold(holder)
        asked = await stage.alice.say(f"@bot {CEO}")
        assert (await stage.general.wait_for_reply(to=asked, seconds=2.5)).text.startswith(UNKNOWN)
        answer = await stage.alice.slash("ask", question=CEO, private=False)
        assert "Bastian" in answer.text
        assert answer.ephemeral
        holder.execute("ROLLBACK")
    assert "does not answer. The bot goes on answering" in caplog.text


async def test_the_last_settings_known_hold_while_the_database_is_held(
    stage: Stage, operator: Operator, holder: sqlite3.Connection, impatient: None
) -> None:
    guarded = stage.add_room("guarded")
    async with operator.starts(message_content=True) as bot:
        await published(bot)
        await stage.admin.slash("settings private", on=True)
        await stage.admin.slash("settings allowed", channel=str(stage.general.id), on=True)
        await stage.admin.slash("settings allowed", channel=str(stage.help.id), on=True)
        await stage.admin.slash("settings automatic", channel=str(stage.help.id), on=True)
        await hold(holder)
        asked = await stage.alice.say(f"@bot {CEO}", room=guarded)
        assert (await guarded.wait_for_reply(to=asked)).text.startswith("Les admins me laissent répondre ailleurs")
        assert (await stage.alice.slash("ask", question=CEO)).ephemeral
        asked = await stage.bob.say(CEO, room=stage.help)
        assert "Bastian" in (await stage.help.wait_for_reply(to=asked)).text
        holder.execute("ROLLBACK")


@pytest.mark.parametrize("trouble", ["absent", "locked"])
async def test_a_database_that_cannot_be_used_at_the_start_is_used_once_it_can(
    stage: Stage, operator: Operator, tmp_path: Path, impatient: None, caplog: pytest.LogCaptureFixture, trouble: str
) -> None:
    folder = tmp_path / "data"
    database = folder / "bot.db"
    if trouble == "absent":
        folder.write_text("what is to be a folder is none yet", "utf-8")
    else:
        folder.mkdir()
        held = sqlite3.connect(database, isolation_level=None)
        held.execute("BEGIN EXCLUSIVE")
    # Waits for no lock, so that the test need not wait for SQLite's patience.
    async with operator.starts(database_url=f"sqlite+aiosqlite:///{database}?timeout=0") as bot:
        assert (await stage.alice.slash("ask", question=CEO, private=False)).ephemeral
        assert (await stage.alice.slash("privacy forget")).text.startswith(NOT_SAVED)
        if trouble == "absent":
            folder.unlink()
        else:
            held.close()
        await eventually(lambda: settings_are_known(stage, bot))
        answer = await stage.bob.slash("ask", question=CEO, private=False)
        await stage.settled()  # one writes at a time
        await stage.alice.click(answer, "👍")
        assert (await stage.alice.slash("privacy forget")).text == "1 entrée supprimée."
    assert said(caplog) == [LOST, BACK]


async def settings_are_known(stage: Stage, bot: IncidentBot) -> bool:
    return (await bot.answering.settings.of(stage.guild.id)).known


async def test_a_database_that_can_be_read_and_not_written_is_lost_once_until_it_is_written(
    stage: Stage, operator: Operator, database: Path, impatient: None, caplog: pytest.LogCaptureFixture
) -> None:
    async with operator.starts() as bot:
        await published(bot)
        await asyncio.to_thread(
            change,
            database,
            "CREATE TRIGGER full BEFORE INSERT ON votes BEGIN SELECT RAISE(ABORT, 'disk is full'); END",
        )
        answer = await stage.alice.slash("ask", question=CEO)
        await stage.settled()  # what it quotes is written
        for _ in range(3):
            assert (await stage.alice.click(answer, "👍")).text.startswith(NOT_SAVED)
            assert not (await stage.bob.slash("help")).text.startswith(NOT_SAVED)
        assert said(caplog) == [LOST]
        await asyncio.to_thread(change, database, "DROP TRIGGER full")
        assert "c’est noté" in (await stage.alice.click(answer, "👍")).text
    assert said(caplog) == [LOST, BACK]


@pytest.mark.parametrize("damage", ["'no json'", "'[1, 2]'", "'\"x\"'", "x'ff00ff'", "'" + "[" * 100_000 + "'", "7"])
async def test_damaged_settings_are_reset_and_the_server_is_not_silent(
    stage: Stage, operator: Operator, database: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    async with operator.starts() as bot:
        await published(bot)
        await stage.admin.slash("settings private", on=False)
    change(database, f"UPDATE guilds SET settings = {damage}")  # noqa: S608 - one of those above
    async with operator.starts():
        asked = await stage.alice.say(f"@bot {CEO}")
        assert "Bastian" in (await stage.general.wait_for_reply(to=asked)).text
        assert (await stage.alice.slash("ask", question=CEO)).ephemeral
        await stage.admin.slash("settings private", on=False)
        assert not (await stage.bob.slash("ask", question=CEO)).ephemeral
    damaged = [message for message in caplog.messages if "were damaged" in message]
    assert len(damaged) == 1
    assert damaged[0].startswith(f"The settings of server {stage.guild.id} were damaged (all of them)")
    assert "as strict as can be, save that the bot answers in every channel" in damaged[0]


async def test_a_damaged_setting_is_as_strict_as_can_be_and_the_others_stay(
    stage: Stage, operator: Operator, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with operator.starts() as bot:
        await published(bot)
        await stage.admin.slash("settings language", language="en")
    change(database, "UPDATE guilds SET settings = json_set(settings, '$.private', 'x', '$.automatic', json('[true]'))")
    async with operator.starts():
        shown = (await stage.admin.slash("settings show")).text
        assert (await stage.alice.slash("ask", question=CEO)).ephemeral
    assert "anglais" in shown
    assert "were damaged (private, automatic), and are now as strict as can be: its" in caplog.text


async def test_a_damaged_salt_of_an_earlier_version_is_replaced(
    stage: Stage, operator: Operator, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    dump = Path(__file__).parents[1] / "bot" / "storage" / "before_migrations.sql"
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(dump.read_text("utf-8"))
    change(database, "UPDATE meta SET value = 'no salt' WHERE key = 'salt'")
    async with operator.starts():
        answer = await stage.alice.slash("ask", question=CEO)
        assert "c’est noté" in (await stage.alice.click(answer, "👍")).text
    assert "are linked to no member any more: their salt was damaged" in caplog.text
