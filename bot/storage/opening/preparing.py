"""Bring a database up to date, whichever process comes first: its schema, and the key of its pseudonyms."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, inspect, select, text

from bot.storage import migrations
from bot.storage.opening.key import LOST, VARIABLE, decode_key, fingerprint, is_fingerprint, new_key
from bot.storage.tables import Meta

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.storage.opening.address import Address
    from bot.storage.opening.key import Keys

SALT, FINGERPRINT = "salt", "key"  # under which `meta` has the salt of older versions, and the fingerprint of the key
# Held until the transaction ends: one process migrates, and those that start meanwhile find it done.
LOCKS = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(20240719)"}

log = logging.getLogger(__name__)
logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells each of its steps


@dataclass(frozen=True, slots=True)
class Prepared:
    """A database that can be used: its revision when it was found, and its key."""

    found: str | None
    key: bytes


async def prepare(engine: AsyncEngine, address: Address, keys: Keys, *, renew: bool = False) -> Prepared:
    """Bring a database up to date. Raise `WrongStoreError` for what is newer, or was written with another key.

    With `renew` the present key, or a new one, takes the place of another.
    """
    async with engine.connect() as connection:
        found, meta = await connection.run_sync(_look)
    if found is not None and found not in migrations.REVISIONS:
        raise address.wrong(
            f"was written by a newer version of the bot (schema {found}; this one knows {migrations.HEAD}): "
            "update the bot, or go back to the backup from before."
        )
    key = keys.find()
    settled = SALT not in meta and key is not None and meta.get(FINGERPRINT) == fingerprint(key)
    if key is None or not settled or found != migrations.HEAD:
        async with engine.connect() as connection:
            key = await connection.run_sync(_bring_up_to_date, address, keys, renew)
            await connection.commit()
        if found != migrations.HEAD:
            address.restrict()
            log.info("The database %s has schema %s now.", address.name, migrations.HEAD)
    return Prepared(found, key)


def _look(connection: Connection) -> tuple[str | None, Mapping[str, str]]:
    """Return the revision of a database, and what it knows of keys."""
    tables = inspect(connection).get_table_names()
    revision = (
        connection.scalar(text("SELECT version_num FROM alembic_version")) if "alembic_version" in tables else None
    )
    return revision, _read_keys(connection) if Meta.__tablename__ in tables else {}


def _read_keys(connection: Connection) -> dict[str, str]:
    rows = connection.execute(select(Meta.key, Meta.value).where(Meta.key.in_([SALT, FINGERPRINT])))
    return {row.key: row.value for row in rows}


def _bring_up_to_date(connection: Connection, address: Address, keys: Keys, renew: bool) -> bytes:
    lock(connection)
    migrations.upgrade(connection)
    meta = _read_keys(connection)
    salt, known = decode_key(meta.get(SALT, "")), meta.get(FINGERPRINT)
    if known is not None and not is_fingerprint(known):
        log.warning("What the database %s knew of its key was damaged, and is known again.", address.name)
        known = None
    key = keys.find()
    if known is not None and SALT not in meta and not renew and (key is None or fingerprint(key) != known):
        raise address.wrong(
            f"was written with another key than {VARIABLE} or {keys.file or 'a file beside it'} has: give it that key. "
            f"If it is lost, {LOST}."
        )
    key = key or keys.keep(salt or new_key())
    if SALT in meta and key != salt:
        log.warning(
            "Votes and unanswered questions of before stay in the database %s, but are linked to no member any more: "
            "their salt was %s.",
            address.name,
            "damaged" if salt is None else f"replaced by {VARIABLE}",
        )
    connection.execute(delete(Meta).where(Meta.key.in_([SALT, FINGERPRINT])))
    connection.execute(insert(Meta).values(key=FINGERPRINT, value=fingerprint(key)))
    return key


def lock(connection: Connection) -> None:
    """Keep every other process out until this transaction ends."""
    connection.exec_driver_sql(LOCKS[connection.dialect.name])
