"""Operators start the bot: what goes wrong is one sentence, and an exit status that an init system understands."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.cli.exit_status import CONFIGURATION, NOT_PERMITTED, TEMPORARY
from bot.interactions.tree import IncidentTree
from tests.bot.process import SECONDS, ended, run, running
from tests.e2e.waiting import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.stage import Stage

MEMORY = "sqlite+aiosqlite:///:memory:"


def variables(stage: Stage, **others: str) -> dict[str, str]:
    box = stage.sandbox
    settings = {"DISCORD_API_URL": box.api_url, "DISCORD_GATEWAY_URL": box.gateway_url, "DISCORD_TOKEN": box.token}
    return settings | {"INCIDENT_BOT_DATABASE_URL": MEMORY} | others


async def last_words(settings: dict[str, str], status: int = CONFIGURATION) -> str:
    """Start the bot, which must fail in one sentence; return it."""
    done = await asyncio.to_thread(lambda: run(settings=settings))
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


async def test_a_wrong_token(stage: Stage) -> None:
    said = await last_words(variables(stage, DISCORD_TOKEN="not-the-token"))
    assert said.startswith(f"incident-bot: {stage.sandbox.api_url} does not accept DISCORD_TOKEN")
    assert "not-the-token" not in said


async def test_an_intent_that_is_not_enabled(stage: Stage) -> None:
    stage.sandbox.world.application.approved_intents = 0
    said = await last_words(variables(stage, DISCORD_MESSAGE_CONTENT="true"), NOT_PERMITTED)
    assert "enable the Message Content Intent" in said


async def test_no_network(stage: Stage) -> None:
    said = await last_words(variables(stage, DISCORD_API_URL="http://127.0.0.1:9/api/v10"), TEMPORARY)
    assert "cannot be reached: check the network and DISCORD_API_URL" in said


async def test_an_address_that_is_not_discords(stage: Stage) -> None:
    said = await last_words(variables(stage, DISCORD_API_URL=f"{stage.sandbox.url}/nowhere"))
    assert "check DISCORD_API_URL" in said


async def test_a_database_url_that_is_none(stage: Stage) -> None:
    said = await last_words(variables(stage, INCIDENT_BOT_DATABASE_URL="somewhere"))
    assert "INCIDENT_BOT_DATABASE_URL is not a database URL" in said


async def test_a_language_that_the_bot_does_not_speak(stage: Stage) -> None:
    said = await last_words(variables(stage, INCIDENT_BOT_LANGUAGE="tlh"))
    assert said == "incident-bot: INCIDENT_BOT_LANGUAGE must be one of en, fr, not 'tlh'."


async def published(bot: IncidentBot, *, but: str | None = None) -> str:
    """Wait until the bot knows that Discord knows its commands, `but` for others; return their digest."""
    digest: str | None = None

    async def is_saved() -> bool:
        nonlocal digest
        digest = await bot.answering.store.recall("commands")
        return digest not in {None, but}

    await eventually(is_saved)
    return str(digest)


async def test_the_commands_are_told_to_discord_only_when_they_changed(
    stage: Stage, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    stage.sandbox.api.observers.append(
        lambda exchange: synced.append(exchange.path) if exchange.method == "PUT" else None
    )
    for _ in range(3):
        async with operator.starts() as bot:
            await published(bot)
    assert len(synced) == 1
    async with operator.starts() as bot:
        assert isinstance(bot.tree, IncidentTree)
        assert await bot.tree.publish("another digest") == await published(bot)
    assert len(synced) == 2


async def test_the_bot_answers_while_discord_does_not_take_its_commands(
    stage: Stage, operator: Operator, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with operator.starts() as bot:
        await published(bot)
        await bot.answering.store.remember("commands", "of another version")
    monkeypatch.setattr("bot.interactions.publication.FIRST_PAUSE", 0.2)
    stage.sandbox.faults.refuse("PUT /applications/*/commands", status=503, times=3)
    async with operator.starts() as bot:
        status = await stage.admin.slash("index status")
        assert "Discord n’a pas encore pris les actuelles" in status.text
        asked = await stage.alice.say("@bot Qui est le PDG de Delta ?")
        assert "Ed Bastian" in (await stage.general.wait_for_reply(to=asked)).text
        await published(bot, but="of another version")
        assert "Discord n’a pas" not in (await stage.admin.slash("index status")).text
    told = [record.getMessage() for record in caplog.records if "did not take the commands" in record.getMessage()]
    assert len(told) == 3
    assert "503" in told[0]
    assert "Traceback" not in caplog.text


async def test_a_token_that_is_withdrawn_while_the_bot_runs(stage: Stage) -> None:
    async with running(**variables(stage)) as process:
        await stage.until(lambda: stage.sandbox.gateway.online or None, seconds=SECONDS, what="a login")
        await stage.sandbox.gateway.caught_up()
        for connection in list(stage.sandbox.gateway.connections):
            await connection.close(4004, "Authentication failed.")
        errors = await ended(process)
    assert process.returncode == CONFIGURATION
    assert errors.splitlines()[-1].startswith(f"incident-bot: {stage.sandbox.api_url} does not accept DISCORD_TOKEN")
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "was written by a newer version of the bot"),
        (
            "UPDATE meta SET value = '00112233445566778899aabbccddeeff' WHERE key = 'key'",
            "was written with another key",
        ),
    ],
)
async def test_a_database_that_is_not_this_bots_ends_the_start_with_a_sentence(
    stage: Stage, tmp_path: Path, change: str, says: str
) -> None:
    database = tmp_path / "bot.db"
    settings = variables(stage, INCIDENT_BOT_DATABASE_URL=f"sqlite+aiosqlite:///{database}")
    assert (await asyncio.to_thread(lambda: run("migrate", settings=settings))).returncode == 0
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(change)
        connection.commit()
    said = await last_words(settings)
    assert f"The database {database} {says}" in said
