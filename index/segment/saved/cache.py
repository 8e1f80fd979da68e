"""The saved indexes in the user's cache folder, one for each folder of sources."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import sys
import time
import unicodedata
from dataclasses import fields
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import Stemmer
from platformdirs import user_cache_path

from index.segment.bm25 import K1, B, PostingLists
from index.segment.build import Inverted, Segment
from index.segment.columns import Columns
from index.segment.forward import ForwardIndex
from index.segment.postings import Postings
from index.segment.saved.file import MappedFile, UnusableError, remove_unfinished, unusable_where_wrong, write
from index.segment.saved.soundness import is_sound
from index.segment.vocabulary import Vocabulary
from index.sources.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.resources.abc import Traversable

    from index.segment.saved.file import Arrays

SUFFIX = ".index"
UNUSED = 30 * 24 * 3600  # seconds after which an unused index is deleted
# The code that an index depends on: another version of a module here makes another index.
FOLDERS = ("text", "sources", "segment", "search/fields")
RECORDED = ("title", "language", "digest")  # of a source; the rest of its sidecar is read again

log = logging.getLogger(__name__)


def file_for(folder: Path) -> Path:
    """Return the file for the index of `folder`, in the user's cache folder."""
    return user_cache_path("incident-bot", appauthor=False) / (
        hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:24] + SUFFIX
    )


@lru_cache
def fingerprint() -> str:
    """Return a digest of everything that indexes are made with."""
    made_with = (Stemmer.version(), unicodedata.unidata_version, sys.version, sys.byteorder, K1, B)
    digest = hashlib.sha256(repr(made_with).encode())
    for folder in FOLDERS:
        for module in _modules(files("index") / folder):
            digest.update(module.read_bytes())
    return digest.hexdigest()


def _modules(folder: Traversable) -> Iterator[Traversable]:
    """Yield the modules in a folder and in those inside it, in the order of their names."""
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.is_dir():
            yield from _modules(path)
        elif path.name.endswith(".py"):
            yield path


# ---------------------------------------------------------------- writing


def save(file: Path, folder: Path, segment: Segment) -> None:
    """Save the index of `folder`, whole or not at all; where that cannot be done, say so in the log."""
    sources = [
        {"file": source.path.name, **{name: getattr(source, name) for name in RECORDED}} for source in segment.sources
    ]
    notes = {"made with": fingerprint(), "folder": str(folder.resolve()), "sources": sources}
    try:
        write(file, notes, dict(_arrays_of(segment)))
        _prune(file.parent)
    except OSError as error:
        log.warning("The index was not saved (%s): the next start will take as long as this one.", error)


def _arrays_of(segment: Segment) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    forward = segment.forward
    for column in fields(Columns):
        yield f"forward.{column.name}", getattr(forward.columns, column.name)
    for column in fields(Vocabulary):
        values = getattr(forward.vocabulary, column.name)
        yield f"vocabulary.{column.name}", _joined(values) if isinstance(values, tuple) else values
    for name, lists in segment.postings.items():
        for column in fields(Postings):
            yield f"{name}.{column.name}", getattr(lists.postings, column.name)
        yield f"{name}.impacts", lists.impacts


def _prune(cache: Path) -> None:
    """Delete the indexes that are no longer of use: of folders that are gone, or long unused."""
    for path in cache.glob(f"*{SUFFIX}"):
        # Another process may have been here first, another version of the program may have written the file.
        with contextlib.suppress(OSError, UnusableError):
            if time.time() - path.stat().st_mtime > UNUSED or not _folder_of(MappedFile(path)).is_dir():
                path.unlink()


def _folder_of(file: MappedFile) -> Path:
    with unusable_where_wrong():
        return Path(file.notes["folder"])


# ---------------------------------------------------------------- reading


def open_index(file: Path) -> Saved | None:
    """Open a saved index, None where there is none that can be used; remove what killed processes left unfinished."""
    remove_unfinished(file.parent)
    try:
        return Saved(file)
    except FileNotFoundError:
        return None
    except (OSError, UnusableError) as error:
        log.info("The saved index will be rebuilt: %s.", error)
        return None


class Saved:
    """An opened index. Its arrays are checked in the background, while the texts of its sources can be read.

    `sources` have no texts. Raises `OSError` and `UnusableError`.
    """

    def __init__(self, file: Path) -> None:
        mapped = MappedFile(file)
        with unusable_where_wrong():
            made_with = mapped.notes["made with"]
            self.sources = tuple(_source_of(record) for record in mapped.notes["sources"])
        if made_with != fingerprint():
            raise UnusableError("another version made it")
        with contextlib.suppress(OSError):  # where it may only be read
            os.utime(file)  # the time of the last use
        self._arrays = mapped.arrays()

    def load(self, sources: Sequence[Source], inverted: Sequence[Inverted]) -> Segment | None:
        """Return what was saved with its `inverted` fields, None where it is not as it was written.

        `sources` are those that there are now, with their texts.
        """
        if arrays := self._arrays.get():
            with contextlib.suppress(UnusableError), unusable_where_wrong():
                segment = _segment_of(arrays, self.sources, inverted)
                if is_sound(segment, inverted, sources):
                    return segment
        log.info("The saved index will be rebuilt: it is damaged.")
        return None


def _source_of(record: dict[str, Any]) -> Source:
    file = Path(record["file"])
    title, language, digest = (str(record[name]) for name in RECORDED)
    return Source(file.stem, file, title, "", language, digest=digest)


def _segment_of(arrays: Arrays, sources: Sequence[Source], inverted: Sequence[Inverted]) -> Segment:
    columns = Columns(*(arrays[f"forward.{column.name}"] for column in fields(Columns)))
    forms, stems = (_split(arrays[f"vocabulary.{name}"]) for name in ("forms", "stems"))
    numbers = (arrays[f"vocabulary.{name}"] for name in ("stem_of", "grams", "gram_counts"))
    forward = ForwardIndex(sources, columns, Vocabulary(forms, stems, *numbers))
    postings = {}
    for field in inverted:
        of_field = Postings(*(arrays[f"{field.name}.{column.name}"] for column in fields(Postings)))
        postings[field.name] = PostingLists(of_field, len(columns.roles), arrays[f"{field.name}.impacts"])
    return Segment(forward, postings)


def _joined(words: tuple[str, ...]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def _split(array: npt.NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(str(array.data, "utf-8").split("\n")) if len(array) else ()
