"""One WebSocket connection to the gateway, from HELLO to its close."""

from __future__ import annotations

import asyncio
import contextlib
import json
import zlib
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from bot.sandbox import payloads
from bot.sandbox.errors import CloseError
from bot.sandbox.gateway.opcodes import CloseCode, Opcode
from bot.sandbox.gateway.send_events import Identify, RequestGuildMembers, Resume, decode_payload
from bot.sandbox.state.events import Event
from bot.sandbox.state.intents import GUILD_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.sandbox.gateway.gateway import Gateway
    from bot.sandbox.gateway.sessions import Session
    from bot.sandbox.objects import Json

COMMANDS_A_MINUTE = 120
RESUMABLE_SECONDS = 300.0


async def accept_connection(gateway: Gateway, request: web.Request) -> web.WebSocketResponse:
    """Serve one client until either side closes the connection."""
    socket = web.WebSocketResponse(heartbeat=None, max_msg_size=15 * 1024)
    await socket.prepare(request)
    compress = request.query.get("compress") == "zlib-stream"
    connection = WebSocketConnection(gateway, socket, request.transport, compress=compress)
    gateway.connections.add(connection)
    try:
        await connection.run(request.query)
    finally:
        gateway.connections.discard(connection)
        gateway.world.publish(Event("presence", {}))
    return socket


class WebSocketConnection:
    """One client's connection."""

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
        self._let_go()
        if self._transport is not None:
            self._transport.abort()

    def invalidate(self, *, resumable: bool) -> None:
        if not resumable and self.session is not None:
            self.gateway.sessions.pop(self.session.id, None)
        self._let_go()
        self.send({"op": Opcode.INVALID_SESSION, "d": resumable})

    def _let_go(self) -> None:
        if self.session is not None and self.session.connection is self:
            self.session.connection = None
            loop = asyncio.get_running_loop()
            now = self.session.disconnected_at = loop.time()
            loop.call_later(RESUMABLE_SECONDS, self.gateway.expire, self.session, now)
        self.session = None

    async def close(self, code: int, reason: str) -> None:
        await self.socket.close(code=code, message=reason.encode())

    async def run(self, query: Mapping[str, str]) -> None:
        writer = asyncio.create_task(self._write())
        minute = asyncio.create_task(self._forget_old_commands())
        try:
            _check_version(query)
            self.send(
                {
                    "op": Opcode.HELLO,
                    "d": {"heartbeat_interval": int(self.gateway.heartbeat_seconds * 1000), "_trace": []},
                }
            )
            await self._read()
        except CloseError as closed:
            await self.close(closed.code, closed.reason)
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
                raise CloseError(CloseCode.SESSION_TIMED_OUT, "No heartbeat.") from None
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            self._received += 1
            if self._received > COMMANDS_A_MINUTE:
                raise CloseError(CloseCode.RATE_LIMITED, "You are being rate limited.")
            self._take(*decode_payload(message.data))

    def _take(self, op: int, data: object) -> None:
        if op == Opcode.HEARTBEAT:
            if self.session is not None and isinstance(data, int):
                self.session.acknowledged = data
                self.gateway.world.wake()
            if self.gateway.acknowledges:
                self.send({"op": Opcode.HEARTBEAT_ACK})
        elif op in (Opcode.IDENTIFY, Opcode.RESUME) and isinstance(data, dict):
            if self.session is not None:
                raise CloseError(CloseCode.ALREADY_AUTHENTICATED, "Already authenticated.")
            (self._identify if op == Opcode.IDENTIFY else self._resume)(data)
        elif self.session is None:
            raise CloseError(CloseCode.NOT_AUTHENTICATED, "Not authenticated.")
        elif op == Opcode.REQUEST_GUILD_MEMBERS and isinstance(data, dict):
            self._send_members(data)
        elif op not in (Opcode.PRESENCE_UPDATE, Opcode.VOICE_STATE_UPDATE):
            raise CloseError(CloseCode.UNKNOWN_OPCODE, "Unknown opcode.")

    def _identify(self, data: Json) -> None:
        self.session = self.gateway.identify(Identify.parse(data))
        self.session.connection = self
        self.gateway.send_ready(self.session)

    def _resume(self, data: Json) -> None:
        resume = Resume.parse(data)
        session = self.gateway.resume(resume)
        missed = None if session is None else session.missed(resume.sequence)
        if session is None or missed is None:
            self.send({"op": Opcode.INVALID_SESSION, "d": False})
            return
        self.session = session
        session.connection = self
        for payload in missed:
            self.send(payload)
        self.gateway.resumed += 1
        self.gateway.dispatch(session, "RESUMED", {"_trace": []})
        self.gateway.world.publish(Event("presence", {}))

    def _send_members(self, data: Json) -> None:
        request = RequestGuildMembers.parse(data)
        guild = self.gateway.world.guilds.get(request.guild_id)
        if guild is None or self.session is None:
            return
        ids, query = request.user_ids, request.query.lower()
        if ids is None and not query and not self.session.intents & GUILD_MEMBERS:
            raise CloseError(CloseCode.DISALLOWED_INTENTS, "Disallowed intent(s).")
        chosen = [m for m in guild.members.values() if (m.user.id in ids if ids is not None else query in m.user.name)]
        body: Json = {
            "guild_id": str(guild.id),
            "members": [payloads.member(member) for member in chosen],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [str(i) for i in ids - set(guild.members)] if ids is not None else [],
        }
        if request.nonce is not None:
            body["nonce"] = request.nonce
        self.gateway.dispatch(self.session, "GUILD_MEMBERS_CHUNK", body)


def _check_version(query: Mapping[str, str]) -> None:
    if query.get("v") != "10" or query.get("encoding", "json") != "json":
        raise CloseError(CloseCode.INVALID_API_VERSION, "Invalid API version or encoding.")
