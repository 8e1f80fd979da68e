"""The benchmarks run; how fast the bot is on which machine is for them to tell."""

from __future__ import annotations

import asyncio

from benchmarks.interactions import measure


async def test_the_bot_is_measured_over_its_sockets() -> None:
    figures = await asyncio.to_thread(measure, rate=20, seconds=0.5)
    assert figures.asked == 10
    assert 0 < figures.p50 <= figures.p99 <= figures.slowest
    assert figures.questions_per_second > 0
