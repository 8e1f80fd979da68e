"""What the store keeps is kept."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.storage.store import Store


async def test_what_is_being_written_is_written_before_the_store_closes(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    store = Store(url)
    await store.open()
    writing = [asyncio.create_task(store.remember(f"key{number}", "value")) for number in range(20)]
    await asyncio.sleep(0)  # each has begun
    await store.close()
    assert all(task.done() for task in writing)
    async with Store(url) as again:
        assert [await again.recall(f"key{number}") for number in range(20)] == ["value"] * 20
