"""The demo: the bot in a sandbox, to be tried in a browser; what `incident-bot` does without a token."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot import sandbox
from bot.config import ConfigError
from bot.run import build_bot
from bot.service.models import load_reranker
from bot.service.snapshots import Snapshot
from bot.storage.settings import GuildSettings
from bot.telemetry.logs import log_to_stderr
from index import spoken_language

if TYPE_CHECKING:
    from bot.client import IncidentBot
    from bot.config import Config
    from index import Reranker

HOW_TO_DISCORD = (
    "To bring the bot to Discord, copy .env.example to .env and put the bot's token in it (README, “On Discord”). "
    "To ask in this terminal instead: incident-bot chat."
)


def run_demo(config: Config) -> int:
    """Serve in a sandbox until a signal comes; return the exit status. Raises `SourceError` and `ConfigError`."""
    log_to_stderr(config.log_level)
    logging.getLogger("discord").setLevel(logging.ERROR)  # the address must not drown in messages about connecting
    reranker = load_reranker(config)
    snapshot = Snapshot.load(config.seeds)
    try:
        asyncio.run(_serve_sandbox(config, snapshot, reranker))
    except OSError as error:
        raise ConfigError(f"The sandbox cannot listen: {error.strerror}.") from error
    return 0


async def _serve_sandbox(config: Config, snapshot: Snapshot, reranker: Reranker | None) -> None:
    """Put a bot into a new sandbox, with a temporary store, and answer until told to stop."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite+aiosqlite:///{Path(folder).as_posix()}/store.db"
        local = replace(config, api_url=None, gateway_url=None, message_content=True, database_url=database)

        served = contextlib.AsyncExitStack()

        async def make(box: sandbox.Sandbox) -> IncidentBot:
            operators = tuple(user.id for user in box.world.users.values() if user.name == sandbox.ADMIN)
            bot = build_bot(replace(local, operators=operators), snapshot, reranker=reranker)
            await bot.answering.store.open()
            store = bot.answering.store
            for channel in box.world.channels.values():
                if channel.name == sandbox.AUTOMATIC_CHANNEL and channel.guild_id is not None:
                    await store.settings.save(channel.guild_id, GuildSettings(automatic=(channel.id,)))
            box.world.examples = _examples(snapshot)
            await served.enter_async_context(bot.health.served())
            print(HOW_TO_DISCORD, flush=True)
            return bot

        async with served:
            await sandbox.host_bot(make)


def _examples(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """Return the golden questions that are answered, by language."""
    by_language: dict[str, tuple[str, ...]] = {}
    for check in snapshot.checks:
        if check.expect is not None:
            language = spoken_language(check.question)
            by_language[language] = (*by_language.get(language, ()), check.question)
    return by_language
