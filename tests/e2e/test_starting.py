"""Operators start the bot: what goes wrong is one sentence, and it stops when it is told to."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.interactions.tree import IncidentTree
from tests.bot.process import ROOT, SECONDS, environment, run

if TYPE_CHECKING:
    from tests.e2e.conftest import Operator
    from tests.e2e.stage import Stage

MEMORY = "sqlite+aiosqlite:///:memory:"


def variables(stage: Stage, **others: str) -> dict[str, str]:
    box = stage.sandbox
    settings = {"DISCORD_API_URL": box.api_url, "DISCORD_GATEWAY_URL": box.gateway_url, "DISCORD_TOKEN": box.token}
    return settings | {"INCIDENT_BOT_DATABASE_URL": MEMORY} | others


async def last_words(**settings: str) -> str:
    """Start the bot, which must fail in one sentence; return it."""
    done = await asyncio.to_thread(lambda: run(settings=settings))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


async def test_a_wrong_token(stage: Stage) -> None:
    said = await last_words(**variables(stage, DISCORD_TOKEN="not-the-token"))
    assert said.startswith(f"incident-bot: {stage.sandbox.api_url} does not accept DISCORD_TOKEN")
    assert "not-the-token" not in said


async def test_an_intent_that_is_not_enabled(stage: Stage) -> None:
    stage.sandbox.world.application.approved_intents = 0
    said = await last_words(**variables(stage, DISCORD_MESSAGE_CONTENT="true"))
    assert "enable the Message Content Intent" in said


async def test_no_network(stage: Stage) -> None:
    said = await last_words(**variables(stage, DISCORD_API_URL="http://127.0.0.1:9/api/v10"))
    assert "cannot be reached: check the network and DISCORD_API_URL" in said


async def test_an_address_that_is_not_discords(stage: Stage) -> None:
    said = await last_words(**variables(stage, DISCORD_API_URL=f"{stage.sandbox.url}/nowhere"))
    assert "check DISCORD_API_URL" in said


async def test_a_database_url_that_is_none(stage: Stage) -> None:
    said = await last_words(**variables(stage, INCIDENT_BOT_DATABASE_URL="somewhere"))
    assert "INCIDENT_BOT_DATABASE_URL is not a database URL" in said


async def test_a_language_that_the_bot_does_not_speak(stage: Stage) -> None:
    said = await last_words(**variables(stage, INCIDENT_BOT_LANGUAGE="tlh"))
    assert said == "incident-bot: INCIDENT_BOT_LANGUAGE must be one of en, fr, not 'tlh'."


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
async def test_a_signal_ends_the_bot_cleanly(stage: Stage, name: str) -> None:
    command = [sys.executable, "-m", "bot"]
    settings = environment(**variables(stage))
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, env=settings) as process:  # noqa: S603, ASYNC220
        try:
            question = f"<@{stage.sandbox.world.application.user.id}> Qui est le PDG de Delta ?"
            await stage.until(lambda: stage.sandbox.gateway.connections or None, seconds=SECONDS, what="a login")
            await stage.settled()
            asked = await stage.alice.say(question)
            reply = await stage.general.wait_for_reply(to=asked, seconds=SECONDS)
            assert "Bastian" in reply.text
            process.send_signal(getattr(signal, name))
            errors = (await asyncio.to_thread(process.communicate, timeout=SECONDS))[1].decode()
        finally:
            process.kill()
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert stage.sandbox.token not in errors


async def test_the_commands_are_told_to_discord_only_when_they_changed(
    stage: Stage, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    stage.sandbox.api.observers.append(
        lambda exchange: synced.append(exchange.path) if exchange.method == "PUT" else None
    )
    for _ in range(3):
        async with operator.starts():
            pass
    assert len(synced) == 1
    async with operator.starts() as bot:
        assert isinstance(bot.tree, IncidentTree)
        assert await bot.tree.publish("another digest") != "another digest"
    assert len(synced) == 2
