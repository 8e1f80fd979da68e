"""The saved index: one file for a folder of sources, mapped into memory, built anew where it is not just as written.

A file is a line that says what it is, the length and SHA-256 of a header, the header as JSON (what made it, the
sources, and the type, shape, place and SHA-256 of each array), then the arrays. Nothing in it is executed.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import mmap
import os
import struct
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import Stemmer
from platformdirs import user_cache_path

from index.bm25 import PostingLists
from index.layout import Layout
from index.postings import Postings
from index.sources import Source
from index.tables import Indexed, Tables, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    Arrays = dict[str, npt.NDArray[Any]]

MAGIC = b"incident-bot index\n"
PREFIX = struct.Struct(f"<{len(MAGIC)}sQ32s")  # what it is, the length of the header, its SHA-256
ALIGNMENT = 64
SUFFIX, UNFINISHED = ".index", ".part"
UNUSED = 30 * 24 * 3600  # seconds after which an index that nobody opened is deleted
# What an index depends on beside the sources: another version of one of these makes another index.
MODULES = ("analysis", "bm25", "files", "grams", "layout", "passages", "postings", "sources", "storage", "tables")
FIELDS = ("words", "grams", "titles")
RECORDED = ("id", "title", "language", "url", "publisher", "published", "licence", "digest")

log = logging.getLogger(__name__)


class UnusableError(Exception):
    """A saved index that is not what this version of the program wrote."""


def file_for(folder: Path) -> Path:
    """Return the file for the index of `folder`, in the user's cache folder."""
    return user_cache_path("incident-bot", appauthor=False) / (
        hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:24] + SUFFIX
    )


@lru_cache
def fingerprint() -> str:
    """Name what indexes are made with."""
    digest = hashlib.sha256(f"{Stemmer.version()} {sys.byteorder}".encode())
    for name in MODULES:
        digest.update((files("index") / f"{name}.py").read_bytes())
    return digest.hexdigest()


# ---------------------------------------------------------------- writing


def save(file: Path, folder: Path, index: Indexed) -> None:
    """Save the index of `folder`, whole or not at all; where that cannot be done, say so in the log."""
    try:
        _write(file, folder, index)
        _prune(file.parent)
    except OSError as error:
        log.warning("The index was not saved (%s): the next start will take as long as this one.", error)


def _write(file: Path, folder: Path, index: Indexed) -> None:
    arrays = {name: np.ascontiguousarray(array) for name, array in _arrays_of(index.tables)}
    places, at = {}, 0
    for name, array in arrays.items():
        places[name] = at + -at % ALIGNMENT
        at = places[name] + array.nbytes
    entries = {
        name: {"type": array.dtype.str, "shape": array.shape, "at": places[name], "sha256": _digest(array)}
        for name, array in arrays.items()
    }
    sources = [_record_of(source) for source in index.sources]
    header = {"made with": fingerprint(), "folder": str(folder.resolve()), "sources": sources, "arrays": entries}
    data = json.dumps(header).encode()
    data += b" " * (-(PREFIX.size + len(data)) % ALIGNMENT)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=UNFINISHED, delete=False) as part:
        try:
            part.write(PREFIX.pack(MAGIC, len(data), hashlib.sha256(data).digest()) + data)
            for name, array in arrays.items():
                part.write(bytes(PREFIX.size + len(data) + places[name] - part.tell()))
                part.write(_bytes(array))
            part.close()
            Path(part.name).replace(file)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise


def _prune(cache: Path) -> None:
    """Delete what is of no more use: indexes of folders that are gone or were not loaded for long, unfinished files."""
    for path in [*cache.glob(f"*{SUFFIX}"), *cache.glob(f"*{UNFINISHED}")]:
        try:
            old = time.time() - path.stat().st_mtime > UNUSED
            if old or (path.suffix == SUFFIX and not Path(_read_header(path)["folder"]).is_dir()):
                path.unlink()
        except (OSError, UnusableError):
            continue  # another process may have been here first, or an older version of the program


def _arrays_of(tables: Tables) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    vocabulary = tables.vocabulary
    for name in Layout.__slots__:
        yield f"layout.{name}", getattr(tables.layout, name)
    for name in ("forms", "stems"):
        yield f"vocabulary.{name}", np.frombuffer("\n".join(getattr(vocabulary, name)).encode(), np.uint8)
    for name in ("stem_of", "grams", "gram_counts"):
        yield f"vocabulary.{name}", getattr(vocabulary, name)
    for field in FIELDS:
        lists: PostingLists = getattr(tables, field)
        for name in Postings.__slots__:
            yield f"{field}.{name}", getattr(lists.postings, name)
        yield f"{field}.impacts", lists.impacts


def _record_of(source: Source) -> dict[str, str | None]:
    record = {name: getattr(source, name) for name in RECORDED}
    return {"file": source.path.name, **record}


# ---------------------------------------------------------------- reading


def open_index(file: Path) -> Saved | None:
    """Open a saved index, None where there is none that can be used."""
    try:
        return Saved(file)
    except FileNotFoundError:
        return None
    except (OSError, UnusableError) as error:
        log.info("The saved index is made anew: %s.", error)
        return None


class Saved:
    """An opened index. Its arrays are checked in the background, while the texts of its sources can be read.

    `sources` have no texts. Raises `OSError` and `UnusableError`.
    """

    def __init__(self, file: Path) -> None:
        header = _read_header(file)
        if header["made with"] != fingerprint():
            raise UnusableError("another version made it")
        try:
            with file.open("rb") as opened:
                self._map = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
            os.utime(file)  # the time of the last use
            self.sources = tuple(
                Source(path=Path(record.pop("file")), text="", **record) for record in header["sources"]
            )
            self._arrays = {name: self._view(header["start"], entry) for name, entry in header["arrays"].items()}
        except (ValueError, KeyError, TypeError) as error:
            raise UnusableError(f"it is damaged ({error})") from error
        self._pool = ThreadPoolExecutor(2)
        largest_first = sorted(header["arrays"], key=lambda name: -self._arrays[name].nbytes)
        self._checks = [
            self._pool.submit(self._check, name, header["arrays"][name]["sha256"]) for name in largest_first
        ]
        self._pool.shutdown(wait=False)

    def _view(self, start: int, entry: dict[str, Any]) -> npt.NDArray[Any]:
        shape = tuple(entry["shape"])
        return np.frombuffer(self._map, np.dtype(entry["type"]), math.prod(shape), start + entry["at"]).reshape(shape)

    def _check(self, name: str, expected: str) -> bool:
        return _digest(self._arrays[name]) == expected

    def load(self) -> Indexed | None:
        """Return what was saved, None where it is not as it was written."""
        if not all(check.result() for check in self._checks):
            log.info("The saved index is made anew: it is damaged.")
            return None
        layout = Layout(*(self._arrays[f"layout.{name}"] for name in Layout.__slots__))
        forms, stems = (
            tuple(str(self._arrays[f"vocabulary.{name}"].data, "utf-8").split("\n")) for name in ("forms", "stems")
        )
        numbers = (self._arrays[f"vocabulary.{name}"] for name in ("stem_of", "grams", "gram_counts"))
        words, grams, titles = (self._lists(field, len(layout.roles)) for field in FIELDS)
        return Indexed(self.sources, Tables(layout, Vocabulary(forms, stems, *numbers), words, grams, titles))

    def _lists(self, field: str, size: int) -> PostingLists:
        postings = Postings(*(self._arrays[f"{field}.{name}"] for name in Postings.__slots__))
        return PostingLists(postings, size, self._arrays[f"{field}.impacts"])


def _bytes(array: npt.NDArray[Any]) -> memoryview:
    return array.reshape(-1).view(np.uint8).data


def _digest(array: npt.NDArray[Any]) -> str:
    return hashlib.sha256(_bytes(array)).hexdigest()


def _read_header(file: Path) -> dict[str, Any]:
    """Return the header of a saved index, with the place where the arrays start; raises `OSError`, `UnusableError`."""
    with file.open("rb") as opened:
        prefix = opened.read(PREFIX.size)
        if len(prefix) < PREFIX.size:
            raise UnusableError("it is cut off")
        magic, length, digest = PREFIX.unpack(prefix)
        if magic != MAGIC or length > file.stat().st_size:
            raise UnusableError("it is none")
        data = opened.read(length)
    if hashlib.sha256(data).digest() != digest:
        raise UnusableError("it is damaged")
    header: dict[str, Any] = json.loads(data)
    header["start"] = PREFIX.size + length
    return header
