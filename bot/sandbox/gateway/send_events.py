"""Send events: what a client sends over the gateway, parsed; anything else closes the connection with 4002."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from bot.sandbox.errors import CloseError
from bot.sandbox.gateway.opcodes import CloseCode

if TYPE_CHECKING:
    from bot.sandbox.objects import Json

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Identify:
    """A new session (opcode 2); `data` is the whole event as it came."""

    token: str
    intents: int | None
    shard: tuple[int, int]
    data: Json

    @classmethod
    def parse(cls, data: Json) -> Identify:
        intents = data.get("intents")
        shard = _typed(data.get("shard") or [0, 1], list)
        if len(shard) != 2:
            raise _malformed()
        index, count = (_typed(number, int) for number in shard)
        return cls(_token(data), intents if isinstance(intents, int) else None, (index, count), data)


@dataclass(frozen=True, slots=True)
class Resume:
    """A session to continue (opcode 6) after the event numbered `sequence`."""

    token: str
    session_id: str
    sequence: int

    @classmethod
    def parse(cls, data: Json) -> Resume:
        return cls(_token(data), _typed(data.get("session_id", ""), str), _typed(data.get("seq", -1), int))


@dataclass(frozen=True, slots=True)
class RequestGuildMembers:
    """A request for members of a guild (opcode 8): those with `user_ids`, or whose names contain `query`."""

    guild_id: int
    user_ids: frozenset[int] | None
    query: str
    nonce: str | None

    @classmethod
    def parse(cls, data: Json) -> RequestGuildMembers:
        wanted, nonce = data.get("user_ids"), data.get("nonce")
        ids = frozenset(map(_snowflake, wanted if isinstance(wanted, list) else [wanted])) if wanted else None
        query = _typed(data.get("query") or "", str)
        return cls(_snowflake(data.get("guild_id")), ids, query, None if nonce is None else str(nonce))


def decode_payload(text: str | bytes) -> tuple[int, Any]:
    """Return a payload's opcode and its data."""
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError):
        raise _malformed() from None
    if not isinstance(payload, dict):
        raise _malformed()
    return _typed(payload.get("op"), int), payload.get("d")


def _token(data: Json) -> str:
    return _typed(data.get("token", ""), str).removeprefix("Bot ")


def _snowflake(value: object) -> int:
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return _typed(value, int)


def _typed(value: object, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise _malformed()
    return value


def _malformed() -> CloseError:
    return CloseError(CloseCode.DECODE_ERROR, "Error while decoding payload.")
