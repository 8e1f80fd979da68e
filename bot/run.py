"""Run the bot on Discord until it is told to stop; whatever prevents it becomes one sentence."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import yarl

from bot.client import IncidentBot
from bot.config import ConfigError, NotPermittedError, TemporaryError
from bot.service.answering import Answering
from bot.service.models import load_reranker
from bot.service.snapshots import Snapshot, Snapshots
from bot.service.soundness import find_words, prepare_store
from bot.storage.errors import StoreError
from bot.storage.opening.files import using
from bot.telemetry.logs import log_to_stderr
from bot.telemetry.metrics import Metrics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from bot.config import Config
    from index import Reranker

DISCORD = "Discord"
NOT_ACCEPTED = "{where} does not accept DISCORD_TOKEN: copy the bot's token again from the Developer Portal, page Bot."
AUTHENTICATION_FAILED, WRONGLY_SET_UP = 4004, {4010, 4011, 4012, 4013, 4014}  # codes that the gateway closes with
STOPPING = (signal.SIGTERM, signal.SIGINT)
GRACE_SECONDS = 5.0  # from the first signal to the end of the process


def build_bot(
    config: Config,
    snapshot: Snapshot,
    *,
    reranker: Reranker | None = None,
    clock: Callable[[], datetime] = discord.utils.utcnow,
    guild_ready_timeout: float = 2.0,
) -> IncidentBot:
    """Put the bot together; `clock` tells the time in UTC. Raises `ConfigError`."""
    metrics = Metrics()
    catalogue, store = find_words(config), prepare_store(config, clock, metrics.store_errors.inc)
    snapshots = Snapshots(config.seeds, snapshot, config.meaning, reranker)
    answering = Answering(config, snapshots, store, catalogue, metrics)
    return IncidentBot(answering, guild_ready_timeout=guild_ready_timeout)


def run_bot(config: Config) -> int:
    """Serve until a signal comes; return the exit status. Raises `SourceError` and `ConfigError`."""
    log_to_stderr(config.log_level, *filter(None, [config.token]))
    for name in ("discord.client", "discord.shard"):
        logging.getLogger(name).addFilter(_without_traceback)
    # Before there is an event loop, so that Ctrl-C ends it at once: it may take a while.
    reranker = load_reranker(config)
    snapshot = Snapshot.load(config.seeds)
    with using(config.database_url):
        asyncio.run(_serve(config, snapshot, reranker))
    return 0


async def _serve(config: Config, snapshot: Snapshot, reranker: Reranker | None) -> None:
    """Log in and answer until told to stop. Raises `ConfigError` with what the operator can do."""
    if config.token is None:
        raise ConfigError("DISCORD_TOKEN is not set.")
    if config.api_url:
        discord.http.Route.BASE = config.api_url
    if config.gateway_url:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(config.gateway_url)
    asyncio.get_running_loop().set_exception_handler(_log_unless_known)
    bot = build_bot(config, snapshot, reranker=reranker)
    stop = stop_on_signals()
    async with bot.health.served(), bot:
        serving, stopping = asyncio.create_task(bot.start(config.token)), asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not stop.is_set():
            stopping.cancel()
            with _in_plain_words(config):
                return await serving
        if not bot.is_ready():  # still logging in: nobody waits for an answer
            serving.cancel()
        await bot.close()
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
    return None


def stop_on_signals() -> asyncio.Event:
    """Return an event that is set when the process is asked to end.

    From then on the process ends within `GRACE_SECONDS`, whatever still hangs; when asked again, it ends at once.
    """
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def begin_to_stop() -> None:
        stop.set()
        deadline = threading.Timer(GRACE_SECONDS, os._exit, (0,))
        deadline.daemon = True
        deadline.start()
        for number in STOPPING:
            loop.remove_signal_handler(number)
            signal.signal(number, lambda number, _: os._exit(128 + number))

    for number in STOPPING:
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C still raises KeyboardInterrupt
            loop.add_signal_handler(number, begin_to_stop)
    return stop


def _log_unless_known(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what no task waits for any more, but a lost database: the store has said so, and lets its work finish."""
    if not isinstance(context.get("exception"), StoreError):
        loop.default_exception_handler(context)


@contextlib.contextmanager
def _in_plain_words(config: Config) -> Iterator[None]:
    """Turn what can go wrong with Discord into one sentence each."""
    where = config.api_url or DISCORD
    try:
        yield
    except discord.LoginFailure as error:
        raise ConfigError(NOT_ACCEPTED.format(where=where)) from error
    except discord.PrivilegedIntentsRequired as error:
        raise NotPermittedError(
            "The bot may not read messages: enable the Message Content Intent in the Developer Portal, page Bot, "
            "or unset DISCORD_MESSAGE_CONTENT."
        ) from error
    except discord.ConnectionClosed as error:
        if error.code == AUTHENTICATION_FAILED:
            raise ConfigError(NOT_ACCEPTED.format(where=where)) from error
        closed = NotPermittedError if error.code in WRONGLY_SET_UP else TemporaryError
        raise closed(f"{where} closed the connection for good (code {error.code}).") from error
    except (aiohttp.ClientError, OSError) as error:
        raise TemporaryError(
            f"{where} cannot be reached: check the network{' and DISCORD_API_URL' if config.api_url else ''}."
        ) from error
    except (discord.HTTPException, discord.GatewayNotFound) as error:
        status = getattr(error, "status", None)
        passing = status is None or status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
        refused = TemporaryError if passing else ConfigError
        raise refused(f"{where} refused the bot ({status or 'no gateway'}){_check_address(config)}.") from error
    except (TypeError, KeyError, ValueError) as error:
        if config.api_url is None:
            raise
        raise ConfigError(f"{where} does not answer as Discord does{_check_address(config)}.") from error


def _check_address(config: Config) -> str:
    return ": check DISCORD_API_URL, which ends in /api/v10" if config.api_url else ""


def _without_traceback(record: logging.LogRecord) -> bool:
    """Reduce a lost connection, which discord.py restores by itself, to one line."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, (OSError, aiohttp.ClientError, discord.DiscordException)):
        record.msg, record.args = f"{record.getMessage()} ({type(error).__name__})", ()
        record.exc_info, record.exc_text = None, None
    return True
