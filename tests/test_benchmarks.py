"""The benchmarks run; how fast the bot is on which machine is for them to tell."""

from __future__ import annotations

import asyncio
from pathlib import Path

from benchmarks import product
from benchmarks.corpora import load_material, write_corpus
from benchmarks.interactions import measure


async def test_the_bot_is_measured_over_its_sockets() -> None:
    figures = await asyncio.to_thread(measure, rate=20, seconds=0.5)
    assert figures.asked == 10
    assert 0 < figures.p50 <= figures.p99 <= figures.slowest
    assert figures.questions_per_second > 0


def test_the_index_is_measured_on_invented_sentences_where_there_are_no_others(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    write_corpus(tmp_path / "seeds", load_material(nowhere), 250)
    assert len(list((tmp_path / "seeds").iterdir())) == 3
    loaded = product.measure("load", tmp_path / "seeds", tmp_path / "cache", nowhere)
    assert 0 < loaded["load s"] <= loaded["first answer s"]
    reloaded = product.measure("reload", tmp_path / "seeds", tmp_path / "cache", nowhere)
    assert reloaded["reload s"] > 0
