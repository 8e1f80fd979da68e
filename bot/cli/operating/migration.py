"""`incident-bot migrate`: bring the database to this version's schema, as a start of the bot would."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.config import ConfigError
from bot.service.soundness import prepare_store
from bot.storage.errors import StoreError
from bot.storage.migrations import HEAD

if TYPE_CHECKING:
    from bot.config import Config
    from bot.storage.store import Store

DONE = 0


def migrate(config: Config, *, new_key: bool = False) -> int:
    """Migrate the database and say so; with `new_key`, let go of who cast the votes in it. Raises `ConfigError`."""
    store = prepare_store(config, lambda: datetime.now(UTC))
    try:
        found = asyncio.run(_migrate(store, new_key=new_key))
    except StoreError as error:
        raise ConfigError(str(error)) from error
    if found == HEAD:
        print(f"The database {store.address.name} has schema {HEAD}: there was nothing to migrate.")
    else:
        print(f"The database {store.address.name} has schema {HEAD} now; before, it had {found or 'none'}.")
    return DONE


async def _migrate(store: Store, *, new_key: bool) -> str | None:
    try:
        return await store.migrate(new_key=new_key)
    finally:
        await store.close()
