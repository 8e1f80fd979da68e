"""Commands that are not for everybody: Discord hides them from others, and here they are refused whatever it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.interactions.place import place_of
from bot.service.permissions import may_manage
from bot.service.refusal import Refusal

if TYPE_CHECKING:
    import discord

    from bot.service.answering import Answering

FOR_OPERATORS = {"operators": True}  # extras of a command that changes what all servers share


class ForAdmins(commands.Cog):
    """Commands for the admins of a server; those with the extras `FOR_OPERATORS` are for operators instead."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def interaction_check(self, interaction: discord.Interaction) -> bool:
        """Refuse members who may not, and whoever installed the bot for themselves alone."""
        place = await place_of(interaction)
        if interaction.guild_id is None:
            raise Refusal("guild_only")
        if place.guild_id is None:
            raise Refusal("not_installed")
        command = interaction.command
        if command is not None and command.extras.get("operators"):
            if interaction.user.id not in await self._answering.operators.of(interaction.client):
                raise Refusal("not_operator")
        elif not may_manage(interaction.user, interaction.permissions, place.settings):
            raise Refusal("not_admin")
        return True
