"""Sessions: they outlive their connections, so that missed events can be replayed."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from bot.sandbox.gateway.opcodes import Opcode

if TYPE_CHECKING:
    from bot.sandbox.objects import Json

REPLAY_LIMIT = 1000


class Connection(Protocol):
    """What the gateway asks of a connection."""

    def send(self, payload: Json) -> None: ...

    def send_raw(self, text: str) -> None: ...

    def abort(self) -> None:
        """Cut the connection below the WebSocket: no close frame."""

    def invalidate(self, *, resumable: bool) -> None:
        """Tell the client that its session has ended or, if `resumable`, that it should resume."""

    async def close(self, code: int, reason: str) -> None: ...


@dataclass(slots=True, eq=False)
class Session:
    """A shard that has logged in: its intents, what it was sent lately, and its current connection, if any."""

    id: str
    intents: int
    shard: tuple[int, int]
    sent: deque[Json] = field(default_factory=lambda: deque(maxlen=REPLAY_LIMIT))
    sequence: int = 0
    connection: Connection | None = None
    disconnected_at: float = 0.0  # on the event loop's clock
    acknowledged: int = 0

    def covers(self, guild_id: int | None) -> bool:
        """Tell whether this shard gets the events of a guild, or of DMs (None)."""
        index, count = self.shard
        return index == (0 if guild_id is None else (guild_id >> 22) % count)

    def missed(self, sequence: int) -> list[Json] | None:
        """Return what was sent after the event numbered `sequence`, or None if not all of it is kept any more."""
        if self.sequence - sequence > len(self.sent):
            return None
        return [payload for payload in self.sent if payload["s"] > sequence]

    def dispatch(self, name: str, data: Json) -> None:
        """Send an event, now or when the session is resumed."""
        self.sequence += 1
        self.sent.append({"op": Opcode.DISPATCH, "t": name, "s": self.sequence, "d": data})
        if self.connection is not None:
            self.connection.send(self.sent[-1])
