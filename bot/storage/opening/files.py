"""The file of a SQLite database: who uses it, and copies of it that are whole though a bot writes meanwhile."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bot.storage.errors import StoreError
from bot.storage.opening.address import OWNERS_FOLDER, Address
from bot.storage.tables import Base

try:
    import fcntl
except ImportError:  # Windows, where a file that is in use cannot be replaced anyway
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 30.0  # seconds that a copy waits for whoever holds the database
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


@contextmanager
def using(url: str) -> Iterator[None]:
    """Let `claim` know until the block ends that a bot uses a database; several bots may.

    What is locked is the folder, which leaves no file behind and needs no permission to write. A folder that cannot be
    locked is no reason not to serve.
    """
    file = None
    with suppress(StoreError, OSError):  # the store says what is wrong
        file = Address.parse(url).file
        if file is not None:
            file.parent.mkdir(mode=OWNERS_FOLDER, parents=True, exist_ok=True)
    with _locked(file, exclusive=False):
        yield


@contextmanager
def claim(file: Path) -> Iterator[None]:
    """Keep bots from starting with a database until the block ends; raise `StoreError` where one uses it."""
    with _locked(file, exclusive=True) as alone:
        if not alone:
            raise StoreError(f"A bot uses {file}: stop it first.")
        yield


@contextmanager
def _locked(file: Path | None, *, exclusive: bool) -> Iterator[bool]:
    """Lock the folder of a file, and tell whether that could be done. Only an exclusive lock does not wait."""
    if file is None or fcntl is None:
        yield True
        return
    try:
        folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        yield True  # there is nothing that anybody could use
        return
    try:
        yield _lock(folder, exclusive=exclusive)
    finally:
        os.close(folder)


def _lock(folder: int, *, exclusive: bool) -> bool:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB if exclusive else fcntl.LOCK_SH)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def copy_database(source: Path, target: Path) -> None:
    """Copy a database that bots may write to meanwhile: whole and checked, as it was at one moment, or not at all.

    A `target` that is there already is replaced. It is readable by its owner alone, who is the owner of its folder
    where this is run by root. Raises `StoreError`, and `OSError` of the target.
    """
    if not source.is_file():
        raise StoreError(f"There is no database {source}.")
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(handle)
    made = Path(name)
    try:
        _copy(source, made)
        owner = target.parent.stat()
        if os.name == "posix" and os.geteuid() == 0:  # else a service could not write what root restored
            os.chown(made, owner.st_uid, owner.st_gid)
        with made.open("rb+") as file:
            os.fsync(file.fileno())
        made.replace(target)
    except sqlite3.Error as error:
        raise StoreError(f"{source} cannot be copied ({error}).") from error
    finally:
        made.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    deadline = time.monotonic() + PATIENCE

    def give_up(status: int, _: int, __: int) -> None:
        if status in BUSY and time.monotonic() > deadline:
            raise StoreError(f"Another program holds {source}: end it, or try again later.")

    # Not read-only: what a bot that was killed left half done must be undone first.
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)) as read,
        closing(sqlite3.connect(target)) as write,
    ):
        read.backup(write, progress=give_up, sleep=0.1)
        write.execute("PRAGMA journal_mode=DELETE")  # one file, whatever the source was kept in
        (found,) = write.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise StoreError(f"{source} is damaged ({found}).")
        tables = {name for (name,) in write.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables & Base.metadata.tables.keys():
        raise StoreError(f"{source} is no database of incident-bot.")
