"""Bare REST and gateway clients, to do what no well-behaved library would."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.sandbox import Sandbox
    from bot.sandbox.objects import Json


class Rest:
    """Requests to the API as the bot: status, error code and body of each answer."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.session = session

    async def send(self, method: str, path: str, body: object = None, *, token: str | None = None) -> tuple[int, Any]:
        """Send a request and return the status and the decoded body."""
        headers = {"Authorization": f"Bot {token or self.sandbox.token}"}
        data = None if body is None else json.dumps(body)
        async with self.session.request(method, self.sandbox.api_url + path, data=data, headers=headers) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text else None

    async def ok(self, method: str, path: str, body: object = None) -> Any:
        """Send a request that must succeed and return its body."""
        status, answer = await self.send(method, path, body)
        assert status < 300, answer
        return answer

    async def refusal(self, method: str, path: str, body: object = None) -> tuple[int, int]:
        """Send a request that must fail and return its status and error code."""
        status, answer = await self.send(method, path, body)
        assert status >= 400, answer
        return status, answer["code"]

    async def field_errors(self, method: str, path: str, body: object) -> set[str]:
        """Send a body that must be refused as 50035 and return the paths of the fields at fault."""
        status, answer = await self.send(method, path, body)
        assert (status, answer.get("code")) == (400, 50035), answer
        return set(_paths(answer["errors"]))


def _paths(tree: Json, prefix: str = "") -> list[str]:
    found = [prefix.rstrip(".")] if "_errors" in tree else []
    for key, inner in tree.items():
        if key != "_errors":
            found += _paths(inner, f"{prefix}{key}.")
    return found


class Socket:
    """A gateway connection, frame by frame."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.sequence = 0

    async def send(self, op: int, data: object) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def receive(self) -> Json:
        """Return the next payload; raise ConnectionError with the close code where there is none."""
        message = await self.socket.receive(timeout=5)
        if message.type is not aiohttp.WSMsgType.TEXT:
            raise ConnectionError(self.socket.close_code)
        payload: Json = message.json()
        self.sequence = payload.get("s") or self.sequence
        return payload

    async def event(self, name: str) -> Any:
        """Return the data of the next event of this name."""
        while True:
            payload = await self.receive()
            if payload["op"] == 0 and payload["t"] == name:
                return payload["d"]

    async def close_code(self) -> int | None:
        """Return the code that the server closes with."""
        while True:
            try:
                await self.receive()
            except ConnectionError:
                return self.socket.close_code

    async def identify(self, token: str, intents: int = 4609, shard: tuple[int, int] | None = None) -> Json:
        """Say HELLO, log in and return READY."""
        await self.send(2, identity(token, intents, shard))
        ready: Json = await self.event("READY")
        return ready


def identity(token: str, intents: int, shard: tuple[int, int] | None = None) -> Json:
    body: Json = {"token": token, "intents": intents, "properties": {"os": "linux", "browser": "raw", "device": "raw"}}
    return body if shard is None else body | {"shard": list(shard)}


@contextlib.asynccontextmanager
async def connected(sandbox: Sandbox, query: str = "?v=10&encoding=json") -> AsyncIterator[Socket]:
    """Open a socket to the gateway."""
    async with aiohttp.ClientSession() as session, session.ws_connect(sandbox.gateway_url + query) as socket:
        yield Socket(socket)
