"""Back up what the store holds while bots run, and put a backup in its place."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.cli.exit_status import SOUND
from bot.config import ConfigError
from bot.storage.errors import StoreError
from bot.storage.opening.address import OWNERS_FOLDER, Address
from bot.storage.opening.files import claim, copy_database
from bot.storage.opening.key import Keys

if TYPE_CHECKING:
    from pathlib import Path

    from bot.config import Config

COMPANIONS = ("-journal", "-wal", "-shm")  # what SQLite keeps beside a database that was not closed


def back_up(config: Config, file: Path) -> int:
    """Copy the database into `file`, also while bots write to it; return the exit status. Raises `ConfigError`."""
    database = _database(config, f"pg_dump --format=custom --file={file}")
    if file.exists():
        raise ConfigError(f"{file} is already there: name another file.")
    try:
        copy_database(database, file)
    except StoreError as error:
        raise ConfigError(str(error)) from error
    print(f"{database} is backed up in {file}. The folder of sources is not part of it.")
    key = Keys.of("", database, shared=False).file
    if not config.key and key is not None and key.exists():
        print(f"Keep a copy of its key, {key}, too, and apart: together they can tell who asked.")
    return SOUND


def restore(config: Config, file: Path) -> int:
    """Put a backup in the place of the database, which is kept beside it; return the exit status.

    Raises `ConfigError`, also where a bot uses the database, and then everything is as it was.
    """
    database = _database(config, f"pg_restore --clean {file}")
    if database.exists() and file.exists() and database.samefile(file):
        raise ConfigError(f"{file} is the database itself: name the backup.")
    database.parent.mkdir(mode=OWNERS_FOLDER, parents=True, exist_ok=True)
    kept = database.with_name(f"{database.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}")
    made = database.with_name(f"{database.name}.restoring")
    try:
        with claim(database):
            copy_database(file, made)
            existed = database.exists()
            if existed:
                shutil.copy2(database, kept)  # and not moved: there is a database at every moment
            for end in COMPANIONS:
                left = database.with_name(f"{database.name}{end}")
                if left.exists():  # it belongs to the one that goes; SQLite would apply it to the one that comes
                    left.rename(kept.with_name(f"{kept.name}{end}"))
            made.replace(database)
    except StoreError as error:
        raise ConfigError(str(error)) from error
    finally:
        made.unlink(missing_ok=True)
    print(f"{file} is restored into {database}.", *([f"What was there before is in {kept}."] if existed else []))
    key = Keys.of("", database, shared=False).file
    if not config.key and key is not None and not key.exists():
        print(f"Put a copy of its key into {key}, too, or the bot will refuse to use the database.")
    return SOUND


def _database(config: Config, command: str) -> Path:
    """Return the file of the database; raise `ConfigError` with the server's own `command` where it is no file."""
    try:
        address = Address.parse(config.database_url)
    except StoreError as error:
        raise ConfigError(str(error)) from error
    if address.file is not None:
        return address.file
    url = address.url
    if url.get_backend_name() != "postgresql":
        raise ConfigError("INCIDENT_BOT_DATABASE_URL names no file: use the tools of what keeps the database.")
    host = f" --host={url.host}" if url.host else ""
    user = f" --username={url.username}" if url.username else ""
    raise ConfigError(
        "the database is on a PostgreSQL server, whose own tool does this, also while bots run: "
        f"{command}{host}{user} --dbname={url.database}"
    )
