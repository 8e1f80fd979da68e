"""Load the sources and show the progress: a bar in a terminal, lines in the log elsewhere."""

from __future__ import annotations

import logging
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from index import Corpus, Meaning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rich.progress import Progress

    from index import Reranker

PATIENCE = 0.5  # seconds before a bar is shown
BETWEEN_LINES = 5.0  # seconds to the first line in the log, and from one to the next

log = logging.getLogger(__name__)


def load_corpus(
    folder: Path,
    previous: Corpus | None = None,
    meaning: Meaning = Meaning.FULL,
    reranker: Reranker | None = None,
) -> Corpus:
    """Load a corpus, or what has changed since the `previous` one; raises `SourceError`."""
    # A reload happens while the bot runs and logs to the same terminal.
    if previous or not sys.stderr.isatty():
        return Corpus.load(folder, previous, lines("Indexing the sources"), meaning, reranker)
    with _bar() as show:
        return Corpus.load(folder, progress=show, meaning=meaning, reranker=reranker)


@contextmanager
def _bar() -> Iterator[Callable[[float], None]]:
    start = time.monotonic()
    bar: Progress | None = None

    def show(share: float) -> None:
        nonlocal bar
        if bar is None and time.monotonic() - start >= PATIENCE:
            from rich.console import Console  # noqa: PLC0415 - a quick load needs none of it
            from rich.progress import Progress  # noqa: PLC0415 - nor of this

            bar = Progress(console=Console(stderr=True), transient=True)
            bar.add_task("Indexing the sources", total=1.0)
            bar.start()
        if bar is not None:
            bar.update(bar.task_ids[0], completed=share)

    try:
        yield show
    finally:
        if bar is not None:
            bar.stop()


def lines(doing: str) -> Callable[[float], None]:
    """Return what writes the progress of something that takes long to the log."""
    due = time.monotonic() + BETWEEN_LINES

    def show(share: float) -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + BETWEEN_LINES
            log.info("%s: %d %%.", doing, 100 * share)

    return show
