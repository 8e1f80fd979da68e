"""The bot is told to stop: it finishes what it is at, takes nothing new, and ends whatever hangs."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from typing import TYPE_CHECKING

import pytest

from bot.run import GRACE_SECONDS
from tests.bot.process import SECONDS, ended, running
from tests.e2e.test_starting import variables
from tests.e2e.waiting import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.posts import Post
    from tests.e2e.stage import Stage

REPLY = "POST /channels/*/messages"
SLACK = 3.0  # seconds in which a busy machine ends a process
SQLITES_PATIENCE = 5.0  # seconds that it waits for a lock


async def logged_in(stage: Stage) -> None:
    await stage.until(lambda: stage.sandbox.gateway.online or None, seconds=SECONDS, what="a login")
    await stage.sandbox.gateway.caught_up()


async def asks(stage: Stage) -> Post:
    return await stage.alice.say(f"<@{stage.sandbox.world.application.user.id}> Qui est le PDG de Delta ?")


async def met(stage: Stage) -> None:
    """Wait until a request has met a fault."""
    await eventually(lambda: stage.sandbox.faults.met > 0, seconds=SECONDS)


async def ends_in_time(process: asyncio.subprocess.Process) -> None:
    """Tell a bot to stop; hold that it does, cleanly and whatever hangs."""
    process.terminate()
    errors = await ended(process, GRACE_SECONDS + SLACK)
    assert process.returncode == 0
    assert "Traceback" not in errors


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
async def test_a_signal_ends_the_bot_cleanly(stage: Stage, name: str) -> None:
    async with running(**variables(stage)) as process:
        await logged_in(stage)
        reply = await stage.general.wait_for_reply(to=await asks(stage), seconds=SECONDS)
        assert "Bastian" in reply.text
        process.send_signal(getattr(signal, name))
        errors = await ended(process)
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert stage.sandbox.token not in errors


async def test_what_is_under_way_is_finished(stage: Stage) -> None:
    async with running(**variables(stage)) as process:
        await logged_in(stage)
        stage.sandbox.faults.delay(REPLY, seconds=1.0)
        asked = await asks(stage)
        await met(stage)
        process.terminate()
        await stage.until(lambda: not stage.sandbox.gateway.online or None, seconds=SECONDS, what="a logout")
        late = await asks(stage)
        errors = await ended(process)
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert [post.replies_to for post in stage.general.replies] == [asked.id]
    assert late.reactions == {}


async def test_an_answer_that_hangs_is_not_waited_for(stage: Stage) -> None:
    async with running(**variables(stage)) as process:
        await logged_in(stage)
        stage.sandbox.faults.delay(REPLY, seconds=SECONDS)
        await asks(stage)
        await met(stage)
        await ends_in_time(process)


async def test_while_it_logs_in(stage: Stage) -> None:
    stage.sandbox.faults.delay("GET /users/@me", seconds=SECONDS)
    async with running(**variables(stage)) as process:
        await met(stage)
        await ends_in_time(process)


async def test_while_discord_takes_neither_commands_nor_connections(stage: Stage) -> None:
    stage.sandbox.faults.refuse("PUT /applications/*/commands", status=500, times=50)
    stage.sandbox.gateway.delay = SECONDS
    async with running(**variables(stage)) as process:
        await met(stage)
        await ends_in_time(process)


async def test_while_the_database_is_locked(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    database = {"INCIDENT_BOT_DATABASE_URL": f"sqlite+aiosqlite:///{file}"}
    one_of_several = {"INCIDENT_BOT_SHARD_IDS": "0", "INCIDENT_BOT_SHARD_COUNT": "1"}  # which looks for announcements
    async with running(**variables(stage, **database, **one_of_several)) as process:
        await logged_in(stage)
        await stage.general.wait_for_reply(to=await asks(stage), seconds=SECONDS)
        lock = sqlite3.connect(file, timeout=60, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        await stage.alice.say(f"<@{stage.sandbox.world.application.user.id}> Qui a gagné la Coupe du monde ?")
        await stage.general.wait_for_reply(seconds=SECONDS)
        process.terminate()
        errors = await ended(process, GRACE_SECONDS + SLACK)
        lock.close()
    assert process.returncode == 0
    assert "Traceback" not in errors


async def test_while_the_database_is_locked_since_the_start(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    async with running(**variables(stage, INCIDENT_BOT_DATABASE_URL=f"sqlite+aiosqlite:///{file}")) as process:
        await logged_in(stage)
        lock = sqlite3.connect(file, timeout=60, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")  # under what the bot keeps of its start, which then fails as it stops
        await asyncio.sleep(SQLITES_PATIENCE - 1)
        process.terminate()
        errors = await ended(process, GRACE_SECONDS + SLACK)
        lock.close()
    assert process.returncode == 0
    assert "Traceback" not in errors


async def test_a_second_interrupt_ends_it_at_once(stage: Stage) -> None:
    async with running(**variables(stage)) as process:
        await logged_in(stage)
        stage.sandbox.faults.delay(REPLY, seconds=SECONDS)
        await asks(stage)
        await met(stage)
        process.send_signal(signal.SIGINT)
        await stage.until(lambda: not stage.sandbox.gateway.online or None, seconds=SECONDS, what="a logout")
        process.send_signal(signal.SIGINT)
        errors = await ended(process)
    assert process.returncode == 128 + signal.SIGINT
    assert "Traceback" not in errors
