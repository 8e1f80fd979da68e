"""Where an interaction or a message is, and in which language to reply there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

import discord

from bot.service.settings import Place

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.service.answering import Answering
    from bot.service.settings import SettingsCache

_PLACE = "place"  # among an interaction's extras


class _HasAnswering(Protocol):
    answering: Answering


def answering_of(interaction: discord.Interaction) -> Answering:
    """Return what answers in the bot that an interaction reached."""
    return cast("_HasAnswering", interaction.client).answering


async def place_of(interaction: discord.Interaction) -> Place:
    """Return where an interaction is, with the settings there; they are read once an interaction."""
    if _PLACE not in interaction.extras:
        # Members who installed the bot for themselves take it to servers that did not, whose admins know nothing of it.
        guild_id = interaction.guild_id if interaction.is_guild_integration() or _is_own_button(interaction) else None
        channel = interaction.channel
        interaction.extras[_PLACE] = Place(
            await answering_of(interaction).settings.of(guild_id),
            channel.id if channel else 0,
            guild_id,
            getattr(channel, "parent_id", None),
            str(interaction.guild_locale) if interaction.guild_locale else None,
        )
    return cast("Place", interaction.extras[_PLACE])


async def place_of_message(message: discord.Message, settings: SettingsCache) -> Place:
    """Return where a message is, with the settings there."""
    guild, channel = message.guild, message.channel
    if guild is None:
        return Place(await settings.of(None), channel.id)
    parent_id = getattr(channel, "parent_id", None)
    return Place(await settings.of(guild.id), channel.id, guild.id, parent_id, str(guild.preferred_locale))


async def words_for(interaction: discord.Interaction) -> Words:
    """Return the language of whoever clicked or ran a command, else the server's."""
    return answering_of(interaction).words(await place_of(interaction), str(interaction.locale))


def _is_own_button(interaction: discord.Interaction) -> bool:
    """Tell whether a click is on a server the bot is a member of: a button there need not say who installed it."""
    if interaction.type is not discord.InteractionType.component or interaction.guild_id is None:
        return False
    return interaction.client.get_guild(interaction.guild_id) is not None
