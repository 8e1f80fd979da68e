"""The gateway: who may log in, who gets which event, and what can go wrong."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from bot.sandbox import payloads
from bot.sandbox.errors import CloseError
from bot.sandbox.gateway.opcodes import CloseCode, Opcode
from bot.sandbox.gateway.sessions import Session
from bot.sandbox.payloads import visibility
from bot.sandbox.state.events import Event
from bot.sandbox.state.intents import ALL_INTENTS, GUILD_MEMBERS, GUILDS, PRIVILEGED_INTENTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.gateway.send_events import Identify, Resume
    from bot.sandbox.gateway.sessions import Connection
    from bot.sandbox.objects import Json
    from bot.sandbox.state.world import World


class Gateway:
    """All sessions and connections."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
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
            if session.covers(event.guild_id) and visibility.is_delivered(event, session.intents):
                self.dispatch(session, event.name, visibility.visible_data(event, session.intents, self.world))

    def dispatch(self, session: Session, name: str, data: Json) -> None:
        for observer in self.observers:
            observer(name, data)
        session.dispatch(name, data)

    def identify(self, identify: Identify) -> Session:
        """Start a session; raise CloseError if it is refused."""
        if identify.token != self.world.application.token:
            raise CloseError(CloseCode.AUTHENTICATION_FAILED, "Authentication failed.")
        intents = identify.intents
        if intents is None or intents & ~ALL_INTENTS:
            raise CloseError(CloseCode.INVALID_INTENTS, "Invalid intent(s).")
        if intents & PRIVILEGED_INTENTS & ~self.world.application.approved_intents:
            raise CloseError(CloseCode.DISALLOWED_INTENTS, "Disallowed intent(s).")
        index, count = identify.shard
        if not 0 <= index < count:
            raise CloseError(CloseCode.INVALID_SHARD, "Invalid shard.")
        for observer in self.observers:
            observer("IDENTIFY", identify.data)
        session = Session(secrets.token_hex(16), intents, identify.shard)
        self.sessions[session.id] = session
        self.identified += 1
        return session

    def send_ready(self, session: Session) -> None:
        """Send READY, then every guild of the shard."""
        flags = payloads.application_flags(self.world.application.approved_intents)
        guilds = [guild for guild in self.world.guilds.values() if session.covers(guild.id)]
        self.dispatch(session, "READY", {
            "v": 10,
            "user": payloads.current_user(self.world.application.user),
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
        if session.intents & GUILDS:
            everybody = bool(session.intents & GUILD_MEMBERS)
            for guild in guilds:
                body = payloads.guild_create(self.world, guild, all_members=everybody)
                self.dispatch(session, "GUILD_CREATE", body)
        self.world.publish(Event("presence", {}))

    def resume(self, resume: Resume) -> Session | None:
        """Return the session to continue, or None if it has ended."""
        if resume.token != self.world.application.token:
            raise CloseError(CloseCode.AUTHENTICATION_FAILED, "Authentication failed.")
        session = self.sessions.get(resume.session_id)
        if session is not None and not 0 <= resume.sequence <= session.sequence:
            raise CloseError(CloseCode.INVALID_SEQUENCE, "Invalid seq.")
        return session

    def expire(self, session: Session, disconnected_at: float) -> None:
        """End a session that has not been resumed since `disconnected_at`."""
        if session.connection is None and session.disconnected_at == disconnected_at:
            self.sessions.pop(session.id, None)

    def drop(self) -> None:
        """Cut every connection without a close frame, as a broken network does; the sessions stay."""
        for connection in self.connections:
            connection.abort()

    def reconnect(self) -> None:
        """Ask every client to reconnect and resume (opcode 7)."""
        for connection in self.connections:
            connection.send({"op": Opcode.RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """End every session (opcode 9); one that is not resumable must identify anew."""
        for connection in self.connections:
            connection.invalidate(resumable=resumable)

    def send_malformed(self, frame: str = '{"op": 0, "t": "MESSAGE_CREATE", "d": {"id"') -> None:
        """Send every client a frame as it is; by default one that is not JSON."""
        for connection in self.connections:
            connection.send_raw(frame)

    def repeat(self, name: str) -> None:
        """Send the last event of a name once more to every session that got it, as a gateway that resumes may do."""
        for session in self.sessions.values():
            data = next((sent["d"] for sent in reversed(session.sent) if sent["t"] == name), None)
            if data is not None:
                session.dispatch(name, data)

    def request_heartbeats(self) -> None:
        """Ask every client for a heartbeat now (opcode 1), which says which event it saw last."""
        for connection in self.connections:
            connection.send({"op": Opcode.HEARTBEAT, "d": None})

    async def caught_up(self) -> None:
        """Wait until every connected session has acknowledged, by a heartbeat, the events sent to it so far."""
        goals = [(session, session.sequence) for session in self.sessions.values()]
        self.request_heartbeats()
        await self.world.until(
            lambda: True if all(_caught_up(session, goal) for session, goal in goals) else None, what="heartbeats"
        )

    async def close(self) -> None:
        """Close every connection."""
        for connection in list(self.connections):
            await connection.close(1001, "The sandbox is closing.")


def _caught_up(session: Session, sequence: int) -> bool:
    return session.connection is None or session.acknowledged >= sequence
