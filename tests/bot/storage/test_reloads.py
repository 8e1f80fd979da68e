"""Reloads are recorded once, kept for a while, and who asks what is new is told since when."""

from __future__ import annotations

from datetime import timedelta

from bot.storage.news.channels import PAUSE
from bot.storage.news.reloads import News, Said
from bot.storage.questions import KEPT
from bot.storage.store import Store
from bot.storage.tables import KnownSource
from tests.bot.storage.conftest import START, Clock

ALICE, BOB = 10, 11

NEWS = News(
    added=(("cat", "The cat"),),
    came=(Said("cat", "The cat", "ab" * 8, "It slept on July 19.", dated=True),),
    sources=(1, 0, 0),
    sentences=(1, 0),
)


def known(name: str, sentences: bytes = b"") -> KnownSource:
    return KnownSource(source=name, title=name.title(), version="00", sentences=sentences)


async def record_two(store: Store) -> int:
    """Record the sources as they first were, and a reload; return its id."""
    first = await store.reloads.record(0, "a", News(), [known("dog")], [])
    assert first is not None
    second = await store.reloads.record(first.id, "b", NEWS, [known("cat", b"12345678")], ["dog"])
    assert second is not None
    return second.id


async def test_what_is_recorded_is_told_and_the_first_sources_are_no_news(store: Store, clock: Clock) -> None:
    assert await store.reloads.last() is None
    await record_two(store)
    assert [each.news for each in await store.reloads.since(START)] == [NEWS]
    last = await store.reloads.last()
    assert last is not None
    assert (last.version, last.at) == ("b", START)
    assert {name: each.sentences for name, each in (await store.reloads.known()).items()} == {"cat": b"12345678"}


async def test_of_two_processes_one_records(store: Store, clock: Clock) -> None:
    newest = await record_two(store)
    assert await store.reloads.record(newest, "c", NEWS, [], []) is not None
    assert await store.reloads.record(newest, "c", NEWS, [], ["cat"]) is None
    assert [*await store.reloads.known()] == ["cat"]
    assert len(await store.reloads.since(START)) == 2


async def test_reloads_are_kept_as_long_as_the_rest_and_the_last_to_compare_with(store: Store, clock: Clock) -> None:
    newest = await record_two(store)
    clock.now += KEPT + timedelta(seconds=1)
    assert await store.reloads.since(START) == []
    await store.prune()
    last = await store.reloads.last()
    assert last is not None
    assert last.id == newest
    assert await store.reloads.record(newest, "c", NEWS, [], []) is not None
    await store.prune()
    assert len(await store.reloads.after(0)) == 1


async def test_a_member_is_told_since_they_last_asked_until_they_are_forgotten(store: Store, clock: Clock) -> None:
    assert await store.reloads.visit(ALICE) is None
    clock.now += timedelta(days=1)
    assert await store.reloads.visit(ALICE) == START
    assert await store.reloads.visit(BOB) is None
    assert await store.forget(ALICE) == 1
    assert await store.reloads.visit(ALICE) is None


GUILD, OTHER = 1, 2


async def test_a_server_is_told_by_one_and_again_after_an_hour(store: Store, clock: Clock) -> None:
    await store.news_channels.turn(GUILD, on=True)
    newest = await record_two(store)
    await store.news_channels.turn(OTHER, on=True)  # what was before is no news to it
    assert await store.news_channels.due(newest) == {GUILD: 0}
    assert await store.news_channels.claim(GUILD, 0, newest, aloud=True)
    assert not await store.news_channels.claim(GUILD, 0, newest, aloud=True)
    third = await store.reloads.record(newest, "c", NEWS, [], [])
    assert third is not None
    assert await store.news_channels.due(third.id) == {OTHER: newest}
    clock.now += PAUSE
    assert await store.news_channels.due(third.id) == {GUILD: newest, OTHER: newest}


async def test_what_was_not_worth_a_message_makes_nobody_wait(store: Store, clock: Clock) -> None:
    await store.news_channels.turn(GUILD, on=True)
    newest = await record_two(store)
    assert await store.news_channels.claim(GUILD, 0, newest, aloud=False)
    third = await store.reloads.record(newest, "c", NEWS, [], [])
    assert third is not None
    assert await store.news_channels.due(third.id) == {GUILD: newest}
    await store.news_channels.turn(GUILD, on=False)
    assert await store.news_channels.due(third.id) == {}


async def test_what_could_not_be_told_is_told_later(store: Store, clock: Clock) -> None:
    await store.news_channels.turn(GUILD, on=True)
    newest = await record_two(store)
    assert await store.news_channels.claim(GUILD, 0, newest, aloud=True)
    await store.news_channels.release(GUILD, 0)
    clock.now += PAUSE
    assert await store.news_channels.due(newest) == {GUILD: 0}
