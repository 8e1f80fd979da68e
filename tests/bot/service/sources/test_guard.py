"""The guard judges what would be live: whole, and by what is meant."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.service.refusal import Refusal
from bot.service.snapshots import Snapshot, Snapshots
from bot.service.sources.guard import Guard, Outcome
from bot.service.sources.recent import KEPT, Recent
from index import Meaning, SourceError, Staging

REFUND = "- question: Did customers get their money back?\n  expect: refunded all buyers\n"


def seeds_of(folder: Path) -> Path:
    (folder / "a.txt").write_text("The firm refunded all buyers in May.\n\nIts chief left in June.\n", "utf-8")
    return folder


async def test_golden_questions_are_judged_by_what_is_meant_before_the_sources_were_read(tmp_path: Path) -> None:
    snapshots = Snapshots(seeds_of(tmp_path), Snapshot.load(tmp_path), Meaning.FULL)
    (tmp_path / "checks.yaml").write_text(REFUND, "utf-8")
    outcome = await Guard(snapshots, Recent()).reload()
    assert (outcome.accepted, outcome.proposal.failed, outcome.proposal.changed) == (True, (), True)
    assert snapshots.current.corpus.meaning is Meaning.FULL
    await snapshots.close()


async def test_by_words_alone_they_are_judged_by_words_alone(tmp_path: Path) -> None:
    snapshots = Snapshots(seeds_of(tmp_path), Snapshot.load(tmp_path), Meaning.OFF)
    (tmp_path / "checks.yaml").write_text(REFUND, "utf-8")
    before = snapshots.current
    outcome = await Guard(snapshots, Recent()).reload()
    assert not outcome.accepted
    assert [check.question for check, _ in outcome.proposal.failed] == ["Did customers get their money back?"]
    assert snapshots.current is before
    await snapshots.close()


async def test_golden_questions_that_cannot_be_read_keep_what_is_live(tmp_path: Path) -> None:
    snapshots = Snapshots(seeds_of(tmp_path), Snapshot.load(tmp_path), Meaning.OFF)
    (tmp_path / "checks.yaml").write_text("- question: Who?\n", "utf-8")
    before = snapshots.current
    for force in (False, True):
        with pytest.raises(SourceError, match="lacks `expect`"):
            await Guard(snapshots, Recent()).reload(force=force)
    assert snapshots.current is before
    await snapshots.close()


async def test_one_change_at_a_time(tmp_path: Path) -> None:
    snapshots = Snapshots(seeds_of(tmp_path), Snapshot.load(tmp_path), Meaning.OFF)
    guard = Guard(snapshots, Recent())
    (tmp_path / "b.txt").write_text("Nobody was hurt.\n", "utf-8")
    async with snapshots.changing():
        with pytest.raises(Refusal) as refused:
            await guard.reload()
        assert refused.value.key == "busy"
        told: list[Outcome | SourceError] = []
        waiting = asyncio.create_task(guard.reload_by_itself(told.append))
    await waiting
    assert [isinstance(became, Outcome) and became.proposal.changed for became in told] == [True]
    await snapshots.close()


async def test_by_itself_only_the_version_that_was_accepted_elsewhere_may_fail(tmp_path: Path) -> None:
    snapshots = Snapshots(seeds_of(tmp_path), Snapshot.load(tmp_path), Meaning.OFF)
    guard, told, before = Guard(snapshots, Recent()), list[Outcome | SourceError](), snapshots.current
    (tmp_path / "b.txt").write_text("Nobody was hurt.\n", "utf-8")
    (tmp_path / "checks.yaml").write_text(REFUND, "utf-8")
    await guard.reload_by_itself(told.append, {before.name, "another"})
    assert snapshots.current is before
    await guard.reload_by_itself(told.append, {Snapshot.load(tmp_path).name})
    assert snapshots.current is not before
    assert [became.accepted for became in told if isinstance(became, Outcome)] == [False, True]
    await snapshots.close()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".removed")


@pytest.mark.parametrize("step", ["of", "add", "commit"])
async def test_what_is_cancelled_half_way_leaves_the_folder_and_the_next_change_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    snapshots = Snapshots(seeds_of(tmp_path), Snapshot.load(tmp_path), Meaning.OFF)
    guard, before, loop = Guard(snapshots, Recent()), snapshots.current, asyncio.get_running_loop()
    done = getattr(Staging, step)

    def cancelled_meanwhile(*arguments: object, **options: object) -> object:
        loop.call_soon_threadsafe(adding.cancel)
        return done(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Staging, step, cancelled_meanwhile)
        adding = asyncio.create_task(guard.add("b.txt", b"Nobody was hurt.\n"))
        with pytest.raises(asyncio.CancelledError):
            await adding
    assert names(tmp_path) == ["a.txt"]
    assert snapshots.current is before
    assert (await guard.add("b.txt", b"Nobody was hurt.\n")).accepted
    await snapshots.close()


def test_the_questions_asked_last_are_remembered_each_once() -> None:
    recent = Recent()
    for number in range(KEPT + 5):
        recent.note(number % 2, f"Question {number}?")
    recent.note(0, "Question 20?")
    assert len(recent.questions) == KEPT - 1
    assert recent.questions[:2] == ("Question 20?", f"Question {KEPT + 4}?")
    recent.forget(0)
    assert {int(question.split()[1][:-1]) % 2 for question in recent.questions} == {1}
