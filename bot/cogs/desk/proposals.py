"""What is proposed while somebody types the name of a speaker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from index import Corpus

if TYPE_CHECKING:
    from bot.service.snapshots import Snapshots

LONGEST_NAME = 100
PROPOSALS = 25  # Discord's limit


async def propose_speakers(snapshots: Snapshots, typed: str) -> list[app_commands.Choice[str]]:
    """Propose those who speak, those who say most first."""
    _, speakers = await snapshots.ask(Corpus.speakers)
    names = [speaker.name for speaker in speakers if len(speaker.name) <= LONGEST_NAME]
    fitting = [name for name in names if typed.casefold() in name.casefold()]
    return [app_commands.Choice(name=name, value=name) for name in fitting[:PROPOSALS]]
