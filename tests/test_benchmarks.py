"""The benchmarks run; how fast the bot is on which machine is for them to tell."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import product
from benchmarks.corpora import load_material, write_corpus
from benchmarks.incidents import Kind, load, read_question
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


# ---------------------------------------------------------------- the question set of incidents


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "riddle"}, "riddle"),
        ({"q": 3}, "another type: q"),
        ({"answer": "x"}, "another type: answer"),
        ({"sentence": ["x"]}, "another type: sentence"),
    ],
)
def test_a_line_that_is_no_question_is_refused_with_its_reason(change: dict[str, Any], told: str) -> None:
    line = {"id": "en-x-01", "lang": "en", "kind": "near", "q": "Why?", "answers": []}
    assert read_question(json.dumps(line)).kind is Kind.NEAR
    with pytest.raises(ValueError, match=told):
        read_question(json.dumps(line | change))


def test_a_broken_question_file_is_named_with_the_line(tmp_path: Path) -> None:
    for folder in ("articles", "questions"):
        (tmp_path / folder).mkdir()
    (tmp_path / "articles" / "en-x.txt").write_text("A title\n", "utf-8")
    with pytest.raises(FileNotFoundError, match="en-x"):
        load(tmp_path)
    (tmp_path / "questions" / "en-x.jsonl").write_text("[]\n", "utf-8")
    with pytest.raises(ValueError, match=r"en-x\.jsonl:1: .*answers"):
        load(tmp_path)
