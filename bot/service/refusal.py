"""Refusal: a "no" and its reason, for a member."""

from __future__ import annotations

from discord import app_commands


class Refusal(app_commands.AppCommandError):
    """What a member asks for cannot be done now; `key` names the sentence under `errors.` in the locale files."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values
