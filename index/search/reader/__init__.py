"""The reader: a small model that judges which sentence answers a question, if any. It writes none."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.search.reader.model import Reader
    from index.search.reader.store import Store


class Meaning(StrEnum):
    """How far a corpus goes by what is meant, and not by words alone."""

    OFF = "off"  # by words alone: nothing is read
    READER = "reader"  # passages are found by words and read when they are: nothing is read ahead
    FULL = "full"  # everything is read ahead, and found by what it means as well


@lru_cache(maxsize=1)
def load_reader() -> Reader:
    """Return the reader that ships with the package; raise `ReaderError` where it cannot run."""
    from index.search.reader.model import Reader  # noqa: PLC0415 - words alone need none of it

    return Reader.load()


@lru_cache(maxsize=1)
def open_store() -> Store:
    """Return the readings in the user's cache folder."""
    from platformdirs import user_cache_path  # noqa: PLC0415 - words alone need none of it

    from index.search.reader.store import Store  # noqa: PLC0415

    return Store(user_cache_path("incident-bot", appauthor=False) / "readings.sqlite")
