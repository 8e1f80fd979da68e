"""What docs/operations.md tells of long runs and of faults, in a shorter run."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from benchmarks import page
from benchmarks.operations.faults import fuzz
from benchmarks.operations.kill import kill
from benchmarks.operations.soak import soak

ROOT = Path(__file__).resolve().parents[1]


async def test_whatever_goes_wrong_a_question_has_one_reply_or_a_sign_that_it_has_none(tmp_path: Path) -> None:
    seen = await asyncio.to_thread(fuzz, 11, 7, tmp_path / "log")
    assert sum(figures.asked for figures in seen.values()) == 11
    assert {name: figures.wrong for name, figures in seen.items() if figures.wrong} == {}
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")


async def test_a_kill_loses_no_vote_that_was_acknowledged() -> None:
    seen = await asyncio.to_thread(kill, 2)
    assert seen.acknowledged + seen.cut_off == 24
    assert (seen.lost, seen.unsound, seen.answers) == (0, 0, 3)


async def test_members_of_many_servers_are_all_answered() -> None:
    seen = await asyncio.to_thread(soak, 400, 3.0, 10.0)
    assert (seen.asked, seen.unanswered) == (30, 0)
    assert 0 < seen.p50 <= seen.p99
    assert 0 < seen.settled_memory <= seen.most_memory


def test_a_table_is_renewed_in_its_place(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text("Before.\n<!-- kill: from here -->\nold\n<!-- kill: to here -->\nAfter.\n", "utf-8")
    page.write(file, "kill", ("what", "how often"), [("kills", 2)], "make kill")
    text = file.read_text("utf-8")
    assert "| what | how often |\n| --- | --- |\n| kills | 2 |" in text
    assert "old" not in text
    assert text.startswith("Before.")
    assert text.endswith("After.\n")
    with pytest.raises(ValueError, match="no place for the table 'soak'"):
        page.write(file, "soak", (), [], "make soak")


def test_every_test_that_the_page_names_is_there() -> None:
    named = re.findall(r"`(tests/\S+\.py)`", page.OPERATIONS.read_text("utf-8"))
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []
