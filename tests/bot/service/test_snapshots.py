"""The corpus is asked through one door: off the event loop, and never two snapshots at once."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from bot.service.snapshots import Snapshot, Snapshots
from index import Corpus


async def test_what_is_asked_during_a_reload_is_of_the_snapshot_it_comes_with(tmp_path: Path) -> None:
    article = tmp_path / "cat.txt"
    article.write_text("The cat sleeps on the keyboard.\n", "utf-8")
    snapshots = Snapshots(tmp_path, Snapshot.load(tmp_path))
    first, reloaded = snapshots.current, threading.Event()

    def read(corpus: Corpus) -> tuple[str, threading.Thread]:
        assert reloaded.wait(10)
        return corpus.sources[0].text, threading.current_thread()

    asking = asyncio.create_task(snapshots.ask(read))
    await asyncio.sleep(0)
    article.write_text("The dog sleeps on the sofa.\n", "utf-8")
    assert (await snapshots.reload()).changed
    reloaded.set()
    snapshot, (text, thread) = await asking
    assert snapshot is first
    assert "cat" in text
    assert "dog" in snapshots.current.corpus.sources[0].text
    assert thread is not threading.main_thread()
