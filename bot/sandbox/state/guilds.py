"""Guilds, their roles and members."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.sandbox.state.users import User


@dataclass(slots=True)
class Role:
    """A role of a guild; the one with the guild's own id is @everyone."""

    id: int
    name: str
    permissions: int
    position: int = 1
    managed: bool = False
    bot_id: int | None = None  # the bot whose own role it is


@dataclass(slots=True)
class Member:
    """A user in a guild."""

    user: User
    roles: list[int]
    joined_at: datetime


@dataclass(slots=True)
class Guild:
    """A guild, which users call a server."""

    id: int
    name: str
    owner_id: int
    locale: str = "fr"
    joined_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    opened_commands: set[str] = field(default_factory=set)
