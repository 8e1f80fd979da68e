"""Two bots that share a database: what is changed in one is changed in the other."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.service import settings as settings_module
from bot.storage.bus import announcements
from index import Meaning
from tests.e2e.conftest import Operator
from tests.e2e.shards import server_of, server_on
from tests.e2e.test_guard import CAT, MOUSTACHE, expect
from tests.e2e.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.client import IncidentBot
    from tests.e2e.posts import Room
    from tests.e2e.stage import Stage

KEY, SHARDS, FOREVER = "5e" * 32, 2, 3600.0
on_sqlite = pytest.mark.parametrize("shared", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def only_by_the_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no setting that was read grow old by itself."""
    monkeypatch.setattr(settings_module, "CACHED_SECONDS", FOREVER)
    monkeypatch.setattr(announcements, "POLL_SECONDS", 0.1)


@pytest.fixture(params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, operator: Operator) -> Operator:
    """Return whoever runs two bots over one database."""
    config = replace(operator.config, meaning=Meaning.OFF, key=KEY)
    if request.param == "postgresql":
        config = replace(config, database_url=request.getfixturevalue("postgresql"))
    return Operator(operator.stage, config)


@contextlib.asynccontextmanager
async def both(operator: Operator) -> AsyncIterator[tuple[IncidentBot, IncidentBot]]:
    """Run two bots, each with one of two shards."""
    async with (
        operator.starts(shard_ids=(0,), shard_count=SHARDS) as here,
        operator.starts(shard_ids=(1,), shard_count=SHARDS) as elsewhere,
    ):
        yield here, elsewhere


@pytest.fixture
def rooms(stage: Stage) -> tuple[Room, Room]:
    """Return a room on a server of each of the two."""
    return server_on(stage, 0, SHARDS), server_on(stage, 1, SHARDS)


def version(bot: IncidentBot) -> str:
    return bot.answering.snapshots.current.name


def reloads(bot: IncidentBot, outcome: str) -> float | None:
    return bot.answering.metrics.registry.get_sample_value("incident_bot_reloads_total", {"outcome": outcome})


async def answer(stage: Stage, room: Room) -> str:
    asked = await stage.alice.say(f"@bot {CAT}", room=room)
    return (await room.wait_for_reply(to=asked)).text


async def test_a_setting_that_a_command_changes(stage: Stage, shared: Operator, rooms: tuple[Room, Room]) -> None:
    server = server_of(rooms[0])
    async with both(shared) as (here, elsewhere):

        async def is_private() -> bool:
            return (await elsewhere.answering.settings.of(server)).private

        assert not await is_private()
        await here.answering.store.announcements.announce("of a later version")  # type: ignore[arg-type]
        await stage.owner.slash("settings private", room=rooms[0], on=True)
        await eventually(is_private)


async def test_a_reload_that_is_asked_for_in_one(
    stage: Stage, shared: Operator, rooms: tuple[Room, Room], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    async with both(shared) as (here, elsewhere):
        assert "Moustache" not in await answer(stage, rooms[1])
        (shared.seeds / "chat.txt").write_text(MOUSTACHE, "utf-8")
        await stage.owner.slash("index reload", room=rooms[0])
        await eventually(lambda: version(elsewhere) == version(here))
        assert "Moustache" in await answer(stage, rooms[1])
        assert caplog.text.count("New source: chat.txt") == 1  # in the other one; whoever asked is told in French
        loaded = elsewhere.answering.snapshots.current
        await stage.owner.slash("index reload", room=rooms[0])
        await eventually(lambda: reloads(elsewhere, "unchanged") == 1)
        assert elsewhere.answering.snapshots.current is loaded
        assert (reloads(here, "changed"), reloads(here, "unchanged")) == (1, 1)  # nobody obeys themselves


@on_sqlite
async def test_what_is_forced_in_one_is_accepted_in_the_other_under_its_own_guard(
    stage: Stage, shared: Operator, rooms: tuple[Room, Room], caplog: pytest.LogCaptureFixture
) -> None:
    async with both(shared) as (here, elsewhere):
        before = version(elsewhere)
        (shared.seeds / "chat.txt").write_text(MOUSTACHE, "utf-8")
        expect(shared.seeds, "Pompon")
        await stage.owner.slash("index reload", room=rooms[0])
        await eventually(lambda: reloads(elsewhere, "refused") == 1)
        assert version(elsewhere) == version(here) == before
        assert "1 golden question fails" in caplog.text
        await stage.owner.slash("index reload", room=rooms[0], force=True)
        await eventually(lambda: version(elsewhere) == version(here) != before)


@on_sqlite
async def test_an_article_that_is_added_and_removed_in_one(
    stage: Stage, shared: Operator, rooms: tuple[Room, Room]
) -> None:
    async with both(shared) as (here, elsewhere):
        before = version(elsewhere)
        file = stage.owner.upload("chat.txt", MOUSTACHE)
        await stage.owner.slash("index add", room=rooms[0], file=file)
        await eventually(lambda: version(elsewhere) == version(here) != before)
        assert "Moustache" in await answer(stage, rooms[1])
        await stage.owner.slash("index remove", room=rooms[1], name="chat.txt")
        await eventually(lambda: version(here) == before)
        assert version(elsewhere) == before


async def test_who_asks_is_told_where_the_other_cannot_be(
    stage: Stage, operator: Operator, rooms: tuple[Room, Room]
) -> None:
    file = operator.seeds.with_name("bot.db")
    untold = "autres processus du bot n’ont pas pu être prévenus"
    async with both(operator):
        file.rename(file.with_name("away.db"))
        assert untold in (await stage.owner.slash("index reload", room=rooms[0])).text
    file.with_name("away.db").rename(file)
    async with operator.starts():  # the only one
        file.rename(file.with_name("away.db"))
        assert untold not in (await stage.owner.slash("index reload", room=rooms[0])).text
