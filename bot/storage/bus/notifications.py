"""Notifications of a PostgreSQL server, over a connection of their own."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self

    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.storage.opening.address import Address

CHANNEL = "incident_bot"
DRIVER = "asyncpg"
PROBE_SECONDS = 30.0  # between two looks whether a connection that is silent is still one
FIRST_RETRY_SECONDS, LAST_RETRY_SECONDS = 0.5, 30.0  # between tries to connect: doubled from the first to the last

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Notifications:
    """Sets `arrived` at each notification, and whenever some may have been lost before the connection was there."""

    engine: AsyncEngine | None  # of a server that notifies
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    connected: bool = False
    _pause: float = field(default=FIRST_RETRY_SECONDS, init=False)

    @classmethod
    def of(cls, address: Address) -> Self:
        """Return those of the database at an address, which may give none."""
        notifies = address.is_server and address.url.get_driver_name() == DRIVER
        return cls(address.engine(pooled=False) if notifies else None)

    async def run(self) -> None:
        """Listen until cancelled; connect again when the connection is lost."""
        if self.engine is None:
            return
        while True:
            try:
                await self._listen(self.engine)
            except Exception as error:  # noqa: BLE001 - whatever a driver raises; the store reports what is wrong
                log.debug("No notifications from the database (%s).", type(error).__name__)
            await asyncio.sleep(self._pause)
            self._pause = min(2 * self._pause, LAST_RETRY_SECONDS)

    async def _listen(self, engine: AsyncEngine) -> None:
        """Listen until the connection is lost."""
        lost = asyncio.Event()
        async with engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            if driver is None:
                return
            driver.add_termination_listener(lambda _: lost.set())
            await driver.add_listener(CHANNEL, lambda *_: self.arrived.set())
            self.connected, self._pause = True, FIRST_RETRY_SECONDS
            self.arrived.set()
            try:
                while not lost.is_set():
                    try:
                        await asyncio.wait_for(lost.wait(), PROBE_SECONDS)
                    except TimeoutError:
                        await driver.execute("SELECT 1")
            finally:
                self.connected = False
                self.arrived.set()  # who waits for notifications looks by themselves from now on
                await connection.invalidate()
