"""The current snapshot of the sources, and its replacement by a reload."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from bot.service.loading import lines, load_corpus
from bot.service.refusal import Refusal
from index import Changes, Meaning, Tally, Versions, compare, load_checks, run_checks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable
    from pathlib import Path

    from index import Check, Corpus, Reranker

T = TypeVar("T")

log = logging.getLogger(__name__)

WORKERS = 2  # questions that are answered at once
MOST_WAITING = 12  # and those that may wait for it: the last of them some 300 ms


class _Closing(Exception):  # noqa: N818 - nothing went wrong
    """The bot closes while sources are read."""


class Snapshot:
    """The corpus, the versions of its sources, and its golden questions. Never changes."""

    def __init__(self, corpus: Corpus, checks: tuple[Check, ...], seconds: float) -> None:
        self.corpus = corpus
        self.versions = Versions(corpus.sources)
        self.checks = checks
        self.built_at = datetime.now(UTC)
        self.seconds = seconds

    @classmethod
    def load(
        cls,
        seeds: Path,
        previous: Snapshot | None = None,
        meaning: Meaning = Meaning.OFF,
        reranker: Reranker | None = None,
    ) -> Snapshot:
        """Load the sources; return `previous` itself where nothing has changed. Raises `SourceError`."""
        start = time.perf_counter()
        corpus = load_corpus(seeds, previous.corpus if previous else None, meaning, reranker)
        checks = load_checks(seeds)
        if previous is not None and corpus is previous.corpus and checks == previous.checks:
            return previous
        return cls(corpus, checks, time.perf_counter() - start)

    @property
    def name(self) -> str:
        """What people call this snapshot."""
        return self.corpus.digest[:8]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the sources of a folder would make of the current snapshot; nothing has changed yet."""

    before: Snapshot
    after: Snapshot  # `before` itself where the sources are the same
    failed: tuple[tuple[Check, str], ...]  # golden questions, each with what is wrong
    changes: Changes
    seconds: float

    @property
    def changed(self) -> bool:
        """Whether anything would be different, for those who ask or who check."""
        return self.changes.sources != Tally() or self.before.checks != self.after.checks


class Snapshots:
    """Holds the one reference to the current snapshot and swaps it: completely or not at all."""

    def __init__(
        self,
        seeds: Path,
        snapshot: Snapshot,
        meaning: Meaning = Meaning.OFF,
        reranker: Reranker | None = None,
    ) -> None:
        self.meaning = meaning
        self.seeds, self._reranker = seeds, reranker
        self._current = snapshot
        self._changing = asyncio.Lock()
        self._reading: asyncio.Task[None] | None = None
        self._closing = False
        self._waiting = 0
        self._workers = ThreadPoolExecutor(WORKERS, "answering")

    @property
    def current(self) -> Snapshot:
        """The snapshot to answer from now."""
        return self._current

    async def ask(self, call: Callable[[Corpus], T]) -> tuple[Snapshot, T]:
        """Run `call` on the corpus, off the event loop; return the snapshot it ran on, and its result.

        Behind `MOST_WAITING` others, it runs on the same corpus by words alone, which takes a tenth of the time. A
        re-ranker, which may take a second, judges for one question at a time: the others are answered without it.
        """
        snapshot = self._current
        if self._waiting >= MOST_WAITING:
            return snapshot, await asyncio.to_thread(call, snapshot.corpus.by_words)
        corpus = snapshot.corpus.by_reader if self._waiting else snapshot.corpus
        self._waiting += 1
        try:
            return snapshot, await asyncio.get_running_loop().run_in_executor(self._workers, call, corpus)
        finally:
            self._waiting -= 1

    @property
    def is_reading(self) -> bool:
        """Whether sources are being read, and will be answered from by what is meant."""
        return self._reading is not None and not self._reading.done()

    def start_reading(self) -> asyncio.Task[None]:
        """Let the reader read the sources; meanwhile questions are answered by words alone."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())
        return self._reading

    async def _read(self) -> None:
        progress = self._progress("Reading the sources")
        try:
            while (before := self._current).corpus.meaning is not self.meaning:
                corpus = await asyncio.to_thread(before.corpus.read, self.meaning, progress, self._reranker)
                if self._current is not before:
                    continue  # reloaded meanwhile: most of it has been read
                if corpus is before.corpus:
                    return  # the reader cannot run here, as the log says
                self._current = Snapshot(corpus, before.checks, before.seconds)
                log.info("The sources are read: answers go by what is meant.")
        except _Closing:
            pass
        except Exception:
            log.exception("The sources were not read: answers go by words alone.")

    def _progress(self, doing: str) -> Callable[[float], None]:
        """Return what logs the progress of something, and ends it when the bot closes."""
        show = lines(doing)

        def progress(share: float) -> None:
            if self._closing:
                raise _Closing
            show(share)

        return progress

    async def close(self) -> None:
        """Stop reading; what has been read is kept."""
        self._closing = True
        self._workers.shutdown(wait=False)
        if self._reading:
            await self._reading

    @contextlib.asynccontextmanager
    async def changing(self, *, wait: bool = False) -> AsyncIterator[None]:
        """Let one change of the sources happen at a time: another one waits, or is told by a `Refusal`."""
        if self._changing.locked() and not wait:
            raise Refusal("busy")
        async with self._changing:
            yield

    async def propose(self, folder: Path, questions: Iterable[str] = ()) -> Proposal:
        """Load the sources of a folder whole, ask their golden questions, and compare; off the event loop.

        `questions` are those to be asked of both, the current snapshot and the new one. To be called within
        `changing`. Raises `SourceError`, and `Refusal` where the bot closes meanwhile.
        """
        try:
            return await asyncio.to_thread(self._propose, folder, self._current, tuple(questions))
        except _Closing as error:
            raise Refusal("busy") from error

    async def move(self, proposal: Proposal, folder: Path) -> Proposal:
        """Return the same proposal once its files have been moved to `folder`; off the event loop.

        Raises `SourceError` and `Refusal` where there is something else in the folder than was proposed.
        """
        after = await asyncio.to_thread(Snapshot.load, folder, proposal.after, self.meaning, self._reranker)
        if after.corpus.digest != proposal.after.corpus.digest or after.checks != proposal.after.checks:
            raise Refusal("sources_moved")
        return replace(proposal, after=after)

    def accept(self, proposal: Proposal) -> None:
        """Let what was proposed within the same `changing` go live, completely and at once."""
        self._current = proposal.after
        if self._reading:
            self.start_reading()

    def _propose(self, folder: Path, before: Snapshot, questions: tuple[str, ...]) -> Proposal:
        start = time.perf_counter()
        after = Snapshot.load(folder, before, self.meaning, self._reranker)
        if after is before:
            return Proposal(before, after, (), Changes(), time.perf_counter() - start)
        # What is too large to be read while a bot starts is read here: answers by words alone would fail the checks.
        corpus = after.corpus.read(self.meaning, self._progress("Reading the new sources"), self._reranker)
        if corpus is not after.corpus:
            after = Snapshot(corpus, after.checks, time.perf_counter() - start)
        failed = run_checks(after.corpus, after.checks)
        changes = compare(before.corpus, after.corpus, questions)
        return Proposal(before, after, failed, changes, time.perf_counter() - start)
