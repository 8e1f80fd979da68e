"""The model: its files are the ones of this version, and its numbers those of the passage they are of."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import pytest

from index.search.reader import load_reader
from index.search.reader.model import ENCODER, MANIFEST, Reader, ReaderError, pack, unpack
from index.search.reader.pieces import Window

LARGEST = 45_000_000  # bytes of all files together

WINDOW = Window(
    "Outage at the harbour",
    (
        "The cranes stopped at 6:40 on Monday.",
        "Nobody was hurt.",
        "The port's operator blames a worn cable.",
        "Le trafic a repris le lendemain.",
    ),
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    with as_file(files("index") / "data" / "reader") as folder:
        return Path(shutil.copytree(folder, tmp_path / "reader"))


def test_its_files_are_small_enough_to_ship(copied: Path) -> None:
    assert sum(path.stat().st_size for path in copied.iterdir()) <= LARGEST


def test_a_file_of_another_version_is_refused_by_name(copied: Path) -> None:
    data = bytearray((copied / ENCODER).read_bytes())
    data[len(data) // 2] ^= 1
    (copied / ENCODER).write_bytes(data)
    with pytest.raises(ReaderError, match=rf"{ENCODER} is not the one of this version"):
        Reader.load(copied)


@pytest.mark.parametrize("name", [MANIFEST, ENCODER])
def test_a_missing_file_is_told_by_name(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(ReaderError, match=f"{name} cannot be read"):
        Reader.load(copied)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("when did it start?", 0),
        ("any victims?", 1),
        ("whose fault is it", 2),
        ("c'est la faute à quoi", 2),
        ("is it working again?", 3),
    ],
)
def test_it_finds_what_is_said_in_other_words_and_in_the_other_language(
    reader: Reader, question: str, sentence: int
) -> None:
    logits = reader.judge(reader.ask(question), [reader.read(WINDOW)])
    assert int(np.argmax(logits)) == sentence


def test_it_tells_what_is_not_there(reader: Reader) -> None:
    reading = reader.read(WINDOW)
    for there, absent in [("any victims?", "who won the match?"), ("when did it start?", "what is the share price?")]:
        odds = [
            float(np.logaddexp.reduce(reader.judge(asked, [reading]))) - asked.nothing
            for asked in map(reader.ask, (there, absent))
        ]
        assert odds[0] > 0 > odds[1]


def test_reading_twice_gives_the_same_numbers(reader: Reader) -> None:
    first, second = reader.read(WINDOW), reader.read(WINDOW)
    assert (first.tokens == second.tokens).all()
    assert (first.means == second.means).all()


def test_what_surrounds_a_question_is_white_space(reader: Reader) -> None:
    plain, spaced = reader.ask("any victims?"), reader.ask("  any\n victims?\t")
    assert (plain.tokens == spaced.tokens).all()


def test_a_mark_says_no_more_however_often_it_is_repeated(reader: Reader) -> None:
    plain, shouted = reader.ask("any victims?"), reader.ask("any victims???????")
    assert (plain.tokens == shouted.tokens).all()


@pytest.mark.parametrize("question", ["", " ", "?", "\x00", "\ud800", "🙂" * 500, "why " * 4000])
def test_anything_can_be_asked(reader: Reader, question: str) -> None:
    logits = reader.judge(reader.ask(question), [reader.read(WINDOW)])
    assert np.isfinite(logits).all()


@pytest.mark.parametrize("dimensions", [8, 96, 384])
def test_vectors_survive_being_packed(dimensions: int) -> None:
    vectors = np.random.default_rng(7).normal(size=(50, dimensions)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert np.abs(unpack(pack(vectors)) - vectors).max() < 1 / 127
