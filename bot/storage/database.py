"""The connection to the database: opened when it is first needed, and again after it was lost."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import async_sessionmaker

from bot.storage.errors import StoreError
from bot.storage.opening.address import Address
from bot.storage.opening.key import Keys, pseudonym
from bot.storage.opening.preparing import prepare
from bot.storage.outage import Outage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy.ext.asyncio import AsyncSession

CLOSING_SECONDS = 2.0  # that closing waits for reads and writes to finish
FIRST_RETRY_SECONDS, LAST_RETRY_SECONDS = 0.5, 30.0  # between tries to open: doubled from the first to the last
MOST_SESSIONS = 16  # at once
BEGINNINGS = {"sqlite": "BEGIN IMMEDIATE"}  # of what writes, where reading first and then writing could not be done


class Database:
    """Sessions on one database, and the pseudonyms of members in it.

    A session opens the database where it is not open; those that come meanwhile wait for that one try. After a try
    that failed they fail at once for a while. Whatever fails is reported here, to `Outage`, and nowhere else.
    """

    def __init__(self, url: str, key: str = "", on_error: Callable[[], None] = lambda: None) -> None:
        """Prepare, without connecting; `key` as in INCIDENT_BOT_KEY, `on_error` is called at each failure.

        Raise `StoreError` for what is unusable.
        """
        self._on_error = on_error
        self.address = Address.parse(url)
        self.outage = Outage()
        self._keys = Keys.of(key, self.address.file, shared=self.address.is_server)
        self._engine = self.address.engine()
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        self._key: bytes | None = None  # None before the database was ever open
        self._is_open = False
        self._opening: asyncio.Task[StoreError | None] | None = None
        self._failure: StoreError | None = None  # of the last try to open
        self._wait, self._retry_at = FIRST_RETRY_SECONDS, 0.0
        # One in memory has one connection, whose transactions would mix.
        self._turns = asyncio.Semaphore(1 if self.address.in_memory else MOST_SESSIONS)
        self._running = 0  # sessions
        self._idle = asyncio.Event()
        self._idle.set()

    async def open(self) -> None:
        """Connect, and create or migrate what is there; nothing where that is done. Raise `StoreError`."""
        if self._is_open:
            return
        failure = self._failure if time.monotonic() < self._retry_at else None
        if failure is None:
            if self._opening is None:
                self._opening = asyncio.create_task(self._open())
            # Shielded: whoever gives up waiting leaves the others the try.
            failure = await asyncio.shield(self._opening)
        if failure is not None:
            raise type(failure)(*failure.args)

    async def migrate(self, *, new_key: bool = False) -> str | None:
        """Open the database now; return which schema it had. Raise `StoreError`.

        With `new_key`, a key that is lost is given up for the present one, or a new one.
        """
        try:
            return await self._prepare(new_key=new_key)
        except Exception as error:
            raise self.address.failed(error) from error

    async def close(self) -> None:
        """Let reads and writes finish, then close every connection."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), CLOSING_SECONDS)
        if self._opening is not None:
            await asyncio.wait({self._opening}, timeout=CLOSING_SECONDS)
        await self._engine.dispose()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Begin a session that only reads. Raises `StoreError` for what goes wrong with the database."""
        async with self._session(writing=False) as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Begin a session: committed at its end, rolled back by an error. Raises `StoreError` for the database's."""
        async with self._session(writing=True) as session:
            yield session

    def report_silence(self) -> None:
        """Report that somebody has waited for the database long enough; what they wait for may still end either way."""
        self.outage.begin(StoreError(f"The database {self.address.name} does not answer."), writing=False)

    def pseudonym(self, user_id: int) -> str:
        """Return a name for a member that only the key can link to them; within a session."""
        if self._key is None:
            raise StoreError(f"The database {self.address.name} is not open.")
        return pseudonym(self._key, user_id)

    async def _prepare(self, *, new_key: bool = False) -> str | None:
        if self._key is None:  # what was there and is gone comes back by itself, and is not begun anew
            self.address.create()
        prepared = await prepare(self._engine, self.address, self._keys, renew=new_key)
        self._key = prepared.key
        return prepared.found

    async def _open(self) -> StoreError | None:
        try:
            await self._prepare()
        except Exception as error:  # noqa: BLE001 - whatever a driver raises where it cannot connect
            self._failure = self.address.failed(error)
            self._retry_at = time.monotonic() + self._wait
            self._wait = min(2 * self._wait, LAST_RETRY_SECONDS)
            self.outage.begin(self._failure, writing=False)
        else:
            self._is_open, self._failure, self._wait = True, None, FIRST_RETRY_SECONDS
        finally:
            self._opening = None
        return self._failure

    @asynccontextmanager
    async def _session(self, *, writing: bool) -> AsyncIterator[AsyncSession]:
        self._running += 1
        self._idle.clear()
        try:
            await self._open_counted()
            async with self._turns, self._sessions() as session:
                await self._begin(session, writing=writing)
                yield session
                await session.commit()
        except (SQLAlchemyError, OSError) as error:
            raise self._lose(error, writing=writing) from error
        else:
            self.outage.end(writing=writing)
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    async def _open_counted(self) -> None:
        try:
            await self.open()
        except StoreError:
            self._on_error()
            raise

    async def _begin(self, session: AsyncSession, *, writing: bool) -> None:
        try:
            connection = await session.connection()
            beginning = BEGINNINGS.get(connection.dialect.name)
            if writing and beginning:
                await connection.exec_driver_sql(beginning)
        except Exception as error:
            raise self._lose(error, writing=writing) from error

    def _lose(self, error: Exception, *, writing: bool) -> StoreError:
        """Report an error, and have the next session look whether the database is still what it was."""
        failure = self.address.failed(error)
        self._is_open = False
        self._on_error()
        self.outage.begin(failure, writing=writing)
        return failure
