"""The command tree: the check before every command, the texts of the commands, and where their errors go."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.i18n import BASE
from bot.interactions import errors
from bot.interactions.place import answering_of, place_of
from bot.service.limits import Act

if TYPE_CHECKING:
    from bot.i18n import Catalogue

_BASE_LOCALE = discord.Locale.american_english


class CommandWords(app_commands.Translator):
    """Names and describes the commands in every language that the bot speaks."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """Return the text in one of Discord's locales, None where the bot does not speak it or uses the base text."""
        language = locale.value.partition("-")[0]
        if language not in self._catalogue.languages or (language == BASE and locale is not _BASE_LOCALE):
            return None
        return self._catalogue.words(language).texts.get(f"commands.{_key(string, context)}")


def _key(string: app_commands.locale_str, context: app_commands.TranslationContextTypes) -> str:
    """Return the key of a text in the locale files, e.g. `ask.options.question.name`."""
    kind = "description" if context.location.name.endswith("description") else "name"
    if "key" in string.extras:  # of menus and choices, which do not know their command
        return f"{string.extras['key']}.{kind}"
    if context.location in {Location.parameter_name, Location.parameter_description}:
        return f"{_path(context.data.command)}.options.{context.data.name}.{kind}"
    return f"{_path(context.data)}.{kind}"


def _path(command: object) -> str:
    return str(getattr(command, "qualified_name", "")).replace(" ", ".")


class IncidentTree(app_commands.CommandTree[discord.Client]):
    """The tree of an `IncidentBot`."""

    async def interaction_check(self, interaction: discord.Interaction) -> bool:
        """Count commands and menus against the cooldowns."""
        if interaction.type is discord.InteractionType.application_command:
            answering_of(interaction).work.join()
            command = interaction.command
            asks = command is not None and command.extras.get("asks", False)
            act = Act.ASK if asks else Act.CLICK
            answering_of(interaction).admit(act, interaction.user.id, await place_of(interaction), aloud=False)
        return True

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        """Tell the member, privately."""
        if interaction.type is not discord.InteractionType.autocomplete:
            await errors.report(interaction, error)

    async def payload(self) -> list[dict[str, Any]]:
        """Return the commands as Discord is told them, in every language."""
        translator = self.translator
        if translator is None:
            raise RuntimeError("the translator is set before the commands are published")
        commands = self.get_commands()
        return [_with_base_words(await command.get_translated_payload(self, translator)) for command in commands]

    async def publish(self, known: str | None) -> str:
        """Tell Discord the commands, unless `known` is their digest already; return their digest."""
        payload = await self.payload()
        application_id = self.client.application_id
        content = json.dumps([application_id, payload], sort_keys=True)
        digest = hashlib.sha256(content.encode()).hexdigest()
        if digest != known and application_id is not None:
            await self.client.http.bulk_upsert_global_commands(application_id, payload=payload)
        return digest


def _with_base_words(entry: dict[str, Any]) -> dict[str, Any]:
    """Let the base language's texts be what Discord shows where it has no translation."""
    # The name itself stays as it is: commands are found by it.
    (entry.get("name_localizations") or {}).pop(_BASE_LOCALE.value, None)
    translations = entry.get("description_localizations") or {}
    if _BASE_LOCALE.value in translations:
        entry["description"] = translations.pop(_BASE_LOCALE.value)
    for choice in entry.get("choices", []):  # found by its value, so that its name is a text like any other
        choice["name"] = choice["name_localizations"].pop(_BASE_LOCALE.value)
    for option in entry.get("options", []):
        _with_base_words(option)
    return entry
