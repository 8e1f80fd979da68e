"""Run the bot on Discord until it is told to stop; whatever prevents it becomes one sentence."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from typing import TYPE_CHECKING

import aiohttp
import discord
import yarl

from bot.client import IncidentBot
from bot.config import SettingsError
from bot.desk import Desk
from bot.i18n import Catalogue
from bot.library import Library, Shelf
from bot.store import Store, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from bot.config import Settings

DISCORD = "Discord"


def build_bot(
    settings: Settings,
    shelf: Shelf,
    *,
    clock: Callable[[], datetime] = discord.utils.utcnow,
    guild_ready_timeout: float = 2.0,
) -> IncidentBot:
    """Put the bot together; `clock` tells the time in UTC. Raises `SettingsError`."""
    catalogue = Catalogue.load()
    if settings.language not in catalogue.languages:
        spoken = ", ".join(catalogue.languages)
        raise SettingsError(f"INCIDENT_BOT_LANGUAGE must be one of {spoken}, not {settings.language!r}.")
    try:
        store = Store(settings.database_url, clock)
    except StoreError as error:
        raise SettingsError(str(error)) from error
    desk = Desk(settings, Library(settings.seeds, shelf), store, catalogue)
    return IncidentBot(desk, guild_ready_timeout=guild_ready_timeout)


def run(settings: Settings) -> int:
    """Serve until a signal comes; return the exit status. Raises `SourceError` and `SettingsError`."""
    discord.utils.setup_logging(level=getattr(logging, settings.log_level), root=True)
    for name in ("discord.client", "discord.shard"):
        logging.getLogger(name).addFilter(_without_traceback)
    # Before there is an event loop, as it may take a while: Ctrl-C ends it at once.
    shelf = Shelf.load(settings.seeds)
    asyncio.run(serve(settings, shelf))
    return 0


async def serve(settings: Settings, shelf: Shelf) -> None:
    """Log in and answer until told to stop. Raises `SettingsError` with what the operator can do."""
    if settings.token is None:
        raise SettingsError("DISCORD_TOKEN is not set.")
    if settings.api_url:
        discord.http.Route.BASE = settings.api_url
    if settings.gateway_url:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)
    bot = build_bot(settings, shelf)
    where = settings.api_url or DISCORD
    async with bot:
        closing = _stop_on_signals(bot)
        with _in_plain_words(settings, where):
            await bot.start(settings.token)
        await asyncio.gather(*closing)


def _stop_on_signals(bot: IncidentBot) -> list[asyncio.Task[None]]:
    """Close the bot when the process is asked to end; return where that task will be."""
    loop = asyncio.get_running_loop()
    closing: list[asyncio.Task[None]] = []

    def stop() -> None:
        if not closing:
            closing.append(loop.create_task(bot.close()))

    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C still raises KeyboardInterrupt
            loop.add_signal_handler(name, stop)
    return closing


@contextlib.contextmanager
def _in_plain_words(settings: Settings, where: str) -> Iterator[None]:
    """Turn what can go wrong with Discord into sentences."""
    try:
        yield
    except discord.LoginFailure as error:
        raise SettingsError(
            f"{where} does not accept DISCORD_TOKEN: copy the bot's token again from the Developer Portal, page Bot."
        ) from error
    except discord.PrivilegedIntentsRequired as error:
        raise SettingsError(
            "The bot may not read messages: enable the Message Content Intent in the Developer Portal, page Bot, "
            "or unset DISCORD_MESSAGE_CONTENT."
        ) from error
    except discord.ConnectionClosed as error:
        raise SettingsError(f"{where} closed the connection for good (code {error.code}).") from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise SettingsError(
            f"{where} cannot be reached: check the network{' and DISCORD_API_URL' if settings.api_url else ''}."
        ) from error
    except (discord.HTTPException, discord.GatewayNotFound) as error:
        status = getattr(error, "status", "no gateway")
        raise SettingsError(f"{where} refused the bot ({status}){_check_address(settings)}.") from error
    except (TypeError, KeyError, ValueError) as error:
        if settings.api_url is None:
            raise
        raise SettingsError(f"{where} does not answer as Discord does{_check_address(settings)}.") from error


def _check_address(settings: Settings) -> str:
    return ": check DISCORD_API_URL, which ends in /api/v10" if settings.api_url else ""


def _without_traceback(record: logging.LogRecord) -> bool:
    """Let a lost connection, which discord.py mends by itself, be one line."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, (OSError, TimeoutError, aiohttp.ClientError, discord.ConnectionClosed)):
        record.msg, record.args = f"{record.getMessage()} ({type(error).__name__})", ()
        record.exc_info, record.exc_text = None, None
    return True
