"""/sources, /help and /privacy: what the bot knows, can do and keeps."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.messages.answer import PUBLISHER_LENGTH, TITLE_LENGTH, fit, masked_link
from bot.messages.markdown import clip, one_line
from bot.storage.store import KEPT

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.service.answering import Answering
    from bot.service.snapshots import Snapshot
    from index import Source


class About(commands.Cog):
    """Tell members what they are dealing with; always privately."""

    privacy = app_commands.Group(name="privacy", description="…")

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    @app_commands.command()
    async def sources(self, interaction: discord.Interaction) -> None:
        """List what is indexed."""
        words = await self._answering.words_for(interaction)
        text = list_sources(self._answering.snapshots.current, words, datetime.now(UTC).date())
        await interaction.response.send_message(text, ephemeral=True)

    @app_commands.command()
    async def help(self, interaction: discord.Interaction) -> None:
        """Say how to ask."""
        words = await self._answering.words_for(interaction)
        own = interaction.client.user
        await interaction.response.send_message(words("help.text", bot=own.mention if own else ""), ephemeral=True)

    @privacy.command()
    async def show(self, interaction: discord.Interaction) -> None:
        """Say what is kept."""
        words = await self._answering.words_for(interaction)
        await interaction.response.send_message(words("privacy.text", days=KEPT.days), ephemeral=True)

    @privacy.command()
    async def forget(self, interaction: discord.Interaction) -> None:
        """Drop what came from this member."""
        words = await self._answering.words_for(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        count = await self._answering.store.forget(interaction.user.id)
        await interaction.followup.send(words.count("privacy.forgotten", count), ephemeral=True)


def list_sources(snapshot: Snapshot, words: Words, today: date) -> str:
    """Return a line for each source: title, publisher, date, age, language, passages, link."""
    corpus = snapshot.corpus
    lines = [f"- {_describe(source, len(corpus.passages_of(source)), words, today)}" for source in corpus.sources]
    return fit([words.count("index.sources", len(lines)), *lines], words)


def _describe(source: Source, passages: int, words: Words, today: date) -> str:
    title = clip(one_line(source.title), TITLE_LENGTH)
    parts = [masked_link(title, source.url) if source.url else f"**{title}**"]
    if source.publisher:
        parts.append(clip(one_line(source.publisher), PUBLISHER_LENGTH))
    if source.published:
        year, month, day = (int(part) for part in (f"{source.published}-01-01").split("-")[:3])
        age = words.age(max((today - date(year, month, day)).days, 0))
        parts.append(f"{words.date(source.published)} ({age})")
    parts += [words.language_name(source.language), words.count("index.passages", passages)]
    return " · ".join(parts)
