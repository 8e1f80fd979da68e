"""/who: who speaks in the sources, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.desk.proposals import LONGEST_NAME, propose_speakers
from bot.interactions.place import place_of, words_for
from bot.interactions.responding import in_time, send
from bot.messages.desk.who import render_speakers, render_statements
from index import Corpus

if TYPE_CHECKING:
    from bot.service.answering import Answering


class Who(commands.Cog):
    """Tell who says what."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    @app_commands.command(extras={"asks": True})
    async def who(
        self,
        interaction: discord.Interaction,
        name: app_commands.Range[str, 1, LONGEST_NAME] | None = None,
        private: bool | None = None,
    ) -> None:
        """Quote everybody who speaks, or all that one of them says."""
        place, words = await place_of(interaction), await words_for(interaction)
        hidden = place.hides(private)
        listing = self._answering.snapshots.ask(Corpus.speakers)
        _, speakers = await in_time(interaction, listing, private=hidden)
        text = render_speakers(speakers, words) if name is None else render_statements(name, speakers, words)
        await send(interaction, text, private=hidden)

    @who.autocomplete("name")
    async def propose(self, _: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Propose those who speak."""
        return await propose_speakers(self._answering.snapshots, typed)
