"""/index: see how the bot is doing, and which questions went unanswered; its other commands are in `sources`."""

from __future__ import annotations

import contextlib
import csv
import io
import logging
import math
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.cogs.ask import LIKED, PROPOSAL_LENGTH, closest_questions
from bot.cogs.sources import Sources, index
from bot.interactions.place import words_for
from bot.messages.lists import list_gaps
from bot.messages.operators.changes import size_of
from bot.storage.errors import StoreError
from index import Meaning

if TYPE_CHECKING:
    from collections.abc import Iterable

    from discord.ext import commands

    from bot.i18n import Words
    from bot.interactions.publication import Publication
    from bot.service.answering import Answering
    from bot.storage.misses import Gap

SHOWN, EXPORTED = 15, 10_000

log = logging.getLogger(__name__)


class Admin(Sources):
    """Manage the index."""

    index = index  # with the commands of `Sources`, and those below

    def __init__(self, bot: commands.AutoShardedBot, answering: Answering, publication: Publication) -> None:
        super().__init__(answering)
        self._bot = bot
        self._publication = publication

    @index.command()
    async def status(self, interaction: discord.Interaction) -> None:
        """Say what is indexed and how the bot is doing."""
        words, snapshot, bot = await words_for(interaction), self._answering.snapshots.current, self._bot
        read = not self._answering.snapshots.is_reading
        text = words(
            "index.status",
            **size_of(snapshot, words),
            built=discord.utils.format_dt(snapshot.built_at, "R"),
            milliseconds=round(snapshot.seconds * 1000),
            started=discord.utils.format_dt(self._answering.started, "R"),
            shards=len(bot.shards),
            latency=round(bot.latency * 1000) if math.isfinite(bot.latency) else "–",
            meaning=words(_MEANINGS[snapshot.corpus.meaning] if read else "index.reading"),
            content=words("index.content_on" if bot.intents.message_content else "index.content_off"),
        )
        operators = ", ".join(f"<@{user_id}>" for user_id in await self._answering.operators.of(interaction.client))
        text += "\n" + words("index.operators", operators=operators)
        if self._answering.config.watch:
            text += "\n" + words("index.watched")
        if not self._publication.is_done:
            text += "\n" + words("index.commands_old")
        await interaction.response.send_message(text, ephemeral=True)

    @index.command()
    async def questions(self, interaction: discord.Interaction, export: bool = False) -> None:
        """List the questions that were unanswered or answered unhelpfully."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        words = await words_for(interaction)
        gaps = await self._answering.store.misses.gaps(interaction.guild_id or 0, EXPORTED if export else SHOWN)
        if not gaps:
            await interaction.followup.send(words("gaps.none"), ephemeral=True)
        elif export:
            file = discord.File(io.BytesIO(_csv(gaps, words)), "questions.csv")
            await interaction.followup.send(words("gaps.heading"), file=file, ephemeral=True)
        else:
            await interaction.followup.send(list_gaps(gaps, words), ephemeral=True)

    @index.command()
    async def hide(self, interaction: discord.Interaction, question: str) -> None:
        """Propose a question to nobody any more."""
        await self._answering.store.votes.hide(interaction.guild_id or 0, question)
        log.info("Question hidden by %s (%d) on server %s", interaction.user, interaction.user.id, interaction.guild_id)
        await interaction.response.send_message((await words_for(interaction))("index.hidden"), ephemeral=True)

    @hide.autocomplete("question")
    async def propose_to_hide(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Propose the questions that members are proposed because others found their answers helpful."""
        liked: list[str] = []
        with contextlib.suppress(StoreError):  # the log knows
            liked = await self._answering.store.votes.liked_questions(interaction.guild_id or 0, LIKED)
        short = [question for question in liked if len(question) <= PROPOSAL_LENGTH]
        return [app_commands.Choice(name=question, value=question) for question in closest_questions(typed, short)]


_MEANINGS = {
    Meaning.OFF: "index.meaning_off",
    Meaning.READER: "index.meaning_reader",
    Meaning.FULL: "index.meaning_full",
}


def _csv(gaps: Iterable[Gap], words: Words) -> bytes:
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow([words(f"gaps.columns.{name}") for name in ("question", "unanswered", "unhelpful", "last")])
    for gap in gaps:
        # A spreadsheet would evaluate a question that looks like a formula.
        question = f"'{gap.question}" if gap.question.startswith(("=", "+", "-", "@", "\t")) else gap.question
        writer.writerow([question, gap.unanswered, gap.unhelpful, f"{gap.last:%Y-%m-%d}"])
    return output.getvalue().encode("utf-8-sig")
