"""Readings that were made before, kept in the user's cache folder from one start to the next."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from typing import TYPE_CHECKING

import numpy as np

from index.search.reader.model import Reading

if TYPE_CHECKING:
    from pathlib import Path

    from index.search.reader.model import Bytes

VERSION = 1  # of what is in the file
UNUSED = 60 * 24 * 3600  # seconds after which a reading that nobody needed is deleted
NOTED = 24 * 3600  # seconds from one note of its use to the next
FRESH = 64  # readings that are written at once

log = logging.getLogger(__name__)

TABLE = """
CREATE TABLE IF NOT EXISTS readings (
    key BLOB PRIMARY KEY, used INTEGER NOT NULL, passages BLOB NOT NULL, reading BLOB NOT NULL
) WITHOUT ROWID
"""


class Store:
    """Readings by key, in an SQLite file that any number of processes may share.

    It is a cache: where it cannot be opened, read or written, that is said in the log once, and everything is read
    again.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._broken = False
        self._fresh: list[tuple[bytes, int, bytes, bytes]] = []
        self._database: sqlite3.Connection | None = None

    def passages(self, key: bytes, width: int) -> Bytes | None:
        """Return the vectors of the passages of a window: (p, width)."""
        data = self._value("SELECT passages, used FROM readings WHERE key = ?", key)
        return None if data is None or len(data) % width else np.frombuffer(data, np.int8).reshape(-1, width)

    def reading(self, key: bytes, piece: int, width: int) -> Reading | None:
        """Return the reading of a window."""
        data = self._value("SELECT reading, used FROM readings WHERE key = ?", key)
        return None if data is None else _decoded(data, piece, width)

    def put(self, key: bytes, passages: Bytes, reading: Reading) -> None:
        """Keep a reading; it is written with others, or by `flush`."""
        with self._lock:
            self._fresh.append((key, int(time.time()), passages.tobytes(), _encoded(reading)))
            if len(self._fresh) >= FRESH:
                self._write()

    def flush(self) -> None:
        """Write what was not written yet."""
        with self._lock:
            self._write()

    def close(self) -> None:
        """Write what was not written yet, and close the file."""
        with self._lock:
            self._write()
            if self._database:
                self._database.close()
                self._database = None

    # ------------------------------------------------------------ the file

    def _value(self, query: str, key: bytes) -> bytes | None:
        with self._lock:
            try:
                database = self._open()
                row = database.execute(query, (key,)).fetchone() if database else None
                if row and database and time.time() - row[1] > NOTED:
                    database.execute("UPDATE readings SET used = ? WHERE key = ?", (int(time.time()), key))
                    database.commit()
            except sqlite3.Error as error:
                self._give_up(error)
                return None
        return bytes(row[0]) if row else None

    def _write(self) -> None:
        fresh, self._fresh = self._fresh, []
        if not fresh:
            return
        try:
            if database := self._open():
                database.executemany("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)", fresh)
                database.commit()
        except sqlite3.Error as error:
            self._give_up(error)

    def _open(self) -> sqlite3.Connection | None:
        if self._database is None and not self._broken:
            try:
                self._database = self._connected()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                # Damaged: it is a cache, and made again.
                self._file.unlink(missing_ok=True)
                self._database = self._connected()
        return self._database

    def _connected(self) -> sqlite3.Connection:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise sqlite3.OperationalError(str(error)) from error
        database = sqlite3.connect(self._file, timeout=5, check_same_thread=False)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            if database.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                database.execute("DROP TABLE IF EXISTS readings")
                database.execute(f"PRAGMA user_version = {VERSION}")
            database.execute(TABLE)
            database.execute("DELETE FROM readings WHERE used < ?", (int(time.time()) - UNUSED,))
            database.commit()
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _give_up(self, error: sqlite3.Error) -> None:
        if not self._broken:
            log.warning("What was read is not kept (%s): the next start reads it again.", error)
        self._broken = True
        if self._database:
            self._database.close()
            self._database = None


def _encoded(reading: Reading) -> bytes:
    counts = reading.counts.astype("<i4")
    return b"".join(part.tobytes() for part in (np.array([len(counts)], "<i4"), counts, reading.tokens, reading.means))


def _decoded(data: bytes, piece: int, width: int) -> Reading | None:
    """Return the reading in `data`, None where it is not one."""
    if len(data) < 4:
        return None
    sentences = int.from_bytes(data[:4], "little")
    counts = np.frombuffer(data[4 : 4 + 4 * sentences], "<i4").astype(np.int64)
    start = 4 + 4 * sentences
    middle = start + int(counts.sum()) * piece
    if len(counts) != sentences or (counts < 1).any() or len(data) != middle + sentences * width:
        return None
    tokens = np.frombuffer(data, np.int8, middle - start, start).reshape(-1, piece)
    return Reading(tokens, counts, np.frombuffer(data, np.int8, -1, middle).reshape(-1, width))
