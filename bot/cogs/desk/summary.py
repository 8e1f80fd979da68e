"""/summary: the sources in a few of their own sentences."""

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
        length: str = Length.MEDIUM,
        about: app_commands.Range[str, 1, LONGEST_TOPIC] = "",
        private: bool | None = None,
    ) -> None:
        """Quote the sentences that say most, of all that the sources say or of what they say about a topic."""
        place, words = await place_of(interaction), await words_for(interaction)
        hidden = place.hides(private)
        summing_up = self._answering.snapshots.ask(lambda corpus: corpus.summary(Length(length), about))
        _, summary = await in_time(interaction, summing_up, private=hidden)
        for page in render_summary(summary, words):
            view = quotes_view(page.quotes, words, None if hidden else interaction.user.id)
            await send(interaction, page.text, private=hidden, view=view)
