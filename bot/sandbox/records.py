"""What a world is made of: users, servers, channels, messages, the application; and the events that tell of changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.sandbox.interactions import Interaction

DISCORD_EPOCH_MS = 1_420_070_400_000
PRIVILEGED_INTENTS = 1 << 1 | 1 << 8 | 1 << 15  # members, presences, message content

TEXT, DM, NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 10, 11, 12
THREADS = frozenset({NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD})

EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15


def created_at(snowflake: int) -> datetime:
    return datetime.fromtimestamp(((snowflake >> 22) + DISCORD_EPOCH_MS) / 1000, UTC)


@dataclass(slots=True)
class User:
    """Somebody with an account."""

    id: int
    name: str
    display_name: str
    bot: bool = False
    dms_open: bool = True


@dataclass(slots=True)
class Role:
    """A role of a guild; the one with the guild's own id is everybody's."""

    id: int
    name: str
    permissions: int
    position: int = 1
    managed: bool = False


@dataclass(slots=True)
class Member:
    """A user in a guild."""

    user: User
    roles: list[int]
    joined_at: datetime


@dataclass(slots=True)
class Overwrite:
    """What a channel allows or denies a role (type 0) or a member (type 1)."""

    id: int
    type: int
    allow: int = 0
    deny: int = 0


@dataclass(slots=True)
class Guild:
    """A server."""

    id: int
    name: str
    owner_id: int
    locale: str = "fr"
    joined_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    opened_commands: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Channel:
    """A text channel, a thread of one (`parent_id`), or a DM (`recipients`: the two who talk)."""

    id: int
    type: int
    name: str
    guild_id: int | None = None
    parent_id: int | None = None
    topic: str | None = None
    position: int = 0
    recipients: tuple[int, ...] = ()
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    owner_id: int | None = None
    thread_members: set[int] = field(default_factory=set)
    archived: bool = False
    locked: bool = False
    auto_archive_minutes: int = 1440
    messages: dict[int, Message] = field(default_factory=dict)

    @property
    def is_thread(self) -> bool:
        return self.type in THREADS


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
    """A message; `components` and `embeds` are kept as they travel, an ephemeral one is `private_to` one user."""

    id: int
    channel_id: int
    author: User
    content: str = ""
    type: int = 0
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

    @property
    def created_at(self) -> datetime:
        return created_at(self.id)

    @property
    def loading(self) -> bool:
        return bool(self.flags & LOADING)


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
