"""The connection to the database: SQLite, or any other that SQLAlchemy supports."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from bot.storage.tables import Base, Meta

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy.ext.asyncio import AsyncEngine

CLOSING_SECONDS = 2.0  # that closing waits for reads and writes to finish


class StoreError(Exception):
    """The database cannot be read or written; the message is a sentence for the operator."""


class Database:
    """Sessions on one database, and the pseudonyms of members in it."""

    def __init__(self, url: str, on_error: Callable[[], None] = lambda: None) -> None:
        """Prepare, without connecting; `on_error` is called at each failure. Raise `StoreError` for an unusable URL."""
        self._on_error = on_error
        try:
            # What is stored is people's questions: no error may quote them.
            self._engine: AsyncEngine = create_async_engine(url, hide_parameters=True)
        except (ArgumentError, ImportError) as error:
            raise StoreError("INCIDENT_BOT_DATABASE_URL is not a database URL with an asynchronous driver.") from error
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        self._salt = b""
        self._running = 0  # sessions
        self._idle = asyncio.Event()
        self._idle.set()

    async def open(self) -> None:
        """Connect, and create what is missing."""
        file = self._engine.url.database if self._engine.dialect.name == "sqlite" else None
        if file and not file.startswith((":memory:", "file:")):
            try:
                Path(file).parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(f"The folder of the database {file} cannot be created ({error.strerror}).") from error
        try:
            async with self._engine.begin() as connection:
                await connection.run_sync(Base.metadata.create_all)
        except (SQLAlchemyError, OSError) as error:
            raise self._failed(error) from error
        self._salt = bytes.fromhex(await self._once("salt", secrets.token_hex(16)))

    async def close(self) -> None:
        """Let reads and writes finish, then close every connection."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), CLOSING_SECONDS)
        await self._engine.dispose()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """Open a session: committed at its end, rolled back by an error. Raises `StoreError` for the database's own."""
        self._running += 1
        self._idle.clear()
        try:
            async with self._sessions.begin() as session:
                yield session
        except (SQLAlchemyError, OSError) as error:
            raise self._failed(error) from error
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    def pseudonym(self, user_id: int) -> str:
        """Return a name for a member that only this database's salt can link to them."""
        if not self._salt:
            raise StoreError("The database is not open.")
        return hashlib.blake2b(str(user_id).encode(), key=self._salt, digest_size=16).hexdigest()

    async def _once(self, key: str, value: str) -> str:
        """Return what is saved under a key; save `value` where nothing is."""
        async with self.session() as session:
            found = await session.get(Meta, key)
            if found is None:
                session.add(found := Meta(key=key, value=value))
            return found.value

    def _failed(self, error: Exception) -> StoreError:
        self._on_error()
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        where = self._engine.url.database if self._engine.dialect.name == "sqlite" else self._engine.url.host
        return StoreError(f"The database {where} cannot be used ({reason}).")
