"""/settings: how the bot behaves on a server."""

from __future__ import annotations

import logging
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.interactions.admins import ForAdmins
from bot.interactions.place import place_of, words_for
from bot.messages.lists import list_settings
from bot.service.refusal import Refusal
from bot.storage.settings import LONGEST_COOLDOWN  # noqa: TC001 - discord.py evaluates the annotations of commands
from index import Strictness

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.storage.settings import GuildSettings

MOST_CHANNELS = 50
STRICTNESSES = [
    app_commands.Choice(name=app_commands.locale_str(level, key=f"choices.strictness.{level}"), value=level.value)
    for level in Strictness
]

log = logging.getLogger(__name__)


class Settings(ForAdmins):
    """Change how the bot behaves on a server."""

    settings = app_commands.Group(
        name="settings",
        description="…",
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )

    @settings.command()
    async def show(self, interaction: discord.Interaction) -> None:
        """Show the current settings."""
        words = await words_for(interaction)
        settings = (await place_of(interaction)).settings
        if not settings.known:
            raise Refusal("store")
        await interaction.response.send_message(list_settings(settings, words), ephemeral=True)

    @settings.command()
    async def automatic(self, interaction: discord.Interaction, channel: discord.TextChannel, on: bool) -> None:
        """Answer questions in a channel without a mention, or stop doing so."""
        await self._change(
            interaction,
            lambda known: replace(known, automatic=_switch(known.automatic, channel.id, on=on)),
            self._needs_content(on=on),
        )

    @settings.command()
    async def allowed(self, interaction: discord.Interaction, channel: discord.TextChannel, on: bool) -> None:
        """Let the bot answer in a channel, and only in channels so allowed, or take that back."""
        await self._change(interaction, lambda known: replace(known, allowed=_switch(known.allowed, channel.id, on=on)))

    @settings.command()
    async def admin(self, interaction: discord.Interaction, role: discord.Role | None = None) -> None:
        """Let a role manage the bot, or no role."""
        note = "settings.open_commands" if role else None
        await self._change(interaction, lambda known: replace(known, admin_role=role.id if role else None), note)

    @settings.command()
    async def language(self, interaction: discord.Interaction, language: str | None = None) -> None:
        """Choose the language for replies where neither the member nor the question determines it."""
        if language is not None and language not in self._answering.catalogue.languages:
            raise Refusal("language", languages=", ".join(self._answering.catalogue.languages))
        await self._change(interaction, lambda known: replace(known, language=language))

    @language.autocomplete("language")
    async def propose_language(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Propose the languages that the bot speaks."""
        words = await words_for(interaction)
        named = {code: words.language_name(code) for code in self._answering.catalogue.languages}
        return [
            app_commands.Choice(name=name, value=code)
            for code, name in named.items()
            if typed.casefold() in f"{code} {name}".casefold()
        ]

    @settings.command()
    async def cooldown(
        self, interaction: discord.Interaction, seconds: app_commands.Range[int, 0, LONGEST_COOLDOWN]
    ) -> None:
        """Choose the minimum time for three questions from one member."""
        await self._change(interaction, lambda known: replace(known, cooldown=seconds))

    @settings.command()
    async def private(self, interaction: discord.Interaction, on: bool) -> None:
        """Make answers to commands private unless the member says otherwise."""
        await self._change(interaction, lambda known: replace(known, private=on))

    @settings.command()
    async def threads(self, interaction: discord.Interaction, on: bool) -> None:
        """Take follow-ups without a mention in threads that the bot takes part in."""
        await self._change(interaction, lambda known: replace(known, threads=on), self._needs_content(on=on))

    @settings.command()
    @app_commands.choices(strictness=STRICTNESSES)
    async def strictness(self, interaction: discord.Interaction, strictness: Strictness) -> None:
        """Choose how sure an answer must be."""
        await self._change(interaction, lambda known: replace(known, strictness=strictness))

    @settings.command()
    async def news(self, interaction: discord.Interaction, channel: discord.TextChannel | None = None) -> None:
        """Tell what is new in the sources in a channel, or in none."""
        me = interaction.guild.me if interaction.guild else None
        if channel is not None and me is not None:
            may = channel.permissions_for(me)
            if not (may.view_channel and may.send_messages):
                raise Refusal("news_channel", channel=channel.mention)
        await self._answering.store.news_channels.turn(interaction.guild_id or 0, on=channel is not None)
        await self._change(interaction, lambda known: replace(known, news=channel.id if channel else None))

    def _needs_content(self, *, on: bool) -> str | None:
        """Return the note that a feature cannot work without the message content intent, where that is so."""
        return "settings.needs_content" if on and not self._answering.config.message_content else None

    async def _change(
        self,
        interaction: discord.Interaction,
        alter: Callable[[GuildSettings], GuildSettings],
        note: str | None = None,
    ) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild_id, user = interaction.guild_id or 0, interaction.user
        words = await words_for(interaction)
        before, after = await self._answering.settings.change(guild_id, alter)
        log.info("Settings of server %d changed by %s (%d): %s", guild_id, user, user.id, _difference(before, after))
        text = list_settings(after, words, before)
        await interaction.followup.send(f"{text}\n{words(note)}" if note else text, ephemeral=True)


def _difference(before: GuildSettings, after: GuildSettings) -> str:
    """Describe a change, for the log."""
    pairs = ((f.name, getattr(before, f.name), getattr(after, f.name)) for f in fields(after))
    return ", ".join(f"{name} {old} -> {new}" for name, old, new in pairs if old != new) or "nothing"


def _switch(channels: tuple[int, ...], channel_id: int, *, on: bool) -> tuple[int, ...]:
    others = tuple(known for known in channels if known != channel_id)
    if on and len(others) >= MOST_CHANNELS:
        raise Refusal("too_many_channels", most=MOST_CHANNELS)
    return (*others, channel_id) if on else others
