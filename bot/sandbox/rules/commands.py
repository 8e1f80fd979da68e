"""Application commands: names, descriptions, options, choices and localizations, and how many of each."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from discord import Locale

from bot.sandbox.errors import FormErrors
from bot.sandbox.rules.shapes import (
    BITFIELD,
    BOOLEAN,
    INTEGER,
    NUMBER,
    STRING,
    STRING_OR_NUMBER,
    Each,
    ObjectShape,
    Required,
    at,
)

if TYPE_CHECKING:
    from bot.sandbox.objects import Json

CHAT_INPUT, USER, MESSAGE = 1, 2, 3
SUB_COMMAND, SUB_COMMAND_GROUP = 1, 2
MOST = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}
MAX_OPTIONS, MAX_CHOICES, MAX_TOTAL = 25, 25, 8000
LOCALES = frozenset(locale.value for locale in Locale)

CHOICE_SHAPE: ObjectShape = {"name": STRING, "value": Required(STRING_OR_NUMBER), "name_localizations": Each(STRING)}
OPTION_SHAPE: ObjectShape = {
    "type": Required(INTEGER),
    "name": STRING,
    "name_localizations": Each(STRING),
    "description": STRING,
    "description_localizations": Each(STRING),
    "required": BOOLEAN,
    "autocomplete": BOOLEAN,
    "min_length": INTEGER,
    "max_length": INTEGER,
    "min_value": NUMBER,
    "max_value": NUMBER,
    "choices": [CHOICE_SHAPE],
}
OPTION_SHAPE |= {"options": [OPTION_SHAPE]}
COMMAND_SHAPE: ObjectShape = {
    "type": INTEGER,
    "name": STRING,
    "name_localizations": Each(STRING),
    "description": STRING,
    "description_localizations": Each(STRING),
    "default_member_permissions": BITFIELD,
    "integration_types": [INTEGER],
    "contexts": [INTEGER],
    "nsfw": BOOLEAN,
    "options": [OPTION_SHAPE],
}


def check_commands(commands: list[Json]) -> None:
    """Refuse an invalid bulk overwrite: an invalid command, too many of a type, or a name used twice for one type."""
    form = FormErrors()
    seen: set[tuple[int, str | None]] = set()
    for index, command in enumerate(commands):
        _check_one(str(index), command, form)
        key = (command.get("type", CHAT_INPUT), command.get("name"))
        if key in seen:
            form.add(f"{index}.name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
        seen.add(key)
    for kind, most in MOST.items():
        if sum(c.get("type", CHAT_INPUT) == kind for c in commands) > most:
            form.add("_", "BASE_TYPE_MAX_LENGTH", f"At most {most} commands of type {kind}.")
    form.raise_if_any()


def check_command(command: Json) -> None:
    """Refuse an invalid command."""
    form = FormErrors()
    _check_one("", command, form)
    form.raise_if_any()


def is_valid_name(name: str) -> bool:
    """Tell whether `name` can name a slash command or an option: 1 to 32 lower-case letters, digits, - _ '."""
    marks = all(c in "-_'" or unicodedata.category(c)[0] in "LNM" for c in name)
    return 1 <= len(name) <= 32 and marks and name == name.lower()


def _check_one(path: str, command: Json, form: FormErrors) -> None:
    kind = command.get("type", CHAT_INPUT)
    _check_names(path, command, form, free=kind != CHAT_INPUT)
    if kind == CHAT_INPUT:
        _check_descriptions(path, command, form)
        _check_options(path, command.get("options") or [], form, depth=0)
    elif command.get("description"):
        form.add(at(path, "description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", "Menus have no description")
    elif command.get("options"):
        form.add(at(path, "options"), "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS", "Menus have no options")
    if _total_length(command) > MAX_TOTAL:
        message = f"Command exceeds maximum size ({MAX_TOTAL})"
        form.add(path or "_", "APPLICATION_COMMAND_TOO_LARGE", message)


def _check_names(path: str, entry: Json, form: FormErrors, *, free: bool) -> None:
    names = {at(path, "name"): entry.get("name")}
    for locale, name in (entry.get("name_localizations") or {}).items():
        names[at(path, f"name_localizations.{locale}")] = name
        _check_locale(at(path, "name_localizations"), locale, form)
    for field, name in names.items():
        if name is None:
            form.required(field)
        elif free:
            form.length(field, name, 1, 32)
        elif not is_valid_name(name):
            message = "Command name is invalid: 1 to 32 lower-case letters, digits, hyphens, underscores."
            form.add(field, "APPLICATION_COMMAND_INVALID_NAME", message)


def _check_descriptions(path: str, entry: Json, form: FormErrors) -> None:
    form.length(at(path, "description"), entry.get("description", ""), 1, 100)
    for locale, text in (entry.get("description_localizations") or {}).items():
        form.length(at(path, f"description_localizations.{locale}"), text, 1, 100)
        _check_locale(at(path, "description_localizations"), locale, form)


def _check_locale(path: str, locale: str, form: FormErrors) -> None:
    if locale not in LOCALES:
        form.add(f"{path}.{locale}", "ENUM_TYPE_COERCE", f'Value "{locale}" is not a valid enum value.')


def _check_options(path: str, options: list[Json], form: FormErrors, *, depth: int) -> None:
    below = at(path, "options")
    form.count(below, options, 0, MAX_OPTIONS)
    subs = [option.get("type") in (SUB_COMMAND, SUB_COMMAND_GROUP) for option in options]
    if any(subs) and (not all(subs) or depth == 2):
        form.add(below, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and option types cannot be mixed")
    names: set[object] = set()
    optional_seen = False
    for index, option in enumerate(options):
        here = f"{below}.{index}"
        _check_names(here, option, form, free=False)
        _check_descriptions(here, option, form)
        if option.get("name") in names:
            form.add(f"{here}.name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option names must be unique")
        names.add(option.get("name"))
        if option.get("type") in (SUB_COMMAND, SUB_COMMAND_GROUP):
            _check_options(here, option.get("options") or [], form, depth=depth + 1)
            continue
        if option.get("required") and optional_seen:
            message = "Required options must be placed before non-required options"
            form.add(f"{here}.required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional_seen = optional_seen or not option.get("required")
        _check_choices(here, option, form)


def _check_choices(path: str, option: Json, form: FormErrors) -> None:
    choices = option.get("choices") or []
    if choices and option.get("autocomplete"):
        message = "Choices and autocomplete are mutually exclusive"
        form.add(f"{path}.autocomplete", "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", message)
    check_choices(f"{path}.choices", choices, form)
    low, high = option.get("min_length"), option.get("max_length")
    if (low is not None or high is not None) and not 0 <= (low or 0) <= (6000 if high is None else high) <= 6000:
        form.add(f"{path}.max_length", "NUMBER_TYPE_MAX", "0 <= min_length <= max_length <= 6000 must hold.")


def check_choices(path: str, choices: list[Json], form: FormErrors) -> None:
    """Report invalid choices, of an option or of an autocomplete result."""
    form.count(path, choices, 0, MAX_CHOICES)
    for index, choice in enumerate(choices):
        form.length(f"{path}.{index}.name", choice.get("name", ""), 1, 100)
        if isinstance(choice.get("value"), str):
            form.length(f"{path}.{index}.value", choice["value"], 0, 100)
        for locale, name in (choice.get("name_localizations") or {}).items():
            form.length(f"{path}.{index}.name_localizations.{locale}", name, 1, 100)


def _total_length(entry: Json) -> int:
    total = 0
    for key in ("name", "description"):
        longest = max((len(text) for text in (entry.get(f"{key}_localizations") or {}).values()), default=0)
        total += max(longest, len(entry.get(key) or ""))
    for choice in entry.get("choices") or []:
        total += len(str(choice.get("name"))) + len(str(choice.get("value")))
    return total + sum(map(_total_length, entry.get("options") or []))
