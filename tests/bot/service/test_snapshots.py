"""The corpus is asked through one door: off the event loop, and never two snapshots at once."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from bot.service.snapshots import MOST_WAITING, Proposal, Snapshot, Snapshots
from bot.service.sources.guard import Guard
from bot.service.sources.recent import Recent
from index import Corpus, Meaning, Reranker
from tests import tiny_reranker


async def reload(snapshots: Snapshots) -> Proposal:
    outcome = await Guard(snapshots, Recent()).reload()
    assert outcome.accepted
    return outcome.proposal


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
    assert (await reload(snapshots)).changed
    reloaded.set()
    snapshot, (text, thread) = await asking
    assert snapshot is first
    assert "cat" in text
    assert "dog" in snapshots.current.corpus.sources[0].text
    assert thread is not threading.main_thread()


def seeds_of(folder: Path) -> Path:
    (folder / "a.txt").write_text("The firm refunded all buyers in May.\n\nIts chief left in June.\n", "utf-8")
    return folder


async def test_words_answer_until_the_sources_are_read(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, Snapshot.load(seeds_of(tmp_path)), Meaning.FULL)
    question = "Did customers get their money back?"
    first, answer = await snapshots.ask(lambda corpus: corpus.answer(question))
    assert (first.corpus.meaning, answer.quotes) == (Meaning.OFF, ())
    await asyncio.wait_for(snapshots.start_reading(), 30)
    _, answer = await snapshots.ask(lambda corpus: corpus.answer(question))
    assert answer.quotes[0].text == "The firm refunded all buyers in May."
    await snapshots.close()


async def test_a_reload_goes_on_by_what_is_meant(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, Snapshot.load(seeds_of(tmp_path), meaning=Meaning.FULL), Meaning.FULL)
    (tmp_path / "b.txt").write_text("Nobody was hurt.\n", "utf-8")
    assert (await reload(snapshots)).changed
    assert snapshots.current.corpus.meaning is Meaning.FULL
    await snapshots.close()


async def test_a_reload_while_sources_are_read_is_read_as_well(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, Snapshot.load(seeds_of(tmp_path)), Meaning.FULL)
    snapshots.start_reading()
    (tmp_path / "b.txt").write_text("Nobody was hurt.\n", "utf-8")
    await reload(snapshots)
    await asyncio.wait_for(snapshots.start_reading(), 30)
    assert len(snapshots.current.corpus.sources) == 2
    await snapshots.close()


async def test_behind_many_questions_words_answer_rather_than_late(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, Snapshot.load(seeds_of(tmp_path), meaning=Meaning.FULL), Meaning.FULL)
    go = threading.Event()

    def wait(corpus: Corpus) -> Meaning:
        if corpus.meaning is Meaning.FULL:
            assert go.wait(30)
        return corpus.meaning

    waiting = [asyncio.create_task(snapshots.ask(wait)) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)
    late = await asyncio.gather(*(snapshots.ask(wait) for _ in range(5)))
    assert {meaning for _, meaning in late} == {Meaning.OFF}
    go.set()
    assert {meaning for _, meaning in await asyncio.gather(*waiting)} == {Meaning.FULL}
    _, meaning = await snapshots.ask(wait)
    assert meaning is Meaning.FULL
    await snapshots.close()


async def test_a_reranker_judges_for_one_question_at_a_time(tmp_path: Path) -> None:
    reranker = Reranker.load(tiny_reranker.make(tmp_path / "model", ["who", "left"]))
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    snapshots = Snapshots(seeds, Snapshot.load(seeds_of(seeds)), Meaning.FULL, reranker)
    await asyncio.wait_for(snapshots.start_reading(), 30)
    go = threading.Event()

    def wait(corpus: Corpus) -> bool:
        assert go.wait(30)
        return corpus.reranker is reranker

    asking = [asyncio.create_task(snapshots.ask(wait)) for _ in range(3)]
    await asyncio.sleep(0)
    go.set()
    assert [judged for _, judged in await asyncio.gather(*asking)] == [True, False, False]
    (seeds / "b.txt").write_text("Nobody was hurt.\n", "utf-8")
    assert (await reload(snapshots)).changed
    assert (await snapshots.ask(wait))[1]
    await snapshots.close()


async def test_closing_does_not_wait_for_what_is_still_to_be_read(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number}.txt").write_text(f"Room {number} was closed. " * 40, "utf-8")
    snapshots = Snapshots(tmp_path, Snapshot.load(tmp_path), Meaning.FULL)
    snapshots.start_reading()
    await asyncio.sleep(0.05)
    async with asyncio.timeout(20):  # reading all of it takes minutes
        await snapshots.close()
    assert snapshots.current.corpus.meaning is Meaning.OFF
