"""The store of readings: a cache that may be lost at any time, and never says what was not put in."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from index.search.reader import store as stores
from index.search.reader.model import Reading
from index.search.reader.store import Store

PIECE, WIDTH = 4, 6
READING = Reading(
    np.arange(20, dtype=np.int8).reshape(5, PIECE),
    np.array([2, 3]),
    np.arange(12, dtype=np.int8).reshape(2, WIDTH),
)
PASSAGES = np.full((1, WIDTH), 7, np.int8)


def same(first: Reading | None, second: Reading) -> bool:
    assert first is not None
    pairs = ((getattr(first, name), getattr(second, name)) for name in ("tokens", "counts", "means"))
    return all(np.array_equal(a, b) for a, b in pairs)


def test_what_was_put_is_there_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "readings.sqlite"
    store = Store(file)
    store.put(b"a", PASSAGES, READING)
    store.close()
    again = Store(file)
    assert same(again.reading(b"a", PIECE, WIDTH), READING)
    assert np.array_equal(again.passages(b"a", WIDTH), PASSAGES)  # type: ignore[arg-type]
    assert again.reading(b"b", PIECE, WIDTH) is None
    again.close()


def test_two_processes_may_share_it(tmp_path: Path) -> None:
    first, second = Store(tmp_path / "r.sqlite"), Store(tmp_path / "r.sqlite")
    first.put(b"a", PASSAGES, READING)
    second.put(b"b", PASSAGES, READING)
    first.flush()
    second.flush()
    assert same(first.reading(b"b", PIECE, WIDTH), READING)
    assert same(second.reading(b"a", PIECE, WIDTH), READING)
    first.close()
    second.close()


def test_readings_of_another_shape_are_none(tmp_path: Path) -> None:
    store = Store(tmp_path / "r.sqlite")
    store.put(b"a", PASSAGES, READING)
    store.flush()
    assert store.reading(b"a", PIECE + 1, WIDTH) is None
    assert store.passages(b"a", WIDTH + 1) is None
    store.close()


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_file_is_made_again(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "r.sqlite"
    file.write_bytes(content)
    store = Store(file)
    assert store.reading(b"a", PIECE, WIDTH) is None
    store.put(b"a", PASSAGES, READING)
    store.flush()
    assert same(store.reading(b"a", PIECE, WIDTH), READING)
    store.close()


def test_where_nothing_can_be_kept_that_is_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = Store(tmp_path / "file" / "r.sqlite")
    with caplog.at_level(logging.WARNING):
        for key in (b"a", b"b"):
            assert store.reading(key, PIECE, WIDTH) is None
            store.put(key, PASSAGES, READING)
            store.flush()
    assert [record.getMessage().partition(" (")[0] for record in caplog.records] == ["What was read is not kept"]
    store.close()


def test_what_nobody_needs_for_long_is_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "r.sqlite"
    store = Store(file)
    store.put(b"old", PASSAGES, READING)
    store.close()
    with sqlite3.connect(file) as database:
        database.execute("UPDATE readings SET used = used - ?", (stores.UNUSED + 1,))
    database.close()
    again = Store(file)
    assert again.reading(b"old", PIECE, WIDTH) is None
    again.close()


def test_what_is_needed_is_not_deleted(tmp_path: Path) -> None:
    file = tmp_path / "r.sqlite"
    store = Store(file)
    store.put(b"a", PASSAGES, READING)
    store.close()
    with sqlite3.connect(file) as database:
        database.execute("UPDATE readings SET used = used - ?", (stores.UNUSED - 60,))
    database.close()
    for _ in range(2):  # the first look notes that it is in use
        again = Store(file)
        assert again.reading(b"a", PIECE, WIDTH) is not None
        again.close()
        with sqlite3.connect(file) as database:
            database.execute("UPDATE readings SET used = used - 120")
        database.close()
