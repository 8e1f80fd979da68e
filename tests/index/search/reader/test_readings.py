"""What was read is read once, and judged the same however it was looked up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import Corpus, Meaning
from index.search.reader import load_reader
from index.search.reader.model import Reader, Reading
from index.search.reader.pieces import Window
from index.search.reader.readings import Readings, Windows, part_of
from index.search.reader.store import Store

TEXT = "\n\n".join(f"Room {n} was closed on day {n}. The caretaker found {n} broken locks there." for n in range(40))


class Counting(Reader):
    """A reader that tells what it reads."""

    seen: list[Window]

    def read(self, window: Window) -> Reading:
        self.seen.append(window)
        return super().read(window)


@pytest.fixture
def reader() -> Counting:
    counting = Counting.load()
    counting.seen = []
    return counting


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "rooms.txt").write_text(TEXT, "utf-8")
    (folder / "harbour.txt").write_text("The crane fell. Nobody was hurt.", "utf-8")
    return Corpus.load(folder, meaning=Meaning.OFF)


def test_everything_is_read_once_and_found_again_after_a_restart(
    corpus: Corpus, reader: Counting, tmp_path: Path
) -> None:
    forward, file = corpus.searcher.segment.forward, tmp_path / "r.sqlite"
    first = Readings(Windows(forward, reader, Store(file)))
    vectors = first.vectors()
    assert len(vectors) == len(corpus.passages)
    assert [s for window in reader.seen for s in window.sentences] == [
        p.shown(a, b).text for p in corpus.passages for a, b in p.sentences
    ]
    reader.seen.clear()
    again = Readings(Windows(forward, reader, Store(file)))
    assert np.array_equal(again.vectors(), vectors)
    asked, every = reader.ask("who was hurt?"), np.arange(len(corpus.passages))
    assert np.array_equal(again.judge(asked, every), first.judge(asked, every))
    assert reader.seen == []


def test_an_edited_source_is_read_again_and_no_other(corpus: Corpus, reader: Counting, tmp_path: Path) -> None:
    store = Store(tmp_path / "r.sqlite")
    Readings(Windows(corpus.searcher.segment.forward, reader, store)).vectors()
    reader.seen.clear()
    folder = corpus.sources[0].path.parent if corpus.sources[0].path.is_absolute() else tmp_path / "seeds"
    (folder / "harbour.txt").write_text("The crane fell. Two people were hurt.", "utf-8")
    changed = Corpus.load(folder, meaning=Meaning.OFF).searcher.segment.forward
    Readings(Windows(changed, reader, store)).vectors()
    assert [window.sentences for window in reader.seen] == [("The crane fell.", "Two people were hurt.")]


def test_a_passage_is_judged_as_its_window_was_read(corpus: Corpus, reader: Counting, tmp_path: Path) -> None:
    readings = Readings(Windows(corpus.searcher.segment.forward, reader, Store(tmp_path / "r.sqlite")))
    asked = reader.ask("how many locks were broken in room 7?")
    every = np.arange(len(corpus.passages))
    together = readings.judge(asked, every)
    one_by_one = [readings.judge(asked, every[p : p + 1]) for p in every]
    assert np.allclose(together, np.concatenate(one_by_one), atol=1e-4)
    shuffled = np.random.default_rng(1).permutation(every)
    starts = np.cumsum([0, *(len(corpus.passages[p].sentences) for p in every.tolist())])
    expected = np.concatenate([together[starts[p] : starts[p + 1]] for p in shuffled.tolist()])
    assert np.allclose(readings.judge(asked, shuffled), expected, atol=1e-4)


def test_a_part_of_a_reading_has_the_pieces_of_its_sentences(reader: Counting) -> None:
    reading = reader.read(Window("t", ("One.", "Two and three.", "Four.")))
    middle = part_of(reading, 1, 2)
    assert len(middle.counts) == len(middle.means) == 1
    assert len(middle.tokens) == reading.counts[1]
    assert np.array_equal(middle.tokens, reading.tokens[reading.counts[0] : -reading.counts[2]])


def test_a_corpus_without_passages_can_be_read(reader: Reader, tmp_path: Path) -> None:
    readings = Readings(Windows(Corpus(()).searcher.segment.forward, reader, Store(tmp_path / "r.sqlite")))
    assert readings.vectors().shape == (0, reader.width)
    assert len(readings.judge(load_reader().ask("why?"), np.empty(0, np.intp))) == 0
