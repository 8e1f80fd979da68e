"""/index: reload the sources, see how the bot is doing, and which questions went unanswered."""

from __future__ import annotations

import csv
import io
import logging
import math
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.interactions.place import place_of, words_for
from bot.messages.lists import list_gaps, list_problems
from bot.service.permissions import may_manage
from bot.service.refusal import Refusal
from index import Meaning, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.i18n import Words
    from bot.interactions.publication import Publication
    from bot.service.answering import Answering
    from bot.service.snapshots import Snapshot
    from bot.storage.misses import Gap

SHOWN, EXPORTED = 15, 10_000

log = logging.getLogger(__name__)


class ForAdmins(commands.Cog):
    """Commands for admins only: Discord hides them from others, and here they are refused whatever Discord shows."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def interaction_check(self, interaction: discord.Interaction) -> bool:
        """Refuse members who may not manage the bot."""
        place = await place_of(interaction)
        if place.guild_id is None:
            raise Refusal("guild_only")
        if not may_manage(interaction.user, interaction.permissions, place.settings):
            raise Refusal("not_admin")
        return True


class Admin(ForAdmins):
    """Manage the index."""

    index = app_commands.Group(
        name="index",
        description="…",
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )

    def __init__(self, bot: commands.AutoShardedBot, answering: Answering, publication: Publication) -> None:
        super().__init__(answering)
        self._bot = bot
        self._publication = publication

    @index.command()
    async def reload(self, interaction: discord.Interaction) -> None:
        """Load the sources again; if that fails, the ones in use stay."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        words = await words_for(interaction)
        try:
            reload = await self._answering.snapshots.reload()
        except SourceError as error:
            text = list_problems(error, self._answering.snapshots.current, words)
        else:
            size = _size(reload.after, words)
            if reload.changed:
                text = words("index.reloaded", milliseconds=round(reload.seconds * 1000), **size)
            else:
                text = words("index.unchanged", **size)
        log.info(
            "Reload by %s (%d) on server %s: %s", interaction.user, interaction.user.id, interaction.guild_id, text
        )
        await interaction.followup.send(text, ephemeral=True)

    @index.command()
    async def status(self, interaction: discord.Interaction) -> None:
        """Say what is indexed and how the bot is doing."""
        words, snapshot, bot = await words_for(interaction), self._answering.snapshots.current, self._bot
        read = not self._answering.snapshots.is_reading
        text = words(
            "index.status",
            **_size(snapshot, words),
            built=discord.utils.format_dt(snapshot.built_at, "R"),
            milliseconds=round(snapshot.seconds * 1000),
            started=discord.utils.format_dt(self._answering.started, "R"),
            shards=len(bot.shards),
            latency=round(bot.latency * 1000) if math.isfinite(bot.latency) else "–",
            meaning=words(_MEANINGS[snapshot.corpus.meaning] if read else "index.reading"),
            content=words("index.content_on" if bot.intents.message_content else "index.content_off"),
        )
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


_MEANINGS = {
    Meaning.OFF: "index.meaning_off",
    Meaning.READER: "index.meaning_reader",
    Meaning.FULL: "index.meaning_full",
}


def _size(snapshot: Snapshot, words: Words) -> dict[str, str]:
    return {
        "sources": words.count("index.sources", len(snapshot.corpus.sources)),
        "passages": words.count("index.passages", len(snapshot.corpus.passages)),
        "version": snapshot.name,
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
