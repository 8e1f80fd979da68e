"""A shard's session: it outlives its sockets, so that what was missed can be sent again."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.sandbox.gateway.protocol import DISPATCH

Json = dict[str, Any]

REPLAYED = 1000


class Link(Protocol):
    """What the gateway asks of a connection."""

    def send(self, payload: Json) -> None: ...

    def send_raw(self, text: str) -> None: ...

    def abort(self) -> None:
        """Cut the connection below the WebSocket: no close frame."""

    def invalidate(self, *, resumable: bool) -> None:
        """Tell the client that its session is over, or to be resumed."""

    async def close(self, code: int, reason: str) -> None: ...


@dataclass(slots=True, eq=False)
class Session:
    """A logged-in shard: what it may see, what it was sent lately, and the socket it has at present, if any."""

    id: str
    intents: int
    shard: tuple[int, int]
    sent: deque[Json] = field(default_factory=lambda: deque(maxlen=REPLAYED))
    sequence: int = 0
    connection: Link | None = None
    left: float = 0.0  # when it last lost its connection, on the loop's clock
    acknowledged: int = 0

    def covers(self, guild_id: int | None) -> bool:
        """Tell whether events of a guild, or of DMs (None), are this shard's."""
        index, count = self.shard
        return index == (0 if guild_id is None else (guild_id >> 22) % count)

    def missed(self, sequence: int) -> list[Json] | None:
        """Return what was sent after an event, or None where that is no longer known."""
        if self.sequence - sequence > len(self.sent):
            return None
        return [payload for payload in self.sent if payload["s"] > sequence]

    def dispatch(self, name: str, data: Json) -> None:
        """Send an event, now or at the next RESUME."""
        self.sequence += 1
        self.sent.append({"op": DISPATCH, "t": name, "s": self.sequence, "d": data})
        if self.connection is not None:
            self.connection.send(self.sent[-1])
