"""The library: the current snapshot of the sources, and its replacement by a reload."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from bot.service.loading import load_corpus
from index import Versions, load_checks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from index import Check, Corpus

T = TypeVar("T")


class BusyError(Exception):
    """A reload is already running."""


class Shelf:
    """One snapshot: the corpus, the versions of its sources, and its golden questions. Never changes."""

    def __init__(self, corpus: Corpus, checks: tuple[Check, ...], seconds: float) -> None:
        self.corpus = corpus
        self.versions = Versions(corpus.sources)
        self.checks = checks
        self.built_at = datetime.now(UTC)
        self.seconds = seconds

    @classmethod
    def load(cls, seeds: Path, previous: Shelf | None = None) -> Shelf:
        """Load the sources; return `previous` itself where nothing has changed. Raises `SourceError`."""
        start = time.perf_counter()
        corpus = load_corpus(seeds, previous.corpus if previous else None)
        checks = load_checks(seeds)
        if previous is not None and corpus is previous.corpus and checks == previous.checks:
            return previous
        return cls(corpus, checks, time.perf_counter() - start)

    @property
    def name(self) -> str:
        """What people call this snapshot."""
        return self.corpus.digest[:8]


@dataclass(frozen=True, slots=True)
class Reload:
    """What a reload did."""

    before: Shelf
    after: Shelf
    seconds: float

    @property
    def changed(self) -> bool:
        """Whether anything is different now."""
        return self.before is not self.after


class Library:
    """Holds the one reference to the current shelf and swaps it: whole, or not at all."""

    def __init__(self, seeds: Path, shelf: Shelf) -> None:
        self._seeds = seeds
        self._shelf = shelf
        self._reloading = asyncio.Lock()

    @property
    def shelf(self) -> Shelf:
        """The current snapshot."""
        return self._shelf

    async def ask(self, call: Callable[[Corpus], T]) -> tuple[Shelf, T]:
        """Run `call` on the corpus, off the event loop; return the snapshot that it was run on, and its result."""
        shelf = self._shelf
        return shelf, await asyncio.to_thread(call, shelf.corpus)

    async def reload(self) -> Reload:
        """Load the sources again, off the event loop. Raises `SourceError` or `BusyError`, and then changes nothing."""
        if self._reloading.locked():
            raise BusyError
        async with self._reloading:
            before, start = self._shelf, time.perf_counter()
            self._shelf = await asyncio.to_thread(Shelf.load, self._seeds, before)
            return Reload(before, self._shelf, time.perf_counter() - start)
