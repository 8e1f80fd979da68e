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
class TeamMember:
    """Somebody in the team that an application belongs to; invited, until they accept."""

    user: User
    role: str = "developer"  # or admin, read_only
    accepted: bool = True


@dataclass(slots=True)
class Application:
    """The bot's application, its owner's or, where there are members, its team's.

    `approved_intents` are the privileged ones switched on in the developer portal.
    """

    id: int
    name: str
    token: str
    user: User
    owner: User
    approved_intents: int = PRIVILEGED_INTENTS
    team: list[TeamMember] = field(default_factory=list)
    commands: dict[int, dict[str, Any]] = field(default_factory=dict)
    guild_commands: dict[int, dict[int, dict[str, Any]]] = field(default_factory=dict)

    @property
    def reads_content(self) -> bool:
        return bool(self.approved_intents & MESSAGE_CONTENT)
