"""What went unanswered is kept for 90 days, by a bot that keeps running too."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.storage.questions import KEPT
from tests.e2e.waiting import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.stage import Stage

CUP = "Qui a gagné la Coupe du monde ?"
WEATHER = "Quel temps fera-t-il demain à Marseille ?"
HARDLY_A_DAY = 0.05  # seconds


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


async def ask_in_vain(stage: Stage, question: str) -> None:
    await stage.alice.say(f"@bot {question}")
    await stage.general.wait_for_reply()
    await stage.settled()


def questions(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM questions ORDER BY id")]


def rename(database: Path, table: str, name: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"ALTER TABLE {table} RENAME TO {name}")


async def test_what_is_too_old_is_dropped_while_the_bot_keeps_running(
    stage: Stage, operator: Operator, bot: IncidentBot, database: Path
) -> None:
    assert bot.prune_daily.hours == 24
    await ask_in_vain(stage, CUP)
    operator.ahead = timedelta(days=60)
    await ask_in_vain(stage, WEATHER)
    assert CUP in (await stage.admin.slash("index questions")).text

    operator.ahead = KEPT + timedelta(minutes=1)
    told = (await stage.admin.slash("index questions")).text
    assert WEATHER in told
    assert CUP not in told
    assert questions(database) == [CUP, WEATHER]  # the day is not over

    bot.prune_daily.change_interval(seconds=HARDLY_A_DAY)
    await eventually(lambda: questions(database) == [WEATHER])
    operator.ahead += KEPT
    await eventually(lambda: questions(database) == [])


async def test_what_could_not_be_dropped_is_dropped_as_soon_as_it_can(
    stage: Stage,
    operator: Operator,
    bot: IncidentBot,
    database: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await ask_in_vain(stage, CUP)
    operator.ahead = KEPT + timedelta(minutes=1)
    await asyncio.to_thread(rename, database, "misses", "lost")  # it may have to wait until the bot has written
    monkeypatch.setattr("bot.client.PRUNE_AGAIN_SECONDS", HARDLY_A_DAY)
    bot.prune_daily.change_interval(seconds=HARDLY_A_DAY)
    await eventually(lambda: "no such table: misses" in caplog.text)
    assert questions(database) == [CUP]
    await asyncio.to_thread(rename, database, "lost", "misses")
    await eventually(lambda: questions(database) == [])


async def test_what_became_too_old_while_the_bot_was_away_is_dropped_at_its_start(
    stage: Stage, operator: Operator, database: Path
) -> None:
    async with operator.starts():
        await ask_in_vain(stage, CUP)
    operator.ahead = KEPT + timedelta(minutes=1)
    async with operator.starts():
        await eventually(lambda: questions(database) == [])
