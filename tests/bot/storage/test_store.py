"""What the store keeps is kept, for as long as it is to be kept."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.storage.questions import KEPT
from bot.storage.store import Store
from tests.bot.storage.conftest import KEY, START, Clock

GUILD, ALICE, BOB = 1, 10, 11


async def rows(database: str) -> dict[str, int]:
    """Count what the database holds, whatever the store tells of it."""
    engine = create_async_engine(database)
    try:
        async with engine.connect() as connection:
            counted = {}
            for name in ("questions", "misses", "votes"):
                counted[name] = int((await connection.execute(text(f"SELECT count(*) FROM {name}"))).scalar_one())  # noqa: S608
            return counted
    finally:
        await engine.dispose()


async def test_what_is_being_written_is_written_before_the_store_closes(database: str, clock: Clock) -> None:
    url = database
    store = Store(url, clock, KEY)
    await store.open()
    writing = [asyncio.create_task(store.remember(f"key{number}", "value")) for number in range(20)]
    await asyncio.sleep(0)  # each has begun
    await store.close()
    assert all(task.done() for task in writing)
    async with Store(url, clock, KEY) as again:
        assert [await again.recall(f"key{number}") for number in range(20)] == ["value"] * 20


async def ask_and_vote(store: Store) -> None:
    """Leave a trace of every kind."""
    await store.misses.record(GUILD, ALICE, "In vain?")
    await store.votes.record(GUILD, 100, ALICE, "Unhelpful?", helpful=False)
    await store.votes.record(GUILD, 101, ALICE, "Helpful?", helpful=True)


async def test_what_is_kept_is_told_to_its_last_moment(store: Store, clock: Clock) -> None:
    await ask_and_vote(store)
    await store.votes.record(GUILD, 101, BOB, "Helpful?", helpful=True)
    clock.now += KEPT
    await store.prune()
    assert [gap.question for gap in await store.misses.gaps(GUILD, 9)] == ["In vain?", "Unhelpful?"]
    assert await store.votes.liked_questions(GUILD, 9) == ["Helpful?"]
    assert await store.forget(ALICE) == 3


async def test_what_is_too_old_is_told_to_nobody_even_before_it_is_dropped(
    store: Store, clock: Clock, database: str
) -> None:
    await ask_and_vote(store)
    clock.now += KEPT + timedelta(seconds=1)
    assert await store.misses.gaps(GUILD, 9) == []
    assert await store.votes.liked_questions(GUILD, 9) == []
    assert await rows(database) == {"questions": 3, "misses": 1, "votes": 2}
    assert await store.forget(ALICE) == 0
    assert await rows(database) == {"questions": 0, "misses": 0, "votes": 0}


async def test_the_counts_of_a_question_leave_out_what_is_too_old(store: Store, clock: Clock) -> None:
    await store.misses.record(GUILD, ALICE, "Why?")
    await store.votes.record(GUILD, 100, ALICE, "Why?", helpful=False)
    await store.votes.record(GUILD, 100, BOB, "Why?", helpful=False)
    clock.now = START + timedelta(days=60)
    await store.misses.record(GUILD, BOB, "Why?")
    for member in ALICE, BOB:
        await store.votes.record(GUILD, 101, member, "Why?", helpful=True)
    assert [(gap.unanswered, gap.unhelpful) for gap in await store.misses.gaps(GUILD, 9)] == [(2, 2)]
    assert await store.votes.liked_questions(GUILD, 9) == []
    clock.now = START + KEPT + timedelta(days=1)
    (gap,) = await store.misses.gaps(GUILD, 9)
    assert (gap.unanswered, gap.unhelpful) == (1, 0)
    assert gap.last.date() == (START + timedelta(days=60)).date()
    assert await store.votes.liked_questions(GUILD, 9) == ["Why?"]


async def test_a_vote_that_is_changed_is_as_old_as_the_change(store: Store, clock: Clock) -> None:
    for helpful, day in (False, 0), (True, 60):
        clock.now = START + timedelta(days=day)
        for member in ALICE, BOB:
            await store.votes.record(GUILD, 100, member, "Why?", helpful=helpful)
    clock.now = START + KEPT + timedelta(days=1)
    assert await store.votes.liked_questions(GUILD, 9) == ["Why?"]


async def test_a_question_is_proposed_once_several_members_found_its_answer_helpful(store: Store) -> None:
    for message in range(5):
        await store.votes.record(GUILD, message, ALICE, "Whose fault?", helpful=True)
    assert await store.votes.liked_questions(GUILD, 9) == []
    await store.votes.record(GUILD, 9, BOB, "whose fault", helpful=True)
    assert await store.votes.liked_questions(GUILD, 9) == ["Whose fault?"]


async def test_a_hidden_question_is_proposed_no_more_and_forgotten_with_nobody(store: Store) -> None:
    for member in ALICE, BOB:
        await store.votes.record(GUILD, 1, member, "Join my server?", helpful=True)
    await store.votes.hide(GUILD, "join my server")
    await store.votes.hide(GUILD, "join my server")
    assert await store.votes.liked_questions(GUILD, 9) == []
    await store.forget(ALICE)
    await store.forget(BOB)
    for member in ALICE, BOB:
        await store.votes.record(GUILD, 2, member, "Join my server?", helpful=True)
    assert await store.votes.liked_questions(GUILD, 9) == []


async def test_votes_on_an_answer_are_counted(store: Store) -> None:
    assert await store.votes.count(100) == (0, 0)
    await store.votes.record(GUILD, 100, ALICE, "Why?", helpful=False)
    await store.votes.record(GUILD, 100, BOB, "Why?", helpful=True)
    assert await store.votes.count(100) == (1, 1)
    await store.votes.record(GUILD, 100, ALICE, "Why?", helpful=True)
    assert await store.votes.count(100) == (2, 0)


async def test_only_what_is_too_old_is_dropped(store: Store, clock: Clock, database: str) -> None:
    await ask_and_vote(store)
    clock.now = START + timedelta(days=60)
    await store.misses.record(GUILD, BOB, "Helpful?")
    clock.now = START + KEPT + timedelta(days=1)
    await store.prune()
    assert await rows(database) == {"questions": 1, "misses": 1, "votes": 0}
    assert [gap.question for gap in await store.misses.gaps(GUILD, 9)] == ["Helpful?"]


@pytest.mark.parametrize("damage", ["'garbage'", "''", "x'ff'", "7"])
async def test_a_row_of_a_damaged_moment_is_told_of_to_nobody_and_dropped(
    tmp_path: Path, clock: Clock, damage: str
) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"  # PostgreSQL takes nothing but moments
    async with Store(database, clock, KEY) as store:
        await ask_and_vote(store)
        with closing(sqlite3.connect(tmp_path / "bot.db")) as connection:
            for table in ("misses", "votes"):
                connection.execute(f"UPDATE {table} SET at = {damage}")  # noqa: S608 - one of those above
            connection.commit()
        assert await store.misses.gaps(GUILD, 9) == []
        assert await store.votes.liked_questions(GUILD, 9) == []
        await store.prune()
        assert await rows(database) == {"questions": 0, "misses": 0, "votes": 0}
