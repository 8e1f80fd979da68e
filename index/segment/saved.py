"""The saved index: one file for a folder of sources, mapped into memory, built anew where it is not just as written.

A file is a line that says what it is, the length and SHA-256 of a header, the header as JSON (what made it, the
sources, and the type, shape, place and SHA-256 of each array), then the arrays. Nothing in it is executed.
"""

from __future__ import annotations

import contextlib
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
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import Stemmer
from platformdirs import user_cache_path

from index.segment.bm25 import K1, B, PostingLists
from index.segment.build import Indexed, Tables, Vocabulary
from index.segment.forward import Layout
from index.segment.postings import Postings
from index.segment.soundness import is_sound
from index.sources.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAGIC = b"incident-bot index 1\n"  # the number is that of the form of the file
PREFIX = struct.Struct(f"<{len(MAGIC)}sQ32s")  # what it is, the length of the header, its SHA-256
ALIGNMENT = 64
SUFFIX, UNFINISHED = ".index", ".part"
UNUSED, ABANDONED = 30 * 24 * 3600, 3600  # seconds after which an index not opened, a file not finished is deleted
# What an index depends on beside the sources: another version of a module there makes another index.
FLOORS = ("text", "sources", "segment")
FIELDS = ("words", "grams", "titles")
RECORDED = ("title", "language", "digest")  # of a source; what its sidecar says is read from there

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
    made_with = (Stemmer.version(), unicodedata.unidata_version, sys.version, sys.byteorder, K1, B)
    digest = hashlib.sha256(repr(made_with).encode())
    for floor in FLOORS:
        for module in sorted((files("index") / floor).iterdir(), key=lambda path: path.name):
            if module.name.endswith(".py"):
                digest.update(module.read_bytes())
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
        # Another process may have been here first, another version of the program may have written the file.
        with contextlib.suppress(OSError, UnusableError):
            age = time.time() - path.stat().st_mtime
            if path.suffix == UNFINISHED:
                gone = age > ABANDONED
            else:
                gone = age > UNUSED or not _Header.read(_map(path)).folder.is_dir()
            if gone:
                path.unlink()


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


def _record_of(source: Source) -> dict[str, str]:
    return {"file": source.path.name, **{name: getattr(source, name) for name in RECORDED}}


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
        mapped = _map(file)
        header = _Header.read(mapped)
        if header.made_with != fingerprint():
            raise UnusableError("another version made it")
        with contextlib.suppress(OSError):  # where it may only be read
            os.utime(file)  # the time of the last use
        self.sources = header.sources
        with _unusable_where_wrong():
            self._arrays = {name: _view(mapped, header.start, entry) for name, entry in header.arrays.items()}
            digests = {name: str(entry["sha256"]) for name, entry in header.arrays.items()}
        pool = ThreadPoolExecutor(2)
        largest_first = sorted(digests, key=lambda name: -self._arrays[name].nbytes)
        self._checks = [pool.submit(lambda n: _digest(self._arrays[n]) == digests[n], name) for name in largest_first]
        pool.shutdown(wait=False)

    def load(self, sources: Sequence[Source]) -> Indexed | None:
        """Return what was saved, None where it is not as it was written; `sources` are those there are now."""
        if all(check.result() for check in self._checks):
            with contextlib.suppress(UnusableError), _unusable_where_wrong():
                indexed = Indexed(self.sources, self._tables())
                if is_sound(indexed, sources):
                    return indexed
        log.info("The saved index is made anew: it is damaged.")
        return None

    def _tables(self) -> Tables:
        arrays = self._arrays
        layout = Layout(*(arrays[f"layout.{name}"] for name in Layout.__slots__))
        forms, stems = (_lines(arrays[f"vocabulary.{name}"]) for name in ("forms", "stems"))
        numbers = (arrays[f"vocabulary.{name}"] for name in ("stem_of", "grams", "gram_counts"))
        words, grams, titles = (self._lists(field, len(layout.roles)) for field in FIELDS)
        return Tables(layout, Vocabulary(forms, stems, *numbers), words, grams, titles)

    def _lists(self, field: str, size: int) -> PostingLists:
        postings = Postings(*(self._arrays[f"{field}.{name}"] for name in Postings.__slots__))
        return PostingLists(postings, size, self._arrays[f"{field}.impacts"])


@dataclass(frozen=True, slots=True)
class _Header:
    made_with: str
    folder: Path
    sources: tuple[Source, ...]  # without their texts
    arrays: dict[str, dict[str, Any]]
    start: int  # where the arrays start

    @classmethod
    def read(cls, mapped: mmap.mmap) -> _Header:
        """Read the header of a saved index. Raises `UnusableError`."""
        prefix = mapped[: PREFIX.size]
        if len(prefix) < PREFIX.size:
            raise UnusableError("it is cut off")
        magic, length, digest = PREFIX.unpack(prefix)
        data = mapped[PREFIX.size : PREFIX.size + length]
        if magic != MAGIC:
            raise UnusableError("it is none, or of another version")
        if hashlib.sha256(data).digest() != digest:
            raise UnusableError("it is damaged")
        with _unusable_where_wrong():
            header = json.loads(data)
            records = [(record["file"], {name: str(record[name]) for name in RECORDED}) for record in header["sources"]]
            sources = tuple(Source(id=Path(file).stem, path=Path(file), text="", **record) for file, record in records)
            return cls(
                header["made with"], Path(header["folder"]), sources, dict(header["arrays"]), PREFIX.size + length
            )


@contextlib.contextmanager
def _unusable_where_wrong() -> Iterator[None]:
    """Say that an index cannot be used where it has another structure than one of this program's."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise UnusableError(f"it is damaged ({type(error).__name__})") from error


def _map(file: Path) -> mmap.mmap:
    if not file.is_file():
        raise FileNotFoundError(file)
    with file.open("rb") as opened:
        try:
            return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:
            raise UnusableError("it is empty") from error


def _view(mapped: mmap.mmap, start: int, entry: dict[str, Any]) -> npt.NDArray[Any]:
    shape = tuple(entry["shape"])
    return np.frombuffer(mapped, np.dtype(entry["type"]), math.prod(shape), start + entry["at"]).reshape(shape)


def _lines(array: npt.NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(str(array.data, "utf-8").split("\n")) if len(array) else ()


def _bytes(array: npt.NDArray[Any]) -> memoryview:
    return array.reshape(-1).view(np.uint8).data


def _digest(array: npt.NDArray[Any]) -> str:
    return hashlib.sha256(_bytes(array)).hexdigest()
