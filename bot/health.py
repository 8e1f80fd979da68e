"""How the bot is: what it lacks to serve members as it should, and the figures that are read when asked for."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
from typing import TYPE_CHECKING

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from yarl import URL

from bot.config import ConfigError
from bot.storage.errors import StoreError
from bot.telemetry.endpoint import start_endpoint
from bot.telemetry.metrics import Reconnected

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from discord.ext import commands

    from bot.service.answering import Answering

PATIENCE_SECONDS = 1.0  # that the database may take to answer
PROBED = "health"  # what is looked up in it: nothing

log = logging.getLogger(__name__)


class Health(Collector):
    """Follows the connection of each shard, and asks the database when it is asked itself."""

    def __init__(self, bot: commands.AutoShardedBot, answering: Answering) -> None:
        self._bot = bot
        self._answering = answering
        self._known: set[int] = set()  # shards that were connected once
        self._connected: set[int] = set()
        self._probe: asyncio.Task[str | None] | None = None
        for listener in (self.on_shard_connect, self.on_shard_resumed, self.on_shard_disconnect):
            bot.add_listener(listener)

    async def on_shard_connect(self, shard_id: int) -> None:
        """Note a new session of a shard."""
        if shard_id in self._known:
            self._answering.metrics.reconnects.labels(Reconnected.IDENTIFIED).inc()
        self._known.add(shard_id)
        self._connected.add(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Note that a shard goes on where it left off."""
        self._answering.metrics.reconnects.labels(Reconnected.RESUMED).inc()
        self._connected.add(shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Note that a shard lost its connection."""
        self._connected.discard(shard_id)

    async def lacking(self) -> dict[str, str]:
        """Return what the bot lacks to serve members as it should, by what it is for."""
        sources = self._answering.snapshots.current.corpus.sources
        found = {
            "gateway": self._lost(),
            "sources": None if sources else "No source is loaded.",
            "store": await self._out_of_order(),
        }
        return {name: reason for name, reason in found.items() if reason is not None}

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield what is read only when it is asked for."""
        bot, corpus = self._bot, self._answering.snapshots.current.corpus
        latency = GaugeMetricFamily(
            "incident_bot_gateway_latency_seconds", "From a heartbeat to its acknowledgement", labels=["shard"]
        )
        for shard_id, seconds in bot.latencies:
            if math.isfinite(seconds):  # there was a heartbeat
                latency.add_metric([str(shard_id)], seconds)
        yield latency
        for name, what, value in (
            ("shards", "Shards of this process", len(bot.shards)),
            ("shards_connected", "Shards that are connected to the gateway", len(self._connected)),
            ("servers", "Servers that the bot is on", len(bot.guilds)),
            ("sources", "Sources that are answered from", len(corpus.sources)),
            ("passages", "Passages of these sources", len(corpus.passages)),
        ):
            yield GaugeMetricFamily(f"incident_bot_{name}", what, value)

    @contextlib.asynccontextmanager
    async def served(self) -> AsyncIterator[URL | None]:
        """Serve health and metrics until the block ends, where the operator wants it; yield the address.

        Raises `ConfigError`.
        """
        wanted, metrics = self._answering.config.http, self._answering.metrics
        if wanted is None:
            yield None
            return
        host, port = wanted
        metrics.registry.register(self)
        try:
            runner = await start_endpoint(host, port, metrics.registry, self.lacking)
        except OSError as error:
            reason = str(error.strerror).rpartition(": ")[2].lower()  # asyncio names the address once more
            raise ConfigError(f"INCIDENT_BOT_HTTP: {host}:{port} cannot be listened on ({reason}).") from error
        try:
            address = URL.build(scheme="http", host=host, port=runner.addresses[0][1])
            log.info("Health and metrics are served at %s", address)
            yield address
        finally:
            await runner.cleanup()

    def _lost(self) -> str | None:
        if self._bot.is_closed():
            return "The bot is ending."
        if not self._bot.is_ready():
            return "The bot has not logged in yet."
        down = sorted(self._bot.shards.keys() - self._connected)
        return f"Not connected: shard {', '.join(map(str, down))}." if down else None

    async def _out_of_order(self) -> str | None:
        # One question at a time, however often health is asked for: a database may hang.
        if self._probe is None or self._probe.done():
            self._probe = asyncio.create_task(self._ask_the_store())
        done, _ = await asyncio.wait({self._probe}, timeout=PATIENCE_SECONDS)
        return self._probe.result() if done else "The database does not answer."

    async def _ask_the_store(self) -> str | None:
        try:
            await self._answering.store.recall(PROBED)
        except StoreError as error:
            return str(error)
        return None
