"""/summary: the sources, or what they say about a topic, in a few of their own sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.interactions.buttons import quotes_view
from bot.interactions.place import place_of, words_for
from bot.interactions.responding import in_time, send
from bot.messages.desk.summary import render_summary
from index import Length

if TYPE_CHECKING:
    from bot.service.answering import Answering

LONGEST_TOPIC = 100
LENGTHS = [
    app_commands.Choice(name=app_commands.locale_str(length, key=f"choices.length.{length}"), value=length.value)
    for length in Length
]


class Summary(commands.Cog):
    """Sum up without rewriting."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    @app_commands.command(extras={"asks": True})
    @app_commands.choices(length=LENGTHS)
    async def summary(
        self,
        interaction: discord.Interaction,
        length: app_commands.Choice[str] | None = None,
        about: app_commands.Range[str, 1, LONGEST_TOPIC] = "",
        private: bool | None = None,
    ) -> None:
        """Quote the sentences that say most, of everything or of a topic."""
        place, words = await place_of(interaction), await words_for(interaction)
        hidden = place.hides(private)
        wanted = Length(length.value) if length else Length.MEDIUM
        summing_up = self._answering.snapshots.ask(lambda corpus: corpus.summary(wanted, about))
        _, summary = await in_time(interaction, summing_up, private=hidden)
        view = quotes_view(summary.quotes, words, None if hidden else interaction.user.id)
        await send(interaction, render_summary(summary, words), private=hidden, view=view)
