"""Whatever is read, no letter is lost, and no text takes long."""

from __future__ import annotations

import sys
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources.formats.plain import read
from tests.index.sources.plain.reading import LEAD, H, Q

PARTS = (
    "a\n", "The wheel broke.\n", "\n", "\r\n", "\f", "- a\n", "> a\n", ">", "1. a\n", "a: b\n", "From: a\n",
    "Subject: b\n", "[14:02] a\n", "14:02 UTC - a\n", "Q: a?\n", "A: b\n", "Why?\n", "Cause:\n", "[[a|b]]",
    "{{a|b=c}}", "{{", "}}", "[[", "]]", "== a ==\n", "'''a'''", "<ref>", "</ref>", "<!--", "-->", "[Page 1]\n",
    "a ..... 3\n", "Contents\n", "-- \n", "===\n", "  a\n", "a\tb\n", "By Mia Holt\n", "©", "\u200b", "\ufeff",
    "\u2028", "\x85", "é", "?", "{|\n|a\n|}\n", "{|\n", "!a!!b\n", "|-\n", "|a||b\n", "o  a\n",
    "https://a.b/c ", "3 mars – a\n", "– a\n", "Mr. A: why?\n", "<a> b\n",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PARTS), max_size=25).map("".join) | st.text(max_size=200)


@given(TEXTS)
def test_blocks_and_hidden_spans_are_in_order_and_hold_every_letter(text: str) -> None:
    document = read(text)
    assert document.text == text
    blocks = [(block.start, block.end) for block in document.blocks]
    for spans in (blocks, document.hidden):
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert not any(text[start].isspace() or text[end - 1].isspace() for start, end in blocks)
    seen = {at for start, end in (*blocks, *document.hidden) for at in range(start, end)}
    assert not [letter for at, letter in enumerate(text) if letter.isalpha() and at not in seen]


@given(TEXTS)
def test_paragraphs_are_counted_and_leads_stand_above(text: str) -> None:
    blocks = read(text).blocks
    assert all(0 <= after.paragraph - before.paragraph <= 1 for before, after in pairwise(blocks))
    assert {block.level > 0 for block in blocks if block.kind is H} <= {True}
    assert all(block.lead[1] <= block.start for block in blocks if block.lead)
    assert not blocks or blocks[-1].kind not in {H, LEAD, Q}


def lines_run(text: str) -> int:
    """Count the lines of code that reading a text runs: the same on every machine."""
    count, tracing = 0, sys.gettrace()

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    sys.settrace(trace)
    try:
        read(text)
    finally:
        sys.settrace(tracing)
    return count


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("before", ["", "== a ==\n'''b'''\n"])
def test_reading_takes_as_long_as_the_text(part: str, before: str) -> None:
    short, long = ((before + part * length)[:length] for length in (1_000, 4_000))
    assert lines_run(long) < 5 * lines_run(short) + 500
