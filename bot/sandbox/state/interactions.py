"""Interactions, from the moment a user acts until the bot has responded, or failed to in time."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, Any

from bot.sandbox import errors

if TYPE_CHECKING:
    from bot.sandbox.state.users import User

INITIAL_RESPONSE_SECONDS = 3.0
TOKEN_SECONDS = 15 * 60.0


class InteractionType(IntEnum):
    """What kind of thing a user did."""

    APPLICATION_COMMAND = 2
    MESSAGE_COMPONENT = 3
    APPLICATION_COMMAND_AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class State(Enum):
    """How far the response to an interaction has come."""

    PENDING = "pending"
    DEFERRED = "deferred"  # acknowledged, with a message still to come
    ANSWERED = "answered"
    FAILED = "failed"  # no initial response within three seconds


@dataclass(slots=True, eq=False)
class Interaction:
    """What a user did and how the bot responded; `message_id` is the component's message, `target_id` the menu's."""

    id: int
    type: InteractionType
    token: str
    user: User
    channel_id: int
    guild_id: int | None
    data: dict[str, Any]
    locale: str
    command_name: str | None = None
    message_id: int | None = None
    target_id: int | None = None
    opened_by: Interaction | None = None
    state: State = State.PENDING
    started: float = field(default_factory=time.monotonic)
    original_id: int | None = None
    replies: list[int] = field(default_factory=list)
    updated: bool = False
    choices: list[dict[str, Any]] | None = None
    modal: dict[str, Any] | None = None

    def acknowledge(self, state: State) -> None:
        """Accept the initial response; raise 40060 for a second one, 10062 for one that is too late."""
        if self.state in (State.DEFERRED, State.ANSWERED):
            raise errors.already_acknowledged()
        if self.state is State.FAILED:
            raise errors.unknown_interaction()
        self.state = state

    def check_token(self) -> None:
        """Refuse a follow-up before the initial response (10015) or after 15 minutes (50027)."""
        if self.state in (State.PENDING, State.FAILED):
            raise errors.unknown_webhook()
        if time.monotonic() - self.started > TOKEN_SECONDS:
            raise errors.invalid_webhook_token()
