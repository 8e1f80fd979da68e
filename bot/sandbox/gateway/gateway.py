"""The gateway: sessions that survive their sockets, heartbeats, resuming, shards and intents."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from bot.sandbox import payloads
from bot.sandbox.errors import CloseError
from bot.sandbox.gateway.protocol import (
    AUTHENTICATION_FAILED,
    DISALLOWED_INTENTS,
    HEARTBEAT,
    INVALID_INTENTS,
    INVALID_SEQUENCE,
    INVALID_SHARD,
    RECONNECT,
)
from bot.sandbox.gateway.sessions import Session
from bot.sandbox.payloads import visibility
from bot.sandbox.state.events import Event
from bot.sandbox.state.users import PRIVILEGED_INTENTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.gateway.requests import Identify, Resume
    from bot.sandbox.gateway.sessions import Link
    from bot.sandbox.state.world import World

Json = dict[str, Any]


class Gateway:
    """All sessions, and who may log in."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sessions: dict[str, Session] = {}
        self.connections: set[Link] = set()
        self.observers: list[Callable[[str, Json], None]] = []
        self.heartbeat_seconds = 41.25
        self.acknowledges = True
        self.delay = 0.0
        self.identified = 0
        self.resumed = 0
        world.listeners.append(self.broadcast)

    @property
    def online(self) -> bool:
        """Tell whether the bot is connected."""
        return any(session.connection is not None for session in self.sessions.values())

    def broadcast(self, event: Event) -> None:
        """Dispatch an event to every session that may see it."""
        for session in self.sessions.values():
            if session.covers(event.guild_id) and visibility.wanted(event, session.intents):
                self.dispatch(session, event.name, visibility.shown(event, session.intents, self.world))

    def dispatch(self, session: Session, name: str, data: Json) -> None:
        for observer in self.observers:
            observer(name, data)
        session.dispatch(name, data)

    def identify(self, login: Identify) -> Session:
        """Log a shard in; raise CloseError with the reason why not."""
        if login.token != self.world.application.token:
            raise CloseError(AUTHENTICATION_FAILED, "Authentication failed.")
        intents = login.intents
        if intents is None or intents & ~visibility.ALL_INTENTS:
            raise CloseError(INVALID_INTENTS, "Invalid intent(s).")
        if intents & PRIVILEGED_INTENTS & ~self.world.application.approved_intents:
            raise CloseError(DISALLOWED_INTENTS, "Disallowed intent(s).")
        index, count = login.shard
        if not 0 <= index < count:
            raise CloseError(INVALID_SHARD, "Invalid shard.")
        for observer in self.observers:
            observer("IDENTIFY", login.data)
        session = Session(secrets.token_hex(16), intents, login.shard)
        self.sessions[session.id] = session
        self.identified += 1
        return session

    def welcome(self, session: Session) -> None:
        """Send READY, then every guild of the shard."""
        flags = payloads.application_flags(self.world.application.approved_intents)
        guilds = [guild for guild in self.world.guilds.values() if session.covers(guild.id)]
        self.dispatch(session, "READY", {
            "v": 10,
            "user": payloads.own_user(self.world.application.user),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.world.base_url.replace("http", "ws", 1) + "/gateway",
            "shard": list(session.shard),
            "application": {
                "id": str(self.world.application.id),
                "flags": flags,
                "flags_new": str(flags),
            },
            "private_channels": [],
            "relationships": [],
            "presences": [],
            "session_type": "normal",
        })  # fmt: skip
        if session.intents & visibility.GUILDS:
            everybody = bool(session.intents & visibility.GUILD_MEMBERS)
            for guild in guilds:
                body = payloads.guild_create(self.world, guild, all_members=everybody)
                self.dispatch(session, "GUILD_CREATE", body)
        self.world.publish(Event("presence", {}))

    def resume(self, wish: Resume) -> Session | None:
        """Return the session to go on with, or None where it is no more."""
        if wish.token != self.world.application.token:
            raise CloseError(AUTHENTICATION_FAILED, "Authentication failed.")
        session = self.sessions.get(wish.session_id)
        if session is not None and not 0 <= wish.sequence <= session.sequence:
            raise CloseError(INVALID_SEQUENCE, "Invalid seq.")
        return session

    def forget(self, session: Session, left: float) -> None:
        """End a session that nobody has resumed since its connection was `left`."""
        if session.connection is None and session.left == left:
            self.sessions.pop(session.id, None)

    def drop(self) -> None:
        """Cut every connection without a word, as a broken network does; the sessions live on."""
        for connection in self.connections:
            connection.abort()

    def reconnect(self) -> None:
        """Ask every client to come back and resume (opcode 7)."""
        for connection in self.connections:
            connection.send({"op": RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """End every session (opcode 9); one that is not resumable must identify anew."""
        for connection in self.connections:
            connection.invalidate(resumable=resumable)

    def send_malformed(self) -> None:
        """Send every client a frame that is no JSON."""
        for connection in self.connections:
            connection.send_raw('{"op": 0, "t": "MESSAGE_CREATE", "d": {"id"')

    def request_heartbeats(self) -> None:
        """Ask every client for a heartbeat now (opcode 1): it says which event it saw last."""
        for connection in self.connections:
            connection.send({"op": HEARTBEAT, "d": None})

    async def caught_up(self) -> None:
        """Wait until every connected session has told, in a heartbeat asked for, that it has seen its last event."""
        goals = [(session, session.sequence) for session in self.sessions.values()]
        self.request_heartbeats()
        await self.world.until(
            lambda: True if all(_caught_up(session, goal) for session, goal in goals) else None, what="heartbeats"
        )

    async def close(self) -> None:
        """End every connection."""
        for connection in list(self.connections):
            await connection.close(1001, "The sandbox is closing.")


def _caught_up(session: Session, sequence: int) -> bool:
    return session.connection is None or session.acknowledged >= sequence
