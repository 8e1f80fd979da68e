from __future__ import annotations

from typing import Any, cast

from bot.cogs.mention.exchanges import MOST_BEGUN, MOST_REMEMBERED, REMEMBERED_SECONDS, Replies


def reply(name: str) -> Any:
    return cast("Any", name)


async def test_an_exchange_is_known_for_fifteen_minutes() -> None:
    now = 0.0
    replies = Replies(lambda: now)
    async with replies.begin(1) as exchange:
        assert exchange is not None
        exchange.reply = reply("an answer")
    now = REMEMBERED_SECONDS - 1
    async with replies.resume(1) as known:
        assert known is exchange
    now = REMEMBERED_SECONDS
    async with replies.resume(1) as known:
        assert known is None
    assert REMEMBERED_SECONDS == 900


async def test_what_is_older_is_dropped() -> None:
    now = 0.0
    replies = Replies(lambda: now)
    async with replies.begin(1) as exchange:
        assert exchange is not None
        exchange.reply = reply("an answer")
    now = REMEMBERED_SECONDS
    async with replies.begin(2):
        pass
    now = 0.0
    async with replies.resume(1) as known:
        assert known is None


async def test_a_message_without_a_reply_leaves_nothing() -> None:
    replies = Replies()
    async with replies.begin(1):
        pass
    async with replies.resume(1) as known:
        assert known is None


async def test_the_oldest_make_room() -> None:
    replies = Replies()
    for message_id in range(MOST_REMEMBERED + 1):
        async with replies.begin(message_id) as exchange:
            assert exchange is not None
            exchange.reply = reply("an answer")
    async with replies.resume(0) as known:
        assert known is None
    async with replies.resume(MOST_REMEMBERED) as known:
        assert known is not None


async def test_a_message_begins_once() -> None:
    replies = Replies()
    async with replies.begin(1):
        pass
    async with replies.begin(1) as exchange:
        assert exchange is None
    for message_id in range(2, MOST_BEGUN + 2):
        async with replies.begin(message_id):
            pass
    async with replies.begin(MOST_BEGUN + 1) as exchange:
        assert exchange is None
    async with replies.begin(1) as exchange:  # long ago
        assert exchange is not None
