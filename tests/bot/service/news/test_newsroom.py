"""Of several processes that load the same sources, one records what is new."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.service.news.newsroom import Newsroom, version_of
from bot.service.snapshots import Snapshot, Snapshots
from bot.storage.store import Store

if TYPE_CHECKING:
    from pathlib import Path

KEY = "5e" * 32
PROCESSES = 4


def process(seeds: Path, url: str) -> tuple[Newsroom, Store]:
    store = Store(url, lambda: datetime(2024, 7, 20, tzinfo=UTC), KEY)
    return Newsroom(Snapshots(seeds, Snapshot.load(seeds)), store), store


async def test_one_of_many_records_a_reload_and_all_know_it(tmp_path: Path) -> None:
    seeds, url = tmp_path / "seeds", f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    seeds.mkdir()
    (seeds / "cat.txt").write_text("The cat\n\nThe cat of the captain is called Moustache.\n", "utf-8")
    first, store = process(seeds, url)
    assert await first.record() is not None
    (seeds / "cat.txt").write_text("The cat\n\nThe cat of the captain is called Pompon.\n", "utf-8")
    processes = [process(seeds, url) for _ in range(PROCESSES)]
    editions = await asyncio.gather(*(newsroom.record() for newsroom, _ in processes))
    (edition,) = filter(None, editions)
    assert [said.text for said in edition.recorded.news.came] == ["The cat of the captain is called Pompon."]
    (successor,) = edition.gone["cat"].values()
    assert successor is not None
    assert successor.quote.text == "The cat of the captain is called Pompon."
    for newsroom, its_store in processes:
        assert await newsroom.record() is None
        assert await newsroom.is_up_to_date()
        await its_store.close()
    assert await first.record() is None  # one that has not reloaded yet does not take it back
    assert not await first.is_up_to_date()
    assert len(await store.reloads.after(0)) == 1
    await store.close()


def test_a_version_is_that_of_the_texts(tmp_path: Path) -> None:
    (tmp_path / "cat.txt").write_text("The cat\n\nIt sleeps all day long.\n", "utf-8")
    one = version_of(Snapshot.load(tmp_path))
    (tmp_path / "cat.yaml").write_text("publisher: The ship\n", "utf-8")
    assert version_of(Snapshot.load(tmp_path)) == one
    (tmp_path / "cat.txt").write_text("The cat\n\nIt sleeps all night long.\n", "utf-8")
    assert version_of(Snapshot.load(tmp_path)) != one
