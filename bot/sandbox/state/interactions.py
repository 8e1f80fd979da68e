"""One interaction from the moment a member acts until the bot has answered, or has not in time."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from bot.sandbox import errors

if TYPE_CHECKING:
    from bot.sandbox.state.users import User

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
ACKNOWLEDGE_SECONDS = 3.0
TOKEN_SECONDS = 15 * 60.0


class State(Enum):
    """How far an interaction has come."""

    PENDING = "pending"
    DEFERRED = "deferred"  # acknowledged: a message is promised
    ANSWERED = "answered"
    FAILED = "failed"  # no acknowledgement within three seconds


@dataclass(slots=True, eq=False)
class Interaction:
    """What a member did, and what came of it; `message_id` is the message of the component, `target_id` of the menu."""

    id: int
    type: int
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
    born: float = field(default_factory=time.monotonic)
    original_id: int | None = None
    replies: list[int] = field(default_factory=list)
    updated: bool = False
    choices: list[dict[str, Any]] | None = None
    modal: dict[str, Any] | None = None

    def acknowledge(self, state: State) -> None:
        """Take the first and only acknowledgement; raise 40060 for another one, 10062 for one that is too late."""
        if self.state in (State.DEFERRED, State.ANSWERED):
            raise errors.already_acknowledged()
        if self.state is State.FAILED:
            raise errors.unknown_interaction()
        self.state = state

    def check_token(self) -> None:
        """Raise what the API says of a follow-up before the acknowledgement, or after 15 minutes."""
        if self.state in (State.PENDING, State.FAILED):
            raise errors.unknown_webhook()
        if time.monotonic() - self.born > TOKEN_SECONDS:
            raise errors.invalid_webhook_token()
