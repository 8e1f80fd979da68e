"""Which reply the bot gave to which message: one at most, and it follows its question's edits and deletion."""

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
MOST_BEGUN = 20_000  # messages that are known to have arrived: when a session is resumed, some may come again


@dataclass(slots=True)
class Exchange:
    """A message, as it was when it was last read, and the bot's reply, once there is one."""

    at: float
    content: str = ""
    reply: discord.Message | None = None
    replying: bool = False  # a reply is on its way
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Replies:
    """The exchanges of the last `REMEMBERED_SECONDS`, in memory."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._exchanges: OrderedDict[int, Exchange] = OrderedDict()
        self._begun: OrderedDict[int, None] = OrderedDict()

    @contextlib.asynccontextmanager
    async def begin(self, message_id: int) -> AsyncIterator[Exchange | None]:
        """Start the exchange about a new message, None for one that has arrived before.

        It is remembered if there is a reply when the block ends.
        """
        if message_id in self._begun:
            yield None
            return
        self._forget()
        self._begun[message_id] = None
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

    def adopt(self, reply: discord.Message) -> None:
        """Take a reply that arrives by itself for the one that is awaited, whose receipt may be lost."""
        question = reply.reference.message_id if reply.reference else None
        exchange = self._exchanges.get(question) if question is not None else None
        if exchange is not None and exchange.reply is None and exchange.replying:
            exchange.reply = reply

    def _forget(self) -> None:
        """Drop the exchanges that are too old or too many."""
        while len(self._begun) >= MOST_BEGUN:
            self._begun.popitem(last=False)
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
