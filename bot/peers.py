"""The other processes of the bot, which share its database: what they have changed is taken in here, too."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.storage.bus.announcements import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.service.answering import Answering
    from bot.service.sources.guard import Outcome
    from bot.storage.bus.announcements import Heard
    from index import SourceError

log = logging.getLogger(__name__)


class Peers:
    """Obeys what other processes announce: settings are read anew, sources reloaded under the guard of this process.

    What comes of a reload goes to `tell`.
    """

    def __init__(self, answering: Answering, tell: Callable[[Outcome | SourceError], None]) -> None:
        self._answering = answering
        self._tell = tell
        self._asked = asyncio.Event()  # for a reload
        self._accepted: set[str] = set()  # versions that operators have forced elsewhere

    async def run(self) -> None:
        """Listen until cancelled, where there may be others."""
        address = self._answering.store.address
        if address.in_memory or not (self._answering.config.shard_ids or address.is_server):
            return
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._answering.store.announcements.follow(self._hear))
            tasks.create_task(self._reload())

    def _hear(self, heard: Heard) -> None:
        match heard.kind:
            case Kind.SETTINGS if heard.payload.isdecimal():
                self._answering.settings.drop(int(heard.payload))
            case Kind.RELOAD:
                self._accepted |= {heard.payload} - {""}
                self._asked.set()
            case _:
                log.debug("Another process announced what this version does not know.")

    async def _reload(self) -> None:
        """Reload as often as that was asked for, but once for all that asked meanwhile."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            accepted, self._accepted = self._accepted, set()
            await self._answering.guard.reload_by_itself(self._tell, accepted)
