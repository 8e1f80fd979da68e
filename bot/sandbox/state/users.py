"""Users, and the application that one of them is the bot of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.state.intents import MESSAGE_CONTENT, PRIVILEGED_INTENTS


@dataclass(slots=True)
class User:
    """A user: a person or a bot."""

    id: int
    name: str
    display_name: str
    bot: bool = False
    dms_open: bool = True


@dataclass(slots=True)
class Application:
    """The bot's application; `approved_intents` are the privileged ones switched on in the developer portal."""

    id: int
    name: str
    token: str
    user: User
    owner: User
    approved_intents: int = PRIVILEGED_INTENTS
    commands: dict[int, dict[str, Any]] = field(default_factory=dict)
    guild_commands: dict[int, dict[int, dict[str, Any]]] = field(default_factory=dict)

    @property
    def reads_content(self) -> bool:
        return bool(self.approved_intents & MESSAGE_CONTENT)
