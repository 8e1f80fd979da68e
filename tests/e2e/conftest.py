from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import discord
import pytest

from bot.client import IncidentBot
from bot.config import Config
from bot.run import build_bot
from bot.service import settings
from bot.service.snapshots import Snapshot
from tests.e2e.stage import Stage

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@dataclass
class Operator:
    """Whoever runs the bot: has a folder of sources and a database of their own, and may start it again."""

    stage: Stage
    config: Config
    ahead: timedelta = timedelta()  # by how much the bot's clock is

    def clock(self) -> datetime:
        return discord.utils.utcnow() + self.ahead

    @property
    def seeds(self) -> Path:
        return self.config.seeds

    def starts(self, **config: object) -> AbstractAsyncContextManager[IncidentBot]:
        """Run the bot until the block ends."""
        changed = replace(self.config, **config)  # type: ignore[arg-type]  # fields of Config, by name
        bot = build_bot(
            changed, Snapshot.load(changed.seeds, meaning=changed.meaning), clock=self.clock, guild_ready_timeout=0.03
        )
        return self.stage.running(bot)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let settings take long: a busy machine may need more than the second after which the bot answers privately."""
    monkeypatch.setattr(settings, "PATIENCE_SECONDS", 10.0)


@pytest.fixture
def operator(stage: Stage, tmp_path: Path) -> Operator:
    seeds = tmp_path / "seeds"
    shutil.copytree(SEEDS, seeds)
    for path in seeds.iterdir():
        path.chmod(0o644)
    database = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    return Operator(stage, Config(seeds=seeds, database_url=database, language="fr"))


@pytest.fixture
async def bot(operator: Operator) -> AsyncIterator[IncidentBot]:
    async with operator.starts() as bot:
        yield bot
