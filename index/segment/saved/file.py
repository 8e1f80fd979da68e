"""A file of named arrays: written whole or not at all, mapped into memory, with a digest of each array.

A file is a line that says what it is, the length and SHA-256 of a header, the header as JSON (what the caller notes,
and the type, shape, place and SHA-256 of each array), then the arrays. Nothing in it is executed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import mmap
import os
import struct
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Arrays = Mapping[str, npt.NDArray[Any]]

MAGIC = b"incident-bot index 2\n"  # the number grows with the file's format
PREFIX = struct.Struct(f"<{len(MAGIC)}sQ32s")  # what it is, the length of the header, its SHA-256
ALIGNMENT = 64
UNFINISHED = ".part"


class UnusableError(Exception):
    """A saved index that is not what this version of the program wrote."""


@contextlib.contextmanager
def unusable_where_wrong() -> Iterator[None]:
    """Raise `UnusableError` where an index has a structure that this program does not write."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise UnusableError(f"it is damaged ({type(error).__name__})") from error


def write(file: Path, notes: Mapping[str, Any], arrays: Arrays) -> None:
    """Write `arrays` and `notes` (JSON) to `file`, replacing what is there. Raises `OSError`."""
    arrays = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    places, at = {}, 0
    for name, array in arrays.items():
        places[name] = at + -at % ALIGNMENT
        at = places[name] + array.nbytes
    entries = {
        name: {"type": array.dtype.str, "shape": array.shape, "at": places[name], "sha256": _digest(array)}
        for name, array in arrays.items()
    }
    data = json.dumps({**notes, "arrays": entries}).encode()
    data += b" " * (-(PREFIX.size + len(data)) % ALIGNMENT)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        _locked(file.parent),
        tempfile.NamedTemporaryFile(dir=file.parent, suffix=UNFINISHED, delete=False) as part,
    ):
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


def remove_unfinished(folder: Path) -> None:
    """Remove what killed processes left unfinished, unless one is being written now."""
    with contextlib.suppress(OSError), _locked(folder, exclusively=True):
        for part in folder.glob(f"*{UNFINISHED}"):
            part.unlink()


@contextlib.contextmanager
def _locked(folder: Path, *, exclusively: bool = False) -> Iterator[None]:
    """Hold a lock on a folder, as any number may who write; raise `OSError` where it is to be held `exclusively`."""
    if sys.platform == "win32":  # where a file that somebody writes cannot be removed
        yield
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB if exclusively else fcntl.LOCK_SH)
        yield
    finally:
        os.close(opened)


class MappedFile:
    """A file mapped into memory: what was noted with it, and its arrays once they are asked for.

    Raises `OSError` and `UnusableError`.
    """

    def __init__(self, file: Path) -> None:
        if not file.is_file():
            raise FileNotFoundError(file)
        with file.open("rb") as opened:
            try:
                self._mapped = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError as error:
                raise UnusableError("it is empty") from error
        prefix = self._mapped[: PREFIX.size]
        if len(prefix) < PREFIX.size:
            raise UnusableError("it is cut off")
        magic, length, digest = PREFIX.unpack(prefix)
        self._start = PREFIX.size + length
        data = self._mapped[PREFIX.size : self._start]
        if magic != MAGIC:
            raise UnusableError("it is no index, or of another version")
        if hashlib.sha256(data).digest() != digest:
            raise UnusableError("it is damaged")
        with unusable_where_wrong():
            self.notes = dict(json.loads(data))

    def arrays(self) -> CheckedArrays:
        """Return its arrays, whose check begins now."""
        with unusable_where_wrong():
            entries = self.notes["arrays"]
            views = {name: self._view(entry) for name, entry in entries.items()}
            return CheckedArrays(views, {name: str(entry["sha256"]) for name, entry in entries.items()})

    def _view(self, entry: dict[str, Any]) -> npt.NDArray[Any]:
        shape = tuple(entry["shape"])
        start = self._start + entry["at"]
        return np.frombuffer(self._mapped, np.dtype(entry["type"]), math.prod(shape), start).reshape(shape)


class CheckedArrays:
    """Arrays that are checked in the background."""

    def __init__(self, arrays: Arrays, digests: Mapping[str, str]) -> None:
        self._arrays = arrays
        pool = ThreadPoolExecutor(2)
        largest_first = sorted(digests, key=lambda name: -arrays[name].nbytes)
        self._checks = [pool.submit(lambda n: _digest(arrays[n]) == digests[n], name) for name in largest_first]
        pool.shutdown(wait=False)

    def get(self) -> Arrays | None:
        """Wait for the check; return the arrays by name, None where one is not as it was written."""
        return self._arrays if all(check.result() for check in self._checks) else None


def _bytes(array: npt.NDArray[Any]) -> memoryview:
    return array.reshape(-1).view(np.uint8).data


def _digest(array: npt.NDArray[Any]) -> str:
    return hashlib.sha256(_bytes(array)).hexdigest()
