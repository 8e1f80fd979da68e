"""The current snapshot of the sources, and its replacement by a reload."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from bot.service.loading import load_corpus
from bot.service.refusal import Refusal
from index import Versions, load_checks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from index import Check, Corpus

T = TypeVar("T")


class Snapshot:
    """The corpus, the versions of its sources, and its golden questions. Never changes."""

    def __init__(self, corpus: Corpus, checks: tuple[Check, ...], seconds: float) -> None:
        self.corpus = corpus
        self.versions = Versions(corpus.sources)
        self.checks = checks
        self.built_at = datetime.now(UTC)
        self.seconds = seconds

    @classmethod
    def load(cls, seeds: Path, previous: Snapshot | None = None) -> Snapshot:
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

    before: Snapshot
    after: Snapshot
    seconds: float

    @property
    def changed(self) -> bool:
        """Whether anything is different now."""
        return self.before is not self.after


class Snapshots:
    """Holds the one reference to the current snapshot and swaps it: completely or not at all."""

    def __init__(self, seeds: Path, snapshot: Snapshot) -> None:
        self._seeds = seeds
        self._current = snapshot
        self._reloading = asyncio.Lock()

    @property
    def current(self) -> Snapshot:
        """The snapshot to answer from now."""
        return self._current

    async def ask(self, call: Callable[[Corpus], T]) -> tuple[Snapshot, T]:
        """Run `call` on the corpus, off the event loop; return the snapshot it ran on, and its result."""
        snapshot = self._current
        return snapshot, await asyncio.to_thread(call, snapshot.corpus)

    async def reload(self) -> Reload:
        """Load the sources again, off the event loop. Raises `SourceError` or `Refusal`, and then changes nothing."""
        if self._reloading.locked():
            raise Refusal("busy")
        async with self._reloading:
            before, start = self._current, time.perf_counter()
            self._current = await asyncio.to_thread(Snapshot.load, self._seeds, before)
            return Reload(before, self._current, time.perf_counter() - start)
