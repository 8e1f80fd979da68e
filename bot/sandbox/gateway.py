"""The gateway: sessions that survive their sockets, heartbeats, resuming, shards and intents."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from bot.sandbox import payloads, visibility
from bot.sandbox.world import PRIVILEGED_INTENTS, Event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.sandbox.world import World

Json = dict[str, Any]

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, _, RESUME, RECONNECT, REQUEST_MEMBERS = range(9)
INVALID_SESSION, HELLO, HEARTBEAT_ACK = 9, 10, 11
UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED, AUTHENTICATION_FAILED, ALREADY_AUTHENTICATED = range(4001, 4006)
INVALID_SEQUENCE, RATE_LIMITED, SESSION_TIMED_OUT, INVALID_SHARD = 4007, 4008, 4009, 4010
INVALID_VERSION, INVALID_INTENTS, DISALLOWED_INTENTS = 4012, 4013, 4014
COMMANDS_A_MINUTE = 120
REPLAYED = 1000
RESUMABLE_SECONDS = 300.0


class CloseError(Exception):
    """The connection must end with this close code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(slots=True, eq=False)
class Session:
    """A logged-in shard: what it may see, what it was sent lately, and the socket it has at present, if any."""

    id: str
    intents: int
    shard: tuple[int, int]
    sent: deque[Json] = field(default_factory=lambda: deque(maxlen=REPLAYED))
    sequence: int = 0
    connection: Connection | None = None
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


class Gateway:
    """All sessions, and who may log in."""

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

    def broadcast(self, event: Event) -> None:
        """Dispatch an event to every session that may see it."""
        for session in self.sessions.values():
            if session.covers(event.guild_id) and visibility.wanted(event, session.intents):
                self.dispatch(session, event.name, visibility.shown(event, session.intents, self.world))

    def dispatch(self, session: Session, name: str, data: Json) -> None:
        for observer in self.observers:
            observer(name, data)
        session.dispatch(name, data)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=None, max_msg_size=15 * 1024)
        await socket.prepare(request)
        compress = request.query.get("compress") == "zlib-stream"
        connection = Connection(self, socket, request.transport, compress=compress)
        self.connections.add(connection)
        try:
            await connection.run(request.query)
        finally:
            self.connections.discard(connection)
            self.world.publish(Event("presence", {}))
        return socket

    def identify(self, data: Json) -> Session:
        """Log a shard in; raise CloseError with the reason why not."""
        for observer in self.observers:
            observer("IDENTIFY", data)
        if data.get("token", "").removeprefix("Bot ") != self.world.application.token:
            raise CloseError(AUTHENTICATION_FAILED, "Authentication failed.")
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~visibility.ALL_INTENTS:
            raise CloseError(INVALID_INTENTS, "Invalid intent(s).")
        if intents & PRIVILEGED_INTENTS & ~self.world.application.approved_intents:
            raise CloseError(DISALLOWED_INTENTS, "Disallowed intent(s).")
        index, count = data.get("shard") or (0, 1)
        if not 0 <= index < count:
            raise CloseError(INVALID_SHARD, "Invalid shard.")
        session = Session(secrets.token_hex(16), intents, (index, count))
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

    def resume(self, data: Json) -> Session | None:
        """Return the session to go on with, or None where it is no more."""
        if data.get("token", "").removeprefix("Bot ") != self.world.application.token:
            raise CloseError(AUTHENTICATION_FAILED, "Authentication failed.")
        session = self.sessions.get(data.get("session_id", ""))
        if session is not None and not 0 <= data.get("seq", -1) <= session.sequence:
            raise CloseError(INVALID_SEQUENCE, "Invalid seq.")
        return session

    def forget(self, session: Session) -> None:
        """End a session that nobody has resumed."""
        if session.connection is None:
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
            await connection.socket.close(code=1001, message=b"The sandbox is closing.")


def _check_version(query: Mapping[str, str]) -> None:
    if query.get("v") != "10" or query.get("encoding", "json") != "json":
        raise CloseError(INVALID_VERSION, "Invalid API version or encoding.")


def _caught_up(session: Session, sequence: int) -> bool:
    return session.connection is None or session.acknowledged >= sequence


class Connection:
    """One socket, from HELLO on."""

    def __init__(
        self, gateway: Gateway, socket: web.WebSocketResponse, transport: asyncio.Transport | None, *, compress: bool
    ) -> None:
        self.gateway = gateway
        self.socket = socket
        self._transport = transport
        self.session: Session | None = None
        self._outbox: asyncio.Queue[str] = asyncio.Queue()
        self._deflate = zlib.compressobj() if compress else None
        self._received = 0

    def send(self, payload: Json) -> None:
        self.send_raw(json.dumps(payload))

    def send_raw(self, text: str) -> None:
        self._outbox.put_nowait(text)

    def abort(self) -> None:
        """Cut the connection below the WebSocket: no close frame."""
        self._let_go()
        if self._transport is not None:
            self._transport.abort()

    def invalidate(self, *, resumable: bool) -> None:
        if not resumable and self.session is not None:
            self.gateway.sessions.pop(self.session.id, None)
        self._let_go()
        self.send({"op": INVALID_SESSION, "d": resumable})

    def _let_go(self) -> None:
        if self.session is not None and self.session.connection is self:
            self.session.connection = None
            asyncio.get_running_loop().call_later(RESUMABLE_SECONDS, self.gateway.forget, self.session)
        self.session = None

    async def run(self, query: Mapping[str, str]) -> None:
        writer = asyncio.create_task(self._write())
        minute = asyncio.create_task(self._forget_old_commands())
        try:
            _check_version(query)
            self.send(
                {"op": HELLO, "d": {"heartbeat_interval": int(self.gateway.heartbeat_seconds * 1000), "_trace": []}}
            )
            await self._read()
        except CloseError as closed:
            await self.socket.close(code=closed.code, message=closed.reason.encode())
        finally:
            if self.session is not None and self.socket.close_code in (1000, 1001):
                self.gateway.sessions.pop(self.session.id, None)
            self._let_go()
            for task in (writer, minute):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                    await task

    async def _forget_old_commands(self) -> None:
        while True:
            await asyncio.sleep(60)
            self._received = 0

    async def _write(self) -> None:
        while True:
            text = await self._outbox.get()
            if self.gateway.delay:
                await asyncio.sleep(self.gateway.delay)
            if self._deflate is None:
                await self.socket.send_str(text)
            else:
                packed = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(packed)

    async def _read(self) -> None:
        patience = self.gateway.heartbeat_seconds * 1.5
        while True:
            try:
                message = await self.socket.receive(timeout=patience)
            except TimeoutError:
                raise CloseError(SESSION_TIMED_OUT, "No heartbeat.") from None
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            self._received += 1
            if self._received > COMMANDS_A_MINUTE:
                raise CloseError(RATE_LIMITED, "You are being rate limited.")
            try:
                payload = json.loads(message.data)
                op, data = payload["op"], payload.get("d")
            except (ValueError, KeyError, TypeError):
                raise CloseError(DECODE_ERROR, "Error while decoding payload.") from None
            self._take(op, data)

    def _take(self, op: int, data: Json | int | None) -> None:
        if op == HEARTBEAT:
            if self.session is not None and isinstance(data, int):
                self.session.acknowledged = data
                self.gateway.world.wake()
            if self.gateway.acknowledges:
                self.send({"op": HEARTBEAT_ACK})
        elif op in (IDENTIFY, RESUME) and isinstance(data, dict):
            if self.session is not None:
                raise CloseError(ALREADY_AUTHENTICATED, "Already authenticated.")
            self._log_in(op, data)
        elif self.session is None:
            raise CloseError(NOT_AUTHENTICATED, "Not authenticated.")
        elif op == REQUEST_MEMBERS and isinstance(data, dict):
            self._send_members(data)
        elif op not in (PRESENCE, VOICE):
            raise CloseError(UNKNOWN_OPCODE, "Unknown opcode.")

    def _log_in(self, op: int, data: Json) -> None:
        if op == IDENTIFY:
            self.session = self.gateway.identify(data)
            self.session.connection = self
            self.gateway.welcome(self.session)
            return
        session = self.gateway.resume(data)
        missed = None if session is None else session.missed(data["seq"])
        if session is None or missed is None:
            self.send({"op": INVALID_SESSION, "d": False})
            return
        self.session = session
        session.connection = self
        for payload in missed:
            self.send(payload)
        self.gateway.resumed += 1
        self.gateway.dispatch(session, "RESUMED", {"_trace": []})
        self.gateway.world.publish(Event("presence", {}))

    def _send_members(self, data: Json) -> None:
        guild = self.gateway.world.guilds.get(int(data["guild_id"]))
        if guild is None or self.session is None:
            return
        wanted = data.get("user_ids")
        ids = {int(user_id) for user_id in (wanted if isinstance(wanted, list) else [wanted])} if wanted else None
        query = (data.get("query") or "").lower()
        if ids is None and not query and not self.session.intents & visibility.GUILD_MEMBERS:
            raise CloseError(DISALLOWED_INTENTS, "Disallowed intent(s).")
        chosen = [m for m in guild.members.values() if (m.user.id in ids if ids is not None else query in m.user.name)]
        body: Json = {
            "guild_id": str(guild.id),
            "members": [payloads.member(member) for member in chosen],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [str(i) for i in ids - set(guild.members)] if ids is not None else [],
        }
        if data.get("nonce") is not None:
            body["nonce"] = data["nonce"]
        self.gateway.dispatch(self.session, "GUILD_MEMBERS_CHUNK", body)
