"""The saved index: as good as a fresh one, and never trusted where it is not as it was written."""

from __future__ import annotations

import dataclasses
import fcntl
import hashlib
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Corpus
from index.segment.bm25 import PostingLists
from index.segment.build import Segment
from index.segment.forward import ForwardIndex
from index.segment.saved import cache as storage
from index.segment.saved.file import MAGIC, PREFIX
from tests.index.segment.same import assert_same_segments

ARTICLE = "La panne a cloué les avions au sol.\n\nDelta a perdu 500 millions de dollars en cinq jours.\n"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Save indexes of folders of any size into a folder of the test's own."""
    monkeypatch.setattr("index.corpus.SAVED_FROM", 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "incident-bot"


@pytest.fixture
def folder(tmp_path: Path, cache: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "a.txt").write_text(ARTICLE, "utf-8")
    (folder / "a.yaml").write_text("title: Une panne\nurl: https://example.org/\npublished: 2024-08\n", "utf-8")
    (folder / "b.txt").write_text("The outage began on Friday.\n\nMicrosoft helped.\n", "utf-8")
    return folder


def saved(cache: Path) -> Path:
    (file,) = cache.iterdir()
    return file


def replace(file: Path, data: bytes) -> None:
    """Put other content in the place of a file; whoever has mapped the old one keeps that."""
    file.with_name("other").write_bytes(data)
    file.with_name("other").replace(file)


def test_a_second_start_takes_the_saved_index(folder: Path, cache: Path, analyzed: list[str]) -> None:
    fresh = Corpus.load(folder)
    assert analyzed == ["a", "b"]
    again = Corpus.load(folder)
    assert analyzed == ["a", "b"]
    assert saved(cache).stat().st_mode & 0o077 == 0
    assert again.sources == fresh.sources
    assert again.digest == fresh.digest
    assert_same_segments(again.searcher.segment, fresh.searcher.segment)
    assert again.answer("Combien Delta a perdu ?") == fresh.answer("Combien Delta a perdu ?")


def test_a_small_folder_is_not_saved(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.corpus.SAVED_FROM", 1000)
    Corpus.load(folder)
    assert not cache.exists()


def test_a_start_after_a_change_splits_only_what_changed(folder: Path, analyzed: list[str]) -> None:
    Corpus.load(folder)
    (folder / "b.txt").write_text("The outage ended on Sunday.\n", "utf-8")
    changed = Corpus.load(folder)
    assert analyzed == ["a", "b", "b"]
    assert changed.answer("When did the outage end?").quotes[0].text == "The outage ended on Sunday."
    assert Corpus.load(folder).sources == changed.sources
    assert analyzed == ["a", "b", "b"]


def test_a_reload_goes_on_from_a_saved_index(folder: Path, analyzed: list[str]) -> None:
    Corpus.load(folder)
    again = Corpus.load(folder)
    (folder / "c.txt").write_text("Southwest was spared.\n", "utf-8")
    assert len(Corpus.load(folder, again).sources) == 3
    assert analyzed == ["a", "b", "c"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(share=st.floats(0, 1, exclude_max=True), mask=st.integers(1, 255))
def test_whatever_byte_is_changed_the_index_is_the_same(folder: Path, cache: Path, share: float, mask: int) -> None:
    fresh = Corpus.load(folder)
    data = bytearray(saved(cache).read_bytes())
    data[int(share * len(data))] ^= mask
    replace(saved(cache), bytes(data))
    assert_same_segments(Corpus.load(folder).searcher.segment, fresh.searcher.segment)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_off_is_written_anew(folder: Path, cache: Path, share: float) -> None:
    fresh = Corpus.load(folder)
    whole = saved(cache).read_bytes()
    replace(saved(cache), whole[: int(share * len(whole))])
    assert_same_segments(Corpus.load(folder).searcher.segment, fresh.searcher.segment)
    assert saved(cache).read_bytes() == whole


def test_a_foreign_file_is_replaced(folder: Path, cache: Path, analyzed: list[str]) -> None:
    Corpus.load(folder)
    replace(saved(cache), b"not an index at all" * 100)
    Corpus.load(folder)
    assert analyzed == ["a", "b"] * 2
    assert saved(cache).read_bytes().startswith(MAGIC)


def test_an_index_of_another_version_is_replaced(
    folder: Path, monkeypatch: pytest.MonkeyPatch, analyzed: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "index")
    with monkeypatch.context() as patch:
        patch.setattr(storage, "fingerprint", lambda: "older")
        Corpus.load(folder)
    Corpus.load(folder)
    assert analyzed == ["a", "b"] * 2
    assert "another version" in caplog.text


def forge_header(file: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the header of a saved index so that its digest is right again."""
    data = file.read_bytes()
    magic, length, _ = PREFIX.unpack(data[: PREFIX.size])
    header = json.loads(data[PREFIX.size : PREFIX.size + length])
    changed = json.dumps(change(header)).encode().ljust(length)
    prefix = PREFIX.pack(magic, len(changed), hashlib.sha256(changed).digest())
    replace(file, prefix + changed + data[PREFIX.size + length :])


HEADERS: dict[str, Callable[[dict[str, Any]], object]] = {
    "empty": lambda _: {},
    "a list": lambda _: [],
    "a number": lambda _: 5,
    "without sources": lambda header: header | {"sources": None},
    "a source without a name": lambda header: header | {"sources": [{}]},
    "without arrays": lambda header: header | {"arrays": {}},
    "an array of no type": lambda header: header | {"arrays": {name: {} for name in header["arrays"]}},
    "arrays of objects": lambda header: (
        header | {"arrays": {name: entry | {"type": "|O"} for name, entry in header["arrays"].items()}}
    ),
    "arrays too large": lambda header: (
        header | {"arrays": {name: entry | {"shape": [2**70]} for name, entry in header["arrays"].items()}}
    ),
    "arrays beyond the end": lambda header: (
        header | {"arrays": {name: entry | {"at": 2**40} for name, entry in header["arrays"].items()}}
    ),
    "arrays of another shape": lambda header: (
        header | {"arrays": {name: entry | {"shape": [1, *entry["shape"]]} for name, entry in header["arrays"].items()}}
    ),
}


@pytest.mark.parametrize("change", HEADERS.values(), ids=HEADERS)
def test_a_forged_header_is_not_trusted(folder: Path, cache: Path, change: Callable[[dict[str, Any]], object]) -> None:
    fresh = Corpus.load(folder)
    forge_header(saved(cache), change)
    assert_same_segments(Corpus.load(folder).searcher.segment, fresh.searcher.segment)
    assert_same_segments(Corpus.load(folder).searcher.segment, fresh.searcher.segment)


@pytest.mark.parametrize(
    ("array", "value"),
    [
        ("spans", 10**6),
        ("spans", -1),
        ("tokens", 10**6),
        ("tokens", -1),
        ("roles", 77),
        ("sentences", 0),
        ("passages", 9),
        ("words", 9),
        ("title_tokens", 10**6),
        ("leads", 10**6),
        ("leads", -1),
        ("above_words", 9),
        ("above_tokens", 10**6),
        ("hidden", 10**6),
        ("hidden", 1),
        ("hidden_spans", 9),
    ],
)
def test_forged_arrays_are_not_trusted(folder: Path, cache: Path, array: str, value: int) -> None:
    (folder / "c.md").write_text("# A **bold** _head_\n\nThe **outage** began:\n\n- on *Friday*\n", "utf-8")
    fresh = Corpus.load(folder)
    segment = fresh.searcher.segment
    wrong = np.full_like(getattr(segment.forward.columns, array), value)
    forge_column(fresh, folder, cache, array, wrong)


def test_markup_out_of_order_is_not_trusted(folder: Path, cache: Path) -> None:
    (folder / "c.md").write_text("The **outage** _began_ on *Friday*.\n", "utf-8")
    fresh = Corpus.load(folder)
    forge_column(fresh, folder, cache, "hidden", fresh.searcher.segment.forward.columns.hidden[::-1])


def forge_column(fresh: Corpus, folder: Path, cache: Path, array: str, wrong: npt.NDArray[Any]) -> None:
    """Save an index with a wrong column, and hold that it is built anew."""
    segment = fresh.searcher.segment
    columns = dataclasses.replace(segment.forward.columns, **{array: wrong})
    forward = ForwardIndex(fresh.sources, columns, segment.forward.vocabulary)
    storage.save(saved(cache), folder, Segment(forward, segment.postings))
    assert_same_segments(Corpus.load(folder).searcher.segment, fresh.searcher.segment)


def test_forged_postings_are_not_trusted(folder: Path, cache: Path) -> None:
    fresh = Corpus.load(folder)
    segment = fresh.searcher.segment
    grams = segment.postings["grams"]
    postings = dataclasses.replace(grams.postings, documents=grams.postings.documents + 1)
    forged = {**segment.postings, "grams": PostingLists(postings, grams.size, grams.impacts)}
    storage.save(saved(cache), folder, Segment(segment.forward, forged))
    assert_same_segments(Corpus.load(folder).searcher.segment, fresh.searcher.segment)


def test_what_a_sidecar_says_is_taken_from_nowhere_else(folder: Path, cache: Path) -> None:
    fresh = Corpus.load(folder)
    forge_header(saved(cache), lambda h: h | {"sources": [s | {"url": "javascript:x"} for s in h["sources"]]})
    assert [source.url for source in Corpus.load(folder).sources] == [source.url for source in fresh.sources]


def test_a_saved_index_that_may_only_be_read_is_used(
    folder: Path, analyzed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Corpus.load(folder)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.utime", refuse)
    Corpus.load(folder)
    assert analyzed == ["a", "b"]


def test_what_another_version_or_process_left_is_no_trouble(folder: Path, cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "later.index").write_bytes(b"incident-bot index 99\n" + bytes(100))
    (cache / "empty.index").touch()
    (cache / "killed.part").touch()
    assert Corpus.load(folder).sources
    left = {path.name for path in cache.iterdir()} - {storage.file_for(folder).name}
    assert left == {"later.index", "empty.index"}


def test_what_was_left_unfinished_is_removed_at_the_next_start_unless_somebody_writes(
    folder: Path, cache: Path
) -> None:
    Corpus.load(folder)
    (cache / "some.part").touch()
    writer = os.open(cache, os.O_RDONLY)
    fcntl.flock(writer, fcntl.LOCK_SH)  # as who writes holds it
    Corpus.load(folder)
    assert (cache / "some.part").exists()
    os.close(writer)
    Corpus.load(folder)
    assert not (cache / "some.part").exists()


def test_a_process_killed_while_it_writes_leaves_nothing_to_the_next(folder: Path, cache: Path) -> None:
    program = (
        "import sys, pathlib, os, signal, index.corpus; index.corpus.SAVED_FROM = 0; "
        "pathlib.Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL); "
        "index.Corpus.load(pathlib.Path(sys.argv[1]), meaning='off')"
    )
    done = subprocess.run([sys.executable, "-c", program, folder], check=False)  # noqa: S603 - this interpreter
    assert done.returncode == -signal.SIGKILL
    assert [path.suffix for path in cache.iterdir()] == [".part"]
    Corpus.load(folder)
    assert saved(cache) == storage.file_for(folder)


def test_a_cache_that_cannot_be_written_is_said_and_does_no_harm(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert Corpus.load(folder).answer("Combien Delta a perdu ?").quotes
    assert "not saved" in caplog.text


def test_the_index_of_a_folder_that_is_gone_is_deleted(folder: Path, cache: Path) -> None:
    other = folder.with_name("other")
    other.mkdir()
    (other / "a.txt").write_text(ARTICLE, "utf-8")
    Corpus.load(other)
    (other / "a.txt").unlink()
    other.rmdir()
    Corpus.load(folder)
    assert saved(cache) == storage.file_for(folder)


def test_two_processes_may_start_at_once(folder: Path, cache: Path) -> None:
    program = (
        "import sys, pathlib, index.corpus; index.corpus.SAVED_FROM = 0; "
        "print(index.Corpus.load(pathlib.Path(sys.argv[1]), meaning='off').digest)"
    )
    started = [
        subprocess.Popen(  # noqa: S603 - this interpreter
            [sys.executable, "-c", program, folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(3)
    ]
    finished = [process.communicate() for process in started]
    assert [errors for _, errors in finished] == [b""] * 3
    assert len({output for output, _ in finished}) == 1
    assert saved(cache) == storage.file_for(folder)
