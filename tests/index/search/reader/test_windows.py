"""Windows and pieces: what is read at once always has room."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from index import Corpus, Meaning
from index.search.reader import load_reader
from index.search.reader.pieces import WINDOW, Window
from index.search.reader.windows import CHARACTERS, SENTENCES, cut, texts_of

if TYPE_CHECKING:
    from pathlib import Path

PLACES = 512  # that the encoder knows

sizes = st.lists(st.tuples(st.integers(1, 2000), st.integers(1, 150)), max_size=40)


@given(sizes)
def test_every_passage_is_in_one_window_and_only_a_single_one_is_too_long(passages: list[tuple[int, int]]) -> None:
    starts = cut([characters for characters, _ in passages], [sentences for _, sentences in passages])
    assert starts[:1] == ([0] if passages else [])
    for first, last in pairwise([*starts, len(passages)]):
        inside = passages[first:last]
        assert inside
        if len(inside) > 1:
            assert sum(characters for characters, _ in inside) <= CHARACTERS
            assert sum(sentences for _, sentences in inside) <= SENTENCES


@given(st.text(max_size=300), st.lists(st.text(max_size=600), min_size=1, max_size=SENTENCES))
def test_any_sentence_has_a_piece_and_any_window_has_room(title: str, sentences: list[str]) -> None:
    made = load_reader().pieces(Window(title, tuple(sentences)))
    assert len(made.counts) == len(sentences)
    assert min(made.counts) >= 1
    assert sum(made.counts) <= WINDOW
    assert len(made.ids) <= PLACES
    assert made.first + sum(made.counts) + 1 == len(made.ids)


def test_where_there_are_too_many_pieces_the_longest_sentence_loses_its_end() -> None:
    reader = load_reader()
    short, long = "It rained.", "rain " * 1000
    alone = reader.pieces(Window("", (short,)))
    both = reader.pieces(Window("", (short, long)))
    assert both.counts == [alone.counts[0], WINDOW - alone.counts[0]]


def test_an_item_is_read_below_what_announces_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Pump\n\nThese failed:\n\n- the **seal**\n- the valve\n", "utf-8")
    items = [p for p in Corpus.load(tmp_path, meaning=Meaning.OFF).passages if p.lead]
    assert [texts_of(passage) for passage in items] == [["These failed: the seal", "These failed: the valve"]]
