"""Change a folder of sources so that nothing goes into it before it was loaded, and all of it or nothing does."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import time
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from index.sources.files import reason
from index.sources.folder import RESERVED
from index.sources.formats.reading import ARTICLES
from index.sources.sidecar import SIDECAR

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_ARTICLE = 20 << 20  # bytes of a file that is added
REMOVED = ".removed"  # where what was removed or replaced is kept, its last version
_STAGED = ".staged-"
_FORGOTTEN = 3600.0  # seconds after which a staged copy is what a killed process left behind
# No path, nothing hidden, nothing that a shell, an editor or another system reads as something else.
_NAME = re.compile(r"\w(?:[\w .,()&+'’–-]{0,118}[\w)])?")


class Unfit(StrEnum):
    """Why a file cannot be added, replaced or removed."""

    NAME = "name"
    FORMAT = "format"
    SIZE = "size"
    EXISTS = "exists"
    MISSING = "missing"
    WRITING = "writing"


class StagingError(Exception):
    """A folder of sources cannot be changed as asked; `name` is the file's, `detail` what the system says."""

    def __init__(self, unfit: Unfit, name: str = "", detail: str = "") -> None:
        super().__init__(f"{name}: {unfit} {detail}".strip())
        self.unfit, self.name, self.detail = unfit, name, detail


def check_article(name: str, size: int) -> str:
    """Return the name that an article of so many bytes gets in the folder; raise `StagingError` where it cannot be."""
    name = unicodedata.normalize("NFC", name)
    stem, dot, suffix = name.rpartition(".")
    if f"{dot}{suffix}".lower() not in ARTICLES:
        raise StagingError(Unfit.FORMAT, name)
    if not _NAME.fullmatch(stem) or stem.casefold() == RESERVED:
        raise StagingError(Unfit.NAME, name)
    if size > LARGEST_ARTICLE:
        raise StagingError(Unfit.SIZE, name)
    return name


@dataclass(frozen=True, slots=True)
class _Step:
    """What was done to a file of the folder, and whether another one was there before."""

    name: str
    was_there: bool


class Staging:
    """A copy of a folder of sources to change and load; `commit` then does the same to the folder itself.

    Use it as `with Staging.of(folder) as staging`: the copy is gone at the end. All methods raise `StagingError`.
    """

    def __init__(self, target: Path, folder: Path) -> None:
        self.folder = folder  # to be loaded
        self._target = target
        self._put: list[str] = []
        self._dropped: list[str] = []
        self._done: list[_Step] = []

    @classmethod
    @contextlib.contextmanager
    def of(cls, target: Path) -> Iterator[Staging]:
        """Copy a folder: its files are linked, so that this takes no room."""
        with _writing():
            _clear_forgotten(target)
            # Inside of the folder, hidden from those who load it: moving a file within a file system is atomic.
            folder = Path(tempfile.mkdtemp(prefix=_STAGED, dir=target))
        try:
            with _writing():
                for path in target.iterdir():
                    if not path.name.startswith("."):
                        (folder / path.name).symlink_to(path.absolute())
            yield cls(target, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def add(self, name: str, data: bytes, sidecar: bytes | None = None, *, replace: bool = False) -> None:
        """Add an article; with `replace`, in place of the one that has its name, whatever its format was.

        A `sidecar` is written where there is none: one that is there was written by hand.
        """
        name = check_article(name, len(data))
        for path in self._articles(Path(name).stem):
            if not replace:
                raise StagingError(Unfit.EXISTS, path.name)
            if path.name != name:
                self._drop(path.name)
        self._write(name, data)
        beside = f"{Path(name).stem}{SIDECAR}"
        if sidecar is not None and not (self.folder / beside).exists():
            self._write(beside, sidecar)

    def remove(self, name: str) -> None:
        """Remove an article and its sidecar."""
        name = unicodedata.normalize("NFC", name)
        if not any(path.name == name for path in self._articles(Path(name).stem)):
            raise StagingError(Unfit.MISSING, name)
        sidecar = f"{Path(name).stem}{SIDECAR}"
        if (self.folder / sidecar).exists():  # first: a sidecar without its article is refused when the bot starts
            self._drop(sidecar)
        self._drop(name)

    def commit(self) -> None:
        """Do to the folder what was done to its copy; a file that is removed or replaced is kept in `REMOVED`."""
        kept = self._target / REMOVED
        try:
            with _writing():
                kept.mkdir(exist_ok=True)
                for name in self._put:
                    there = (self._target / name).exists()
                    if there:
                        shutil.copy2(self._target / name, kept / name)
                    (self.folder / name).replace(self._target / name)
                    self._done.append(_Step(name, there))
                for name in self._dropped:
                    (self._target / name).replace(kept / name)
                    self._done.append(_Step(name, was_there=True))
        except StagingError:
            self.undo()
            raise

    def undo(self) -> None:
        """Give the folder back what `commit` took, and take what it gave."""
        with _writing():
            while self._done:
                step = self._done.pop()
                if step.was_there:
                    (self._target / REMOVED / step.name).replace(self._target / step.name)
                else:
                    (self._target / step.name).unlink(missing_ok=True)

    def _articles(self, stem: str) -> list[Path]:
        # Not looked up by the name, which may be anything: compared with what is there.
        paths = (path for path in self.folder.iterdir() if path.suffix.lower() in ARTICLES)
        return [path for path in paths if unicodedata.normalize("NFC", path.stem).casefold() == stem.casefold()]

    def _write(self, name: str, data: bytes) -> None:
        path = self.folder / name
        with _writing():
            path.unlink(missing_ok=True)  # the link, not what it leads to
            with path.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        self._put.append(name)

    def _drop(self, name: str) -> None:
        with _writing():
            (self.folder / name).unlink()
        self._dropped.append(name)


def _clear_forgotten(target: Path) -> None:
    for path in target.glob(f"{_STAGED}*"):
        if time.time() - path.stat().st_mtime > _FORGOTTEN:
            shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    """Say in a word why the system does not let a folder be changed."""
    try:
        yield
    except OSError as error:
        raise StagingError(Unfit.WRITING, detail=reason(error)) from error
