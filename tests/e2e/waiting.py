"""Waiting for what neither Discord nor an event tells of: a database, a log, a counter."""

from __future__ import annotations

import asyncio
import inspect
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
