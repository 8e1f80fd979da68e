"""/compare: what each of two parties says on a topic, in panels that stand one above the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.desk.proposals import LONGEST_NAME, propose_speakers
from bot.interactions.place import place_of, words_for
from bot.interactions.responding import in_time, send, send_layout
from bot.messages.desk.compare import render_heading, render_panels, say_why_none, say_why_not
from index import PartiesError

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.messages.desk.compare import Panel
    from bot.service.answering import Answering
    from index import Comparison

LONGEST_TOPIC = 100


class Compare(commands.Cog):
    """Set what two parties say side by side."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    @app_commands.command(extras={"asks": True})
    async def compare(
        self,
        interaction: discord.Interaction,
        a: app_commands.Range[str, 1, LONGEST_NAME],
        b: app_commands.Range[str, 1, LONGEST_NAME],
        about: app_commands.Range[str, 1, LONGEST_TOPIC] = "",
        private: bool | None = None,
    ) -> None:
        """Quote what each of two parties says, about a topic."""
        place, words = await place_of(interaction), await words_for(interaction)
        hidden = place.hides(private)
        comparing = self._answering.snapshots.ask(lambda corpus: corpus.compare(a, b, about))
        try:
            _, comparison = await in_time(interaction, comparing, private=hidden)
        except PartiesError as error:
            await send(interaction, say_why_not(error, a, b, words), private=hidden)
            return
        if comparison.is_empty:
            await send(interaction, say_why_none(comparison, words), private=hidden)
        else:
            await send_layout(interaction, _lay_out(comparison, words), private=hidden)

    @compare.autocomplete("a")
    @compare.autocomplete("b")
    async def propose(self, _: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Propose those who speak."""
        return await propose_speakers(self._answering.snapshots, typed)


def _lay_out(comparison: Comparison, words: Words) -> discord.ui.LayoutView:
    """Return a heading above a panel for each party."""
    view = discord.ui.LayoutView()
    view.add_item(discord.ui.TextDisplay(render_heading(comparison, words)))
    for panel in render_panels(comparison, words):
        view.add_item(_container(panel))
    return view


def _container(panel: Panel) -> discord.ui.Container[Any]:
    """Return a panel with a line between its quotes."""
    container: discord.ui.Container[Any] = discord.ui.Container(discord.ui.TextDisplay(panel.heading))
    for number, text in enumerate(panel.quotes):
        if number:
            container.add_item(discord.ui.Separator())
        container.add_item(discord.ui.TextDisplay(text))
    if panel.tail:
        container.add_item(discord.ui.TextDisplay(panel.tail))
    return container
