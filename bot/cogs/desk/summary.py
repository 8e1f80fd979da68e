"""/summary: the sources in a few of their own sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.interactions.asides import SENTENCES
from bot.interactions.buttons import quotes_view
from bot.interactions.place import place_of, words_for
from bot.interactions.responding import in_time, send
from bot.messages.desk.summary import render_summary

if TYPE_CHECKING:
    from bot.service.answering import Answering


class Summary(commands.Cog):
    """Sum up without rewriting."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    @app_commands.command(extras={"asks": True})
    async def summary(self, interaction: discord.Interaction, private: bool | None = None) -> None:
        """Quote the sentences that say most."""
        place, words = await place_of(interaction), await words_for(interaction)
        hidden = place.hides(private)
        summing_up = self._answering.snapshots.ask(lambda corpus: corpus.summary(SENTENCES))
        _, quotes = await in_time(interaction, summing_up, private=hidden)
        view = quotes_view(quotes, words, None if hidden else interaction.user.id)
        await send(interaction, render_summary(quotes, words), private=hidden, view=view)
