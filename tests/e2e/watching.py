"""Whoever watches the bot over HTTP."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from yarl import URL

    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator

ANYWHERE = ("127.0.0.1", 0)  # any free port


@dataclass
class Watcher:
    """Whoever watches the bot over HTTP."""

    url: URL
    session: aiohttp.ClientSession

    async def get(self, path: str) -> tuple[int, Any]:
        async with self.session.get(self.url / path) as response:
            return response.status, await response.json()

    async def lacks(self) -> dict[str, str]:
        """Return what the bot says that it lacks."""
        status, said = await self.get("readyz")
        assert (status, said["ready"]) == ((503, False) if said["missing"] else (200, True))
        return dict(said["missing"])

    async def metrics(self) -> dict[tuple[str, ...], float]:
        """Return the value of each metric by its name and the values of its labels."""
        async with self.session.get(self.url / "metrics") as response:
            assert response.status == 200
            text = await response.text()
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


@contextlib.asynccontextmanager
async def watching(bot: IncidentBot) -> AsyncIterator[Watcher]:
    async with bot.health.served() as url, aiohttp.ClientSession() as session:
        assert url is not None
        yield Watcher(url, session)


@contextlib.asynccontextmanager
async def watched(operator: Operator, **config: object) -> AsyncIterator[tuple[IncidentBot, Watcher]]:
    async with operator.starts(http=ANYWHERE, **config) as bot, watching(bot) as watcher:
        yield bot, watcher


async def told(watcher: Watcher, missing: dict[str, str]) -> bool:
    return await watcher.lacks() == missing


async def counted(watcher: Watcher, key: tuple[str, ...]) -> bool:
    return (await watcher.metrics()).get(key, 0) > 0


def rises(
    before: dict[tuple[str, ...], float], after: dict[tuple[str, ...], float], name: str
) -> dict[tuple[str, ...], float]:
    """Return by how much a metric rose, by the values of its labels; where it did not, nothing."""
    return {
        labels: value - before[named, *labels]
        for (named, *rest), value in after.items()
        if named == name and value != before[named, *(labels := tuple(rest))]
    }
