"""What replies quote is kept for a while and for the latest of them, and is told once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.storage.news import quotations
from bot.storage.news.quotations import KEPT, Quoted
from bot.storage.store import Store
from tests.bot.storage.conftest import Clock

if TYPE_CHECKING:
    import pytest

ALICE, BOB, CHANNEL = 10, 11, 5
CAT, DOG = Quoted("cat", "ab" * 8, 1), Quoted("dog", "cd" * 8, 2)
GONE = {"cat": [bytes.fromhex(CAT.fingerprint)]}


async def taken(store: Store, limit: int = 50) -> list[int]:
    return [reply.message_id for reply in await store.quotations.take(GONE, limit)]


async def test_only_replies_that_quote_what_is_gone_are_taken_and_once(store: Store, clock: Clock) -> None:
    await store.quotations.note(CHANNEL, 100, ALICE, "en", [CAT, CAT, DOG])
    await store.quotations.note(CHANNEL, 101, ALICE, "en", [DOG])
    (reply,) = await store.quotations.take(GONE, 50)
    assert (reply.channel_id, reply.message_id, reply.language, reply.quoted) == (CHANNEL, 100, "en", (CAT,))
    assert await taken(store) == []


async def test_the_latest_are_taken_and_the_others_left(store: Store, clock: Clock) -> None:
    for message in (100, 101, 102):
        await store.quotations.note(CHANNEL, message, ALICE, "en", [CAT])
    assert await taken(store, 2) == [102, 101]
    assert await taken(store, 2) == [100]


async def test_a_reply_that_shows_something_else_or_is_gone_is_left_alone(store: Store, clock: Clock) -> None:
    await store.quotations.note(CHANNEL, 100, ALICE, "en", [CAT])
    await store.quotations.note(CHANNEL, 100, ALICE, "en", [DOG])
    await store.quotations.note(CHANNEL, 101, ALICE, "en", [CAT])
    await store.quotations.drop(101)
    assert await taken(store) == []


async def test_they_are_kept_for_a_while_and_in_bounds(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotations, "MOST_REPLIES", 2)
    for message in (100, 101, 102):
        await store.quotations.note(CHANNEL, message, ALICE, "en", [CAT, DOG])
    assert await taken(store) == [102, 101]
    await store.quotations.note(CHANNEL, 103, ALICE, "en", [CAT])
    clock.now += KEPT + timedelta(seconds=1)
    assert await taken(store) == []
    await store.prune()
    clock.now -= timedelta(days=1)
    assert await taken(store) == []


async def test_what_a_member_asked_for_is_forgotten_with_them(store: Store, clock: Clock) -> None:
    await store.quotations.note(CHANNEL, 100, ALICE, "en", [CAT, DOG])
    await store.quotations.note(CHANNEL, 101, BOB, "en", [CAT])
    assert await store.forget(ALICE) == 1
    assert await taken(store) == [101]
