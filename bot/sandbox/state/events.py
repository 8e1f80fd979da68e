"""What tells everybody of a change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.sandbox.state.channels import Channel
    from bot.sandbox.state.messages import Message


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: a gateway event in full, before any session's intents hide parts of it.

    Names in lower case are the stand-in's own and never reach a gateway.
    """

    name: str
    data: dict[str, Any]
    guild_id: int | None = None
    channel: Channel | None = None
    message: Message | None = None
