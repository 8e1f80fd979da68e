"""Which reply the bot gave to which message, so that an answer can follow its question's edits and deletion."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    import discord

REMEMBERED_SECONDS = 15 * 60
MOST_REMEMBERED = 2000


@dataclass(slots=True)
class Exchange:
    """A message, as it was when it was last read, and the bot's reply, once there is one."""

    at: float
    content: str = ""
    reply: discord.Message | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Replies:
    """The exchanges of the last `REMEMBERED_SECONDS`, in memory."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._exchanges: OrderedDict[int, Exchange] = OrderedDict()

    @contextlib.asynccontextmanager
    async def begin(self, message_id: int) -> AsyncIterator[Exchange]:
        """Start the exchange about a new message; it is remembered if there is a reply when the block ends."""
        self._forget()
        exchange = self._exchanges[message_id] = Exchange(self._clock())
        async with self._in_turn(message_id, exchange):
            yield exchange

    @contextlib.asynccontextmanager
    async def resume(self, message_id: int) -> AsyncIterator[Exchange | None]:
        """Continue an exchange once everything begun earlier about its message is done; None where there is none."""
        exchange = self._exchanges.get(message_id)
        if exchange is None:
            yield None
            return
        async with self._in_turn(message_id, exchange):
            known = exchange.reply is not None and exchange.at > self._clock() - REMEMBERED_SECONDS
            yield exchange if known else None

    def _forget(self) -> None:
        """Drop the exchanges that are too old or too many."""
        since = self._clock() - REMEMBERED_SECONDS
        while self._exchanges:
            oldest = next(iter(self._exchanges.values()))
            if oldest.at > since and len(self._exchanges) < MOST_REMEMBERED:
                break
            self._exchanges.popitem(last=False)

    @contextlib.asynccontextmanager
    async def _in_turn(self, message_id: int, exchange: Exchange) -> AsyncIterator[None]:
        async with exchange.turn:
            try:
                yield
            finally:
                if exchange.reply is None:
                    self._exchanges.pop(message_id, None)
