"""Where the database is. No sentence here holds any part of a password."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sqlalchemy import NullPool, StaticPool, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.storage.errors import StoreError, WrongStoreError

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.engine.url import URL
    from sqlalchemy.ext.asyncio import AsyncEngine
    from sqlalchemy.pool import ConnectionPoolEntry

VARIABLE = "INCIDENT_BOT_DATABASE_URL"
EXAMPLES = "sqlite+aiosqlite:////srv/bot/store.db or postgresql+asyncpg://user:password@host/name"
MOST_PORT = 65_535
OWNER_ONLY, OWNERS_FOLDER = 0o600, 0o700


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a database: of a file, of one in memory, or of a server's."""

    url: URL

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read an address. Raise `StoreError` with what is wrong with it."""
        if text.count("@") > 1 and not text.startswith("sqlite"):
            # The second one would end up in the name of the host, which errors tell.
            raise StoreError(f"{VARIABLE} holds more than one @: inside a password, @ is written %40.")
        try:
            url = make_url(text)
            dialect = url.get_dialect()
        except (ArgumentError, ValueError):
            raise StoreError(
                f"{VARIABLE} is not a database URL: write {EXAMPLES}, where a port is a number, and inside a password "
                "@ is written %40, : %3A and / %2F."
            ) from None
        if not dialect.is_async:
            raise StoreError(f"{VARIABLE} is not a database URL with an asynchronous driver: write {EXAMPLES}.")
        if url.port is not None and not 0 < url.port <= MOST_PORT:
            raise StoreError(f"The port in {VARIABLE} must be between 1 and {MOST_PORT}.")
        try:
            dialect.import_dbapi()
        except ImportError as error:
            extra = " (pip install 'incident-bot[postgres]')" if dialect.name == "postgresql" else ""
            raise StoreError(
                f"{VARIABLE} needs the package {dialect.driver}, which is not installed{extra}."
            ) from error
        return cls(url)

    @property
    def is_server(self) -> bool:
        """Tell whether other machines may share the database."""
        return self.url.get_backend_name() != "sqlite"

    @property
    def file(self) -> Path | None:
        """The database's file; None for one in memory or on a server."""
        database = self.url.database or ""
        if self.is_server or database in {"", ":memory:"} or self.url.query.get("mode") == "memory":
            return None
        return Path(unquote(database.removeprefix("file:"))) if database.startswith("file:") else Path(database)

    @property
    def in_memory(self) -> bool:
        """Tell whether the database ends with the process."""
        return not self.is_server and self.file is None

    @property
    def name(self) -> str:
        """What sentences call the database."""
        return str(self.file or self.url.host or ("on a server" if self.is_server else "in memory"))

    def create(self) -> None:
        """Create the file of a database, and its folder, for this user alone; leave what is there as it is."""
        file = self.file
        if file is None or self.url.query.get("uri"):  # an address that says itself how the file is opened
            return
        try:
            file.parent.mkdir(mode=OWNERS_FOLDER, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"The folder of the database {file} cannot be created ({error.strerror}).") from error
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY))

    def restrict(self) -> None:
        """Keep others from reading a file that an earlier version has created for all."""
        with suppress(OSError):
            if self.file is not None:
                self.file.chmod(OWNER_ONLY)

    def engine(self, *, pooled: bool = True) -> AsyncEngine:
        """Return an engine, without connecting; it never creates a file, and keeps connections of a server `pooled`."""
        if self.is_server:
            patience = {"timeout": 10, "command_timeout": 10} if self.url.get_driver_name() == "asyncpg" else {}
            kept = {"pool_pre_ping": True} if pooled else {"poolclass": NullPool}
            return create_async_engine(self.url, hide_parameters=True, connect_args=patience, **kept)
        url, pool = self.url, StaticPool if self.in_memory else NullPool
        if self.file is not None and not url.query.get("uri"):
            # A file that is gone is an error, and no empty database without the settings of servers. Opened each time
            # (some tenths of a millisecond), as an open one would go on in a file that was moved away.
            url = url.set(database=self.file.absolute().as_uri()).update_query_dict({"mode": "rw", "uri": "true"})
        engine = create_async_engine(url, poolclass=pool, hide_parameters=True)  # no error may quote questions
        event.listen(engine.sync_engine, "connect", _set_up)
        return engine

    def failed(self, error: BaseException) -> StoreError:
        """Say what a driver's error means."""
        if isinstance(error, StoreError):
            return error
        cause = getattr(error, "orig", None) or error
        reason = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
        return StoreError(f"The database {self.name} cannot be used ({str(reason).splitlines()[0]}).")

    def wrong(self, reason: str) -> WrongStoreError:
        """Say why the bot must not use the database, and what the operator can do."""
        return WrongStoreError(f"The database {self.name} {reason}")


def _set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Have SQLite overwrite what it deletes, and read damaged text rather than fail."""
    connection.driver_connection.text_factory = _decode
    cursor = connection.cursor()
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _decode(text: bytes) -> str:
    return text.decode("utf-8", "replace")
