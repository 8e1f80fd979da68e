"""The real bot, with the real article and a store of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import Settings
from bot.run import build_bot

if TYPE_CHECKING:
    from bot.client import IncidentBot

HOME = Path(__file__).resolve().parents[2]


def incident_bot(folder: Path, *, seeds: Path = HOME / "seeds", message_content: bool = False) -> IncidentBot:
    """Put the bot together, its database in `folder`."""
    database = f"sqlite+aiosqlite:///{(folder / 'store.db').as_posix()}"
    settings = Settings(seeds=seeds, database_url=database, message_content=message_content, language="fr")
    return build_bot(settings, guild_ready_timeout=0.1)
