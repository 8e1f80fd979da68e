"""Events: the news of every change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.sandbox.state.channels import Channel
    from bot.sandbox.state.messages import Message


@dataclass(frozen=True, slots=True)
class Event:
    """A gateway event in full, before the intents of a session hide parts of it.

    Events whose names are in lower case are the sandbox's own and never reach the gateway.
    """

    name: str
    data: dict[str, Any]
    guild_id: int | None = None
    channel: Channel | None = None
    message: Message | None = None
