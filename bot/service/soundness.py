"""Whether the bot can run with a configuration, as far as that can be told before it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.config import ConfigError
from bot.i18n import Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.config import Config
    from bot.storage.store import Store

USUAL_DATABASE = "sqlite+aiosqlite:///"


def find_words(config: Config) -> Catalogue:
    """Return what the bot says. Raises `ConfigError` where it does not speak the language that it should."""
    catalogue = Catalogue.load()
    if config.language not in catalogue.languages:
        spoken = ", ".join(catalogue.languages)
        raise ConfigError(f"INCIDENT_BOT_LANGUAGE must be one of {spoken}, not {config.language!r}.")
    return catalogue


def prepare_store(config: Config, clock: Callable[[], datetime], on_error: Callable[[], None] = lambda: None) -> Store:
    """Return the store, not yet connected; `on_error` is called whenever it fails.

    Raises `ConfigError` where it cannot be used as it is configured.
    """
    from bot.storage.errors import StoreError  # noqa: PLC0415 - to check sources, no database is loaded
    from bot.storage.store import Store  # noqa: PLC0415

    try:
        return Store(config.database_url, clock, config.key, on_error)
    except StoreError as error:
        raise ConfigError(str(error)) from error


def problems_of(config: Config, clock: Callable[[], datetime]) -> list[str]:
    """Return what is wrong with a configuration."""
    problems = []
    try:
        find_words(config)
    except ConfigError as error:
        problems.append(str(error))
    if config.key or not config.database_url.startswith(USUAL_DATABASE):
        try:
            prepare_store(config, clock)
        except ConfigError as error:
            problems.append(str(error))
    return problems
