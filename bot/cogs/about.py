"""/sources, /help and /privacy: what the bot knows, can do and stores."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.interactions.place import words_for
from bot.messages.help import render_help
from bot.messages.lists import list_sources
from bot.service.sources import recent
from bot.storage.news import quotations
from bot.storage.questions import KEPT

if TYPE_CHECKING:
    from bot.service.answering import Answering


class About(commands.Cog):
    """Tell members about the bot, always privately."""

    privacy = app_commands.Group(name="privacy", description="…")

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    @app_commands.command()
    async def sources(self, interaction: discord.Interaction) -> None:
        """List what is indexed."""
        words = await words_for(interaction)
        text = list_sources(self._answering.snapshots.current, words, datetime.now(UTC).date())
        await interaction.response.send_message(text, ephemeral=True)

    @app_commands.command()
    async def help(self, interaction: discord.Interaction) -> None:
        """Explain how to ask."""
        words = await words_for(interaction)
        own = interaction.client.user
        text = render_help(words, own.mention if own else "", self._answering.command_ids)
        await interaction.response.send_message(text, ephemeral=True)

    @privacy.command()
    async def show(self, interaction: discord.Interaction) -> None:
        """Say what is stored."""
        words = await words_for(interaction)
        await interaction.response.send_message(
            words(
                "privacy.text",
                days=KEPT.days,
                recent=recent.KEPT,
                quoted_days=quotations.KEPT.days,
                quoted=quotations.MOST_REPLIES,
            ),
            ephemeral=True,
        )

    @privacy.command()
    async def forget(self, interaction: discord.Interaction) -> None:
        """Delete everything that came from this member."""
        words = await words_for(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        self._answering.recent.forget(interaction.user.id)
        count = await self._answering.store.forget(interaction.user.id)
        await interaction.followup.send(words.count("privacy.forgotten", count), ephemeral=True)
