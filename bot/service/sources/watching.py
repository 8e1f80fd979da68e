"""Watch the folder of sources, and reload by itself what changes there."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from watchfiles import Change, awatch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.service.sources.guard import Guard, Outcome
    from index import SourceError

QUIET_SECONDS = 2.0  # without a change before it is reloaded: who copies a large file, or several, is not interrupted
LONGEST_SECONDS = 60.0  # of changes without such a pause
RETRY_SECONDS = 60.0

log = logging.getLogger(__name__)


async def watch(folder: Path, guard: Guard, tell: Callable[[Outcome | SourceError], None]) -> None:
    """Reload whenever files of the folder have changed, under the same guard as a reload that somebody asks for.

    What comes of it goes to `tell`. Ends when it is cancelled, and not before: a folder that cannot be watched now is
    looked for again.
    """
    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it counts changes; what became of them is told here
    changed = asyncio.Event()
    looking = asyncio.create_task(_look(folder, changed))
    try:
        while True:
            await changed.wait()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_SECONDS):
                    while changed.is_set():
                        changed.clear()
                        await asyncio.sleep(QUIET_SECONDS)
            changed.clear()
            await guard.reload_by_itself(tell)
    finally:
        looking.cancel()


async def _look(folder: Path, changed: asyncio.Event) -> None:
    while True:
        try:
            async for _ in awatch(folder, watch_filter=_is_seen, recursive=False, rust_timeout=1000):
                changed.set()
        # A RuntimeError is how the watcher says that the system gives it nothing to watch with.
        except (OSError, RuntimeError) as error:
            log.warning("%s cannot be watched for changes: %s. Trying again in %d s.", folder, error, RETRY_SECONDS)
        await asyncio.sleep(RETRY_SECONDS)


def _is_seen(_: Change, path: str) -> bool:
    """Leave out what no loader of the folder sees: hidden files, and what editors leave behind."""
    name = path.replace("\\", "/").rpartition("/")[2]
    return not name.startswith((".", "~")) and not name.endswith("~")
