"""Announcements: what one process has done that the others, which share its database, must know."""

from __future__ import annotations

import asyncio
import logging
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, text

from bot.storage.bus.notifications import CHANNEL, Notifications
from bot.storage.errors import StoreError
from bot.storage.tables import Announcement

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.storage.database import Database

POLL_SECONDS = 2.0  # between two looks where no server notifies
UNNOTIFIED_SECONDS = 30.0  # between two looks where one does, should a notification ever be lost
LATELY = timedelta(minutes=10)  # what a process that starts hears of: it may have loaded its sources before that
KEPT = timedelta(days=7)
# So that announcements are committed in the order of their numbers, and none is overlooked behind a later one.
TURNS = {"postgresql": "LOCK TABLE announcements IN EXCLUSIVE MODE"}

log = logging.getLogger(__name__)


class Kind(StrEnum):
    """What is announced, and its payload."""

    SETTINGS = "settings"  # of a server were changed: its id
    RELOAD = "reload"  # of the sources was asked for: the version that an operator forced, or nothing


@dataclass(frozen=True, slots=True)
class Heard:
    """What another process has announced; `kind` may be one that only a later version knows."""

    kind: str
    payload: str


class Announcements:
    """What this process tells the others, and they tell it, each at most once and in order."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._own = secrets.token_hex(8)  # who announces: no process obeys itself
        self._last: int | None = None  # number that was heard

    async def announce(self, kind: Kind, payload: str = "") -> None:
        """Tell the other processes. Raises `StoreError`."""
        async with self._database.writing() as session:
            await self.add(session, kind, payload)

    async def add(self, session: AsyncSession, kind: Kind, payload: str = "") -> None:
        """Tell the other processes as soon as a session that writes is committed."""
        dialect = (await session.connection()).dialect.name
        if dialect in TURNS:
            await session.execute(text(TURNS[dialect]))
            await session.execute(select(func.pg_notify(CHANNEL, "")))
        session.add(Announcement(process=self._own, kind=kind, payload=payload, at=self._clock()))

    async def news(self) -> list[Heard]:
        """Return what others have announced since the last time, at the first time `LATELY`. Raises `StoreError`."""
        newest, number = select(func.coalesce(func.max(Announcement.id), 0)), Announcement.id
        async with self._database.reading() as session:
            if self._last is None:
                before = newest.where(Announcement.at < self._clock() - LATELY)
                self._last = (await session.execute(before)).scalar_one()
            found = (await session.execute(newest)).scalar_one()
            if found <= self._last:
                self._last = found  # less where the database was put back to what it was
                return []
            columns = select(number, Announcement.process, Announcement.kind, Announcement.payload)
            rows = (await session.execute(columns.where(number > self._last).order_by(number))).all()
        self._last = rows[-1].id
        return [Heard(row.kind, row.payload) for row in rows if row.process != self._own]

    async def follow(self, hear: Callable[[Heard], None]) -> None:
        """Pass on what other processes announce, until cancelled.

        A server that can says when there is something; else it is looked for every `POLL_SECONDS`. While the database
        is away nothing is heard, and when it is back all that was missed.
        """
        notifications = Notifications.of(self._database.address)
        connecting = asyncio.create_task(notifications.run())
        try:
            while True:
                notifications.arrived.clear()
                seconds = POLL_SECONDS
                try:
                    await self._database.open()  # does not try, and counts no failure, before it is time to
                    # Shielded: a bot that stops must not tear a connection out of the database's hands.
                    for heard in await asyncio.shield(self.news()):
                        hear(heard)
                    seconds = UNNOTIFIED_SECONDS if notifications.connected else POLL_SECONDS
                except StoreError:
                    pass  # the log knows
                except Exception:
                    log.exception("What other processes announced was not heard.")
                with suppress(TimeoutError):
                    await asyncio.wait_for(notifications.arrived.wait(), seconds)
        finally:
            connecting.cancel()
            await asyncio.wait({connecting})

    async def prune(self, session: AsyncSession) -> None:
        """Delete what every process has heard long ago."""
        await session.execute(delete(Announcement).where(Announcement.at < self._clock() - KEPT))
