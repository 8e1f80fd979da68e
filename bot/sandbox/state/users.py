"""Accounts: users, and the application whose bot one of them is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PRIVILEGED_INTENTS = 1 << 1 | 1 << 8 | 1 << 15  # members, presences, message content


@dataclass(slots=True)
class User:
    """Somebody with an account."""

    id: int
    name: str
    display_name: str
    bot: bool = False
    dms_open: bool = True


@dataclass(slots=True)
class Application:
    """The bot's registration; `approved_intents` are the privileged ones switched on in the developer portal."""

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
        return bool(self.approved_intents & 1 << 15)
