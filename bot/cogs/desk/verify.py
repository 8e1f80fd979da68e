"""/verify, and the message menu: whether the sources hold a quote that somebody shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n import BASE
from bot.interactions.place import place_of, words_for
from bot.interactions.responding import in_time, send
from bot.interactions.wording import text_of
from bot.messages.desk.verification import LONGEST_CLAIM, claim_in, render_verification
from bot.service.refusal import Refusal

if TYPE_CHECKING:
    from bot.service.answering import Answering


class Verify(commands.Cog):
    """Check a quote against the sources."""

    def __init__(self, bot: commands.AutoShardedBot, answering: Answering) -> None:
        self._bot = bot
        self._answering = answering
        menus = answering.catalogue.words(BASE)
        name = app_commands.locale_str(menus("commands.menus.verify.name"), key="menus.verify")
        self._menu = app_commands.ContextMenu(name=name, callback=self.verify_message, extras={"asks": True})

    async def cog_load(self) -> None:
        """Add the menu: a cog cannot declare one."""
        self._bot.tree.add_command(self._menu)

    @app_commands.command(extras={"asks": True})
    async def verify(
        self,
        interaction: discord.Interaction,
        text: app_commands.Range[str, 1, LONGEST_CLAIM],
        private: bool | None = None,
    ) -> None:
        """Check a quote."""
        await self._respond(interaction, text, private=(await place_of(interaction)).hides(private))

    async def verify_message(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Check what somebody's message quotes, privately: its author did not ask for it."""
        await self._respond(interaction, claim_in(text_of(message)), private=True)

    async def _respond(self, interaction: discord.Interaction, text: str, *, private: bool) -> None:
        if not text.strip():
            raise Refusal("no_question")
        words = await words_for(interaction)
        verifying = self._answering.snapshots.ask(lambda corpus: corpus.verify(text))
        snapshot, found = await in_time(interaction, verifying, private=private)
        await send(interaction, render_verification(found, snapshot.corpus.sources, words), private=private)
