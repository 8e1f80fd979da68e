"""Messages and their attachments."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from bot.sandbox.state.snowflakes import created_at

if TYPE_CHECKING:
    from datetime import datetime

    from bot.sandbox.state.interactions import Interaction
    from bot.sandbox.state.users import User

HAS_THREAD, EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 5, 1 << 6, 1 << 7, 1 << 15


class MessageType(IntEnum):
    """What kind of message it is."""

    DEFAULT = 0
    THREAD_CREATED = 18
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    CONTEXT_MENU_COMMAND = 23


@dataclass(slots=True)
class Attachment:
    """An uploaded file."""

    id: int
    filename: str
    content_type: str
    data: bytes
    description: str | None = None


@dataclass(slots=True)
class Message:
    """A message; `components` and `embeds` are kept as they are sent, an ephemeral one is `private_to` one user."""

    id: int
    channel_id: int
    author: User
    content: str = ""
    type: int = MessageType.DEFAULT
    flags: int = 0
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    mentions: tuple[int, ...] = ()
    mention_everyone: bool = False
    reference: tuple[int, int] | None = None
    reactions: dict[str, list[int]] = field(default_factory=dict)
    edited_at: datetime | None = None
    private_to: int | None = None
    interaction: Interaction | None = None
    webhook_id: int | None = None
    thread_id: int | None = None
    pinned: bool = False
    nonce: str | int | None = None
    mention_roles: tuple[int, ...] = ()
    forwarded: Message | None = None  # the message that this one forwards

    @property
    def created_at(self) -> datetime:
        return created_at(self.id)

    @property
    def loading(self) -> bool:
        return bool(self.flags & LOADING)
