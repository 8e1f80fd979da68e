"""/news: what is new in the sources."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.interactions.place import place_of, words_for
from bot.interactions.responding import in_time, send
from bot.messages.desk.news import render_news
from bot.messages.markdown import clip
from bot.service.news.bulletin import Bulletin, compose_bulletin
from bot.service.refusal import Refusal
from index import DaysError, read_limits

if TYPE_CHECKING:
    from bot.service.answering import Answering

LONGEST_DAYS = 60
AT_FIRST = timedelta(days=7)  # how far back the news go for who has never asked


class News(commands.Cog):
    """Tell members what is new."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    @app_commands.command(extras={"asks": True})
    async def news(
        self,
        interaction: discord.Interaction,
        since: app_commands.Range[str, 1, LONGEST_DAYS] = "",
        private: bool | None = None,
    ) -> None:
        """Quote the sentences that came since a day, or since this member last asked."""
        place, words = await place_of(interaction), await words_for(interaction)
        hidden, today = place.hides(private), interaction.created_at.date().isoformat()
        try:
            days = read_limits(since, "", words.language, today)
        except DaysError as error:
            raise Refusal("days", text=clip(error.text, LONGEST_DAYS)) from error
        moment = datetime.combine(days.first, time(tzinfo=UTC)) if days else None
        finding = self._find(interaction.user.id, moment)
        bulletin, began = await in_time(interaction, finding, private=hidden)
        await send(interaction, render_news(bulletin, began, words), private=hidden)

    async def _find(self, user_id: int, since: datetime | None) -> tuple[Bulletin, datetime]:
        """Return what is new and since when: since they last asked, else of the last days, where they do not say."""
        answering, reloads = self._answering, self._answering.store.reloads
        visited = await reloads.visit(user_id)
        since = since or visited or discord.utils.utcnow() - AT_FIRST
        records = await reloads.since(since)
        _, bulletin = await answering.snapshots.ask(partial(compose_bulletin, records=records))
        return bulletin, since
