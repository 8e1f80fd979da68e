"""Two processes with two shards each, over one PostgreSQL: members see one bot."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from bot.sandbox.acts import guilds
from bot.service.settings import SettingsCache
from bot.storage.bus.announcements import Kind
from bot.storage.store import Store
from tests.bot.process import SECONDS, ended, running
from tests.e2e.posts import Room
from tests.e2e.shards import server_of, server_on
from tests.e2e.test_guard import CAT, MOUSTACHE
from tests.e2e.test_starting import variables
from tests.e2e.waiting import eventually

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from bot.storage.bus.announcements import Heard
    from tests.e2e.conftest import Operator
    from tests.e2e.posts import Post
    from tests.e2e.stage import Stage

CEO, KEY = "Qui est le PDG de Delta ?", "5e" * 32
FIRST, SECOND, SHARDS = "0,1", "2,3", 4
PROMISED_SECONDS = 5.0  # in which a setting holds everywhere


def process(operator: Operator, database: str, shards: str) -> AbstractAsyncContextManager[asyncio.subprocess.Process]:
    settings = variables(operator.stage, INCIDENT_BOT_DATABASE_URL=database, INCIDENT_BOT_KEY=KEY)
    return running(
        **settings,
        INCIDENT_BOT_SEEDS=str(operator.seeds),
        INCIDENT_BOT_MEANING="off",
        INCIDENT_BOT_SHARD_IDS=shards,
        INCIDENT_BOT_SHARD_COUNT=str(SHARDS),
    )


def shards_of(stage: Stage) -> list[int]:
    """Return which shards are connected."""
    sessions = stage.sandbox.gateway.sessions.values()
    return sorted(session.shard[0] for session in sessions if session.connection is not None)


async def connected(stage: Stage, *shards: int) -> None:
    """Wait until these shards are connected: the second one of a process is after five seconds."""
    await stage.until(lambda: {*shards} <= {*shards_of(stage)} or None, seconds=SECONDS, what=f"the shards {shards}")
    await stage.sandbox.gateway.caught_up()


async def logs(bot: asyncio.subprocess.Process, text: str) -> None:
    """Wait until a process logs something."""
    assert bot.stderr is not None
    async with asyncio.timeout(SECONDS):
        while text not in (line := (await bot.stderr.readline()).decode()):
            assert line, "the process has ended"


async def asks(stage: Stage, room: Room, question: str) -> Post:
    """Let a member ask; return the answer."""
    asked = await stage.alice.say(f"@bot {question}", room=room)
    return await room.wait_for_reply(to=asked, seconds=SECONDS)


async def votes(stage: Stage, answer: Post) -> None:
    """Let a member find an answer helpful, and wait until they are thanked."""

    def thanks() -> int:
        return sum("Merci" in reply.text for reply in answer.channel.replies)

    before = thanks()
    stage.alice.moves_to(answer.channel)
    await stage.alice.click(answer, "👍")
    await stage.until(lambda: thanks() > before or None, seconds=SECONDS, what="thanks")


async def hides_answers(stage: Stage, room: Room, *, hidden: bool) -> None:
    """Wait until a server's answers to commands are private, or not."""
    server, number = stage.sandbox.world.guilds[server_of(room)], itertools.count()

    async def is_hidden() -> bool:
        another = Room(stage, guilds.open_channel(stage.sandbox.world, server, f"room-{next(number)}"))
        answer = await stage.alice.slash("ask", room=another, question=CEO)  # each room has a limit of its own
        return "Bastian" in answer.text and answer.ephemeral == hidden

    await eventually(is_hidden, seconds=PROMISED_SECONDS)


def answered_once(stage: Stage, room: Room) -> bool:
    """Tell whether each question in a room has one answer."""
    asked = [post.id for post in room.posts if post.message.author.id == stage.alice.user.id]
    answered = [post.replies_to for post in room.replies]
    return asked != [] and all(answered.count(question) == 1 for question in asked)


async def test_two_processes_are_one_bot(stage: Stage, operator: Operator, postgresql: str) -> None:
    rooms = [server_on(stage, shard, SHARDS) for shard in range(SHARDS)]
    here, elsewhere = rooms[0], rooms[2]
    cached: list[Heard] = []
    async with (
        process(operator, postgresql, FIRST) as first,
        Store(postgresql, discord.utils.utcnow, KEY) as store,
    ):
        async with process(operator, postgresql, SECOND) as second:
            await connected(stage, 0, 2)
            answers = [await asks(stage, room, CEO) for room in (here, elsewhere)]
            for answer in (*answers, answers[1]):
                await votes(stage, answer)
            assert [await store.votes.count(answer.id) for answer in answers] == [(1, 0), (1, 0)]

            # This process is the third one that shares the database.
            await store.announcements.news()
            await stage.owner.slash("settings private", room=here, on=True)
            await eventually(lambda: heard(store, cached), seconds=PROMISED_SECONDS)
            assert [(each.kind, each.payload) for each in cached] == [(Kind.SETTINGS, str(server_of(here)))]
            await hides_answers(stage, elsewhere, hidden=False)
            settings = SettingsCache(store)
            await settings.change(server_of(elsewhere), lambda known: replace(known, private=True, cooldown=0))
            await hides_answers(stage, elsewhere, hidden=True)

            (operator.seeds / "chat.txt").write_text(MOUSTACHE, "utf-8")
            assert "Nouvelle source : chat.txt" in (await stage.owner.slash("index reload", room=here)).text
            await logs(second, "New source: chat.txt")
            assert "Moustache" in (await asks(stage, elsewhere, CAT)).text

            await connected(stage, *range(SHARDS))
            assert shards_of(stage) == [*range(SHARDS)]
            for room in rooms:
                assert "Bastian" in (await asks(stage, room, CEO)).text

            second.kill()
            await stage.until(lambda: shards_of(stage) == [0, 1] or None, seconds=SECONDS, what="the end of two shards")
        await settings.change(server_of(elsewhere), lambda known: replace(known, private=False))
        (operator.seeds / "chat.txt").write_text(MOUSTACHE.replace("Moustache", "Pompon"), "utf-8")
        await stage.owner.slash("index reload", room=here)
        async with process(operator, postgresql, SECOND) as second:
            await connected(stage, 2)
            assert "Pompon" in (await asks(stage, elsewhere, CAT)).text
            await hides_answers(stage, elsewhere, hidden=False)
            await votes(stage, answers[1])
            assert await store.votes.count(answers[1].id) == (1, 0)
            for bot in (first, second):
                bot.terminate()
                errors = await ended(bot)
                assert bot.returncode == 0
                assert "Traceback" not in errors
    assert [answered_once(stage, room) for room in rooms] == [True] * SHARDS


async def heard(store: Store, cached: list[Heard]) -> bool:
    cached += await store.announcements.news()
    return bool(cached)
