"""The log of a bot at DEBUG holds nobody's words and nobody's secrets, whatever the libraries below it log."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bot.process import COMMAND, ROOT, SECONDS, environment, in_a_terminal, running
from tests.e2e.test_starting import variables
from tests.e2e.waiting import eventually

if TYPE_CHECKING:
    from tests.e2e.stage import Stage

TYPED, ASKED, DIRECT, MENTIONED = "Marmelade", "Tarte aux mirabelles", "Soupe au potiron", "Gratin de courgettes"


def at_debug(stage: Stage, database: Path) -> dict[str, str]:
    url = f"sqlite+aiosqlite:///{database}"
    return variables(stage, INCIDENT_BOT_DATABASE_URL=url, INCIDENT_BOT_LOG_LEVEL="DEBUG")


def voters(database: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(database)) as opened:
        return [row[0] for row in opened.execute("SELECT member FROM votes")]


async def converse(stage: Stage) -> None:
    """Let members do all that brings words, tokens and what is stored to the bot."""
    await stage.until(lambda: stage.sandbox.gateway.online or None, seconds=SECONDS, what="a login")
    await eventually(lambda: bool(stage.sandbox.world.application.commands), seconds=SECONDS)
    await stage.alice.autocomplete("ask", question=TYPED)
    private = await stage.alice.slash("ask", question=f"{ASKED} ?", private=True)
    assert ASKED in private.text
    room = stage.alice.dm()
    await stage.alice.say(f"Qui a mangé la {DIRECT} ?", room=room)
    await room.wait_for_reply(seconds=SECONDS)
    asked = await stage.bob.say(f"@bot Qui a mangé le {MENTIONED} ?")
    reply = await stage.general.wait_for_reply(to=asked, seconds=SECONDS)
    await stage.alice.click_rarer(reply, "👎")
    await stage.bob.edit(asked, f"@bot Qui a mangé le {MENTIONED} hier ?")
    await stage.bob.slash("privacy forget")


async def test_a_log_at_debug_holds_no_question_and_no_secret(stage: Stage, tmp_path: Path) -> None:
    database = tmp_path / "bot.db"
    async with running(**at_debug(stage, database)) as process:
        assert process.stderr is not None
        reading = asyncio.create_task(process.stderr.read())
        await converse(stage)
        await eventually(lambda: bool(voters(database)), seconds=SECONDS)
        (member,) = voters(database)
        key = await asyncio.to_thread(Path(f"{database}.key").read_text, "ascii")
        process.terminate()
        log = (await asyncio.wait_for(reading, SECONDS)).decode()
    loggers = {json.loads(line)["logger"].partition(".")[0] for line in log.splitlines()}
    assert {"discord", "aiosqlite", "bot"} <= loggers
    assert '"DEBUG"' in log
    for words in (TYPED, ASKED, DIRECT, MENTIONED):
        for word in words.split():
            assert len(word) < 4 or word not in log
    interactions = stage.sandbox.world.interactions.values()
    assert len(interactions) > 3
    for secret in (stage.sandbox.token, key.strip(), member, *(one.token for one in interactions)):
        assert len(secret) > 8
        assert secret not in log


async def test_a_log_in_a_file_has_no_colours_and_one_in_a_terminal_is_for_people(stage: Stage, tmp_path: Path) -> None:
    settings = variables(stage, DISCORD_API_URL="http://127.0.0.1:9/api/v10", INCIDENT_BOT_LOG_LEVEL="DEBUG")
    with (tmp_path / "log").open("wb") as file:
        process = await asyncio.create_subprocess_exec(*COMMAND, cwd=ROOT, stderr=file, env=environment(**settings))
        await asyncio.wait_for(process.wait(), SECONDS)
    log = (tmp_path / "log").read_text("utf-8")
    assert "using static token" in log
    assert "\x1b" not in log
    shown = await asyncio.to_thread(lambda: in_a_terminal(**settings))
    assert "INFO     discord.client: logging in using static token" in shown
