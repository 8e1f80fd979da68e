"""/timeline: what happened when, in the sources' own sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.interactions.place import place_of, words_for
from bot.interactions.responding import in_time, send
from bot.messages.desk.timeline import render_timeline
from bot.messages.markdown import clip
from bot.service.refusal import Refusal
from index import DaysError

if TYPE_CHECKING:
    from bot.service.answering import Answering

LONGEST_DAYS, LONGEST_TOPIC = 60, 100


class Timeline(commands.Cog):
    """Put what the sources say in the order of its days."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    @app_commands.command(extras={"asks": True})
    @app_commands.rename(since="from", until="to")
    async def timeline(
        self,
        interaction: discord.Interaction,
        since: app_commands.Range[str, 1, LONGEST_DAYS] = "",
        until: app_commands.Range[str, 1, LONGEST_DAYS] = "",
        about: app_commands.Range[str, 1, LONGEST_TOPIC] = "",
        private: bool | None = None,
    ) -> None:
        """Quote the sentences that say when, from one day to another, about a topic."""
        place, words = await place_of(interaction), await words_for(interaction)
        hidden = place.hides(private)
        reading = self._answering.snapshots.ask(lambda corpus: corpus.timeline(since, until, about, words.language))
        try:
            _, timeline = await in_time(interaction, reading, private=hidden)
        except DaysError as error:
            if error.text:
                raise Refusal("days", text=clip(error.text, LONGEST_DAYS)) from error
            raise Refusal("days_reversed", since=clip(since, LONGEST_DAYS), until=clip(until, LONGEST_DAYS)) from error
        await send(interaction, render_timeline(timeline, words), private=hidden)
