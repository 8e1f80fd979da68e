"""The library: the current snapshot of the sources, and its replacement by a reload."""

from __future__ import annotations

import asyncio
import bisect
import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from bot.checks import load_checks
from bot.loading import load_corpus
from index import Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.checks import Check
    from index import Corpus, Source

VERSION_BYTES = 5

T = TypeVar("T")


class BusyError(Exception):
    """A reload is already running."""


class Stretch(NamedTuple):
    """A run of sentences of a source, and whether there are more on either side."""

    start: int
    end: int
    first_paragraph: int
    last_paragraph: int
    more_before: bool
    more_after: bool


class _Sentence(NamedTuple):
    start: int
    end: int
    paragraph: int


class Shelf:
    """One snapshot: the corpus, its golden questions, and where each source's sentences stand. Never changes."""

    def __init__(self, corpus: Corpus, checks: tuple[Check, ...], seconds: float) -> None:
        self.corpus = corpus
        self.checks = checks
        self.built_at = datetime.now(UTC)
        self.seconds = seconds
        self._versions = {source.id: _version(source) for source in corpus.sources}
        self._sources = {self._versions[source.id]: source for source in corpus.sources}

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

    def version(self, source: Source) -> bytes:
        """Name a source as it is now, in `VERSION_BYTES` bytes."""
        return self._versions[source.id]

    def source(self, version: bytes) -> Source | None:
        """Find a source by its version, None where it has changed since or is gone."""
        return self._sources.get(version)

    def widen(self, source: Source, start: int, end: int, before: int, after: int) -> Stretch:
        """Add up to `before` and `after` neighbouring sentences to `source.text[start:end]`."""
        sentences = self._sentences(source, start)
        first = max(bisect.bisect_right([s.start for s in sentences], start) - 1, 0)
        last = max(bisect.bisect_left([s.end for s in sentences], end), first)
        last = min(last, len(sentences) - 1)
        low, high = max(first - before, 0), min(last + after, len(sentences) - 1)
        return Stretch(
            min(start, sentences[low].start),
            max(end, sentences[high].end),
            sentences[low].paragraph,
            sentences[high].paragraph,
            low > 0,
            high < len(sentences) - 1,
        )

    def _sentences(self, source: Source, start: int) -> list[_Sentence]:
        """Return the sentences of the body, in order; the title's or pointer's too where that is what is quoted."""
        passages = [
            passage
            for passage in map(self.corpus.passages.__getitem__, self.corpus.passages_of(source))
            if passage.role in {Role.BODY, Role.HEADING} or passage.start <= start < passage.end
        ]
        return [_Sentence(*span, passage.paragraph) for passage in passages for span in passage.sentences]


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


def _version(source: Source) -> bytes:
    content = f"{source.id}\0{source.text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, digest_size=VERSION_BYTES).digest()
