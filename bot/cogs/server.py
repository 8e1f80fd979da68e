"""/settings: what the admins of a server choose."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.cogs.admin import ForAdmins
from bot.refusal import Refusal

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.i18n import Words
    from bot.store import GuildSettings

LONGEST_COOLDOWN = 3600
MOST_CHANNELS = 50

log = logging.getLogger(__name__)


class Server(ForAdmins):
    """Change how the bot behaves on a server."""

    settings = app_commands.Group(
        name="settings",
        description="…",
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)

    @settings.command()
    async def show(self, interaction: discord.Interaction) -> None:
        """Say what is set."""
        words = await self._desk.words_for(interaction)
        settings = await self._desk.guild(interaction.guild_id)
        await interaction.response.send_message(_describe(settings, words), ephemeral=True)

    @settings.command()
    async def automatic(self, interaction: discord.Interaction, channel: discord.TextChannel, on: bool) -> None:
        """Answer questions in a channel without a mention, or no longer."""
        current = await self._desk.guild(interaction.guild_id)
        changed = replace(current, automatic=_switch(current.automatic, channel.id, on=on))
        note = "" if self._desk.settings.message_content else "settings.needs_content"
        await self._change(interaction, changed, note if on else "")

    @settings.command()
    async def allowed(self, interaction: discord.Interaction, channel: discord.TextChannel, on: bool) -> None:
        """Let the bot answer in a channel, and only in such ones, or no longer."""
        current = await self._desk.guild(interaction.guild_id)
        await self._change(interaction, replace(current, allowed=_switch(current.allowed, channel.id, on=on)))

    @settings.command()
    async def admin(self, interaction: discord.Interaction, role: discord.Role | None = None) -> None:
        """Let a role manage the bot, or none."""
        current = await self._desk.guild(interaction.guild_id)
        note = "settings.open_commands" if role else ""
        await self._change(interaction, replace(current, admin_role=role.id if role else None), note)

    @settings.command()
    async def language(self, interaction: discord.Interaction, language: str | None = None) -> None:
        """Choose the bot's language where neither member nor question tells."""
        if language is not None and language not in self._desk.catalogue.languages:
            raise Refusal("language", languages=", ".join(self._desk.catalogue.languages))
        current = await self._desk.guild(interaction.guild_id)
        await self._change(interaction, replace(current, language=language))

    @language.autocomplete("language")
    async def propose_language(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Propose the languages that the bot speaks."""
        words = await self._desk.words_for(interaction)
        named = {code: words.language_name(code) for code in self._desk.catalogue.languages}
        return [
            app_commands.Choice(name=name, value=code)
            for code, name in named.items()
            if typed.casefold() in f"{code} {name}".casefold()
        ]

    @settings.command()
    async def cooldown(
        self, interaction: discord.Interaction, seconds: app_commands.Range[int, 0, LONGEST_COOLDOWN]
    ) -> None:
        """Choose how long three questions of one member must take."""
        current = await self._desk.guild(interaction.guild_id)
        await self._change(interaction, replace(current, cooldown=seconds))

    @settings.command()
    async def private(self, interaction: discord.Interaction, on: bool) -> None:
        """Make answers to commands private unless the member says otherwise."""
        current = await self._desk.guild(interaction.guild_id)
        await self._change(interaction, replace(current, private=on))

    @settings.command()
    async def threads(self, interaction: discord.Interaction, on: bool) -> None:
        """Take follow-ups without a mention in threads that the bot takes part in."""
        current = await self._desk.guild(interaction.guild_id)
        note = "" if self._desk.settings.message_content else "settings.needs_content"
        await self._change(interaction, replace(current, threads=on), note if on else "")

    async def _change(self, interaction: discord.Interaction, settings: GuildSettings, note: str = "") -> None:
        guild_id = interaction.guild_id or 0
        words = await self._desk.words_for(interaction)
        await self._desk.change(guild_id, settings)
        user = interaction.user
        log.info("Settings of server %d changed by %s (%d): %s", guild_id, user, user.id, settings)
        text = words("settings.changed") + "\n" + _describe(settings, words)
        await interaction.response.send_message(f"{text}\n{words(note)}" if note else text, ephemeral=True)


def _switch(channels: tuple[int, ...], channel_id: int, *, on: bool) -> tuple[int, ...]:
    others = tuple(known for known in channels if known != channel_id)
    if on and len(others) >= MOST_CHANNELS:
        raise Refusal("too_many_channels", most=MOST_CHANNELS)
    return (*others, channel_id) if on else others


def _describe(settings: GuildSettings, words: Words) -> str:
    def channels(ids: tuple[int, ...], otherwise: str) -> str:
        return ", ".join(f"<#{channel}>" for channel in ids) or words(f"settings.{otherwise}")

    def switch(*, on: bool) -> str:
        return words("settings.yes" if on else "settings.no")

    values = {
        "automatic": channels(settings.automatic, "none"),
        "allowed": channels(settings.allowed, "everywhere"),
        "admin": f"<@&{settings.admin_role}>" if settings.admin_role else words("settings.managers"),
        "language": words.language_name(settings.language) if settings.language else words("settings.server_language"),
        "cooldown": words.count("settings.seconds", settings.cooldown) if settings.cooldown else words("settings.no"),
        "private": switch(on=settings.private),
        "threads": switch(on=settings.threads),
    }
    return "\n".join(f"- {words(f'settings.names.{name}')} {value}" for name, value in values.items())
