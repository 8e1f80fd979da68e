"""Waiting for what neither Discord nor an event tells of: a database, a log, a counter."""

from __future__ import annotations

import asyncio
import inspect
import sqlite3
from collections.abc import Awaitable, Callable

A_MOMENT = 0.02  # seconds


async def eventually(holds: Callable[[], bool | Awaitable[bool]], *, seconds: float = 5.0) -> None:
    """Wait until something holds; raise TimeoutError where it does not in time."""
    async with asyncio.timeout(seconds):
        while True:
            held = holds()
            if await held if inspect.isawaitable(held) else held:
                return
            await asyncio.sleep(A_MOMENT)


async def hold(database: sqlite3.Connection) -> None:
    """Keep everybody else out of a database, once nobody is in it: the bot of this process must be let finish.

    The connection's own patience is to be 0: where it waits, the bot does.
    """

    def taken() -> bool:
        try:
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            return False
        return True

    await eventually(taken, seconds=30)
