"""A bot without a token: the sandbox starts, says where, and ends with the bot."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator

import aiohttp
import discord
import pytest

from bot.sandbox import Sandbox, host_bot
from tests.sandbox.test_discord_py import UNPRIVILEGED, Echo


@contextlib.contextmanager
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def handed(client: discord.Client) -> Callable[[Sandbox], Awaitable[discord.Client]]:
    async def make(_: Sandbox) -> discord.Client:
        return client

    return make


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_page_is_served_until_a_signal_ends_both(number: signal.Signals) -> None:
    told: list[str] = []
    client = Echo(UNPRIVILEGED)
    with taken_port() as port:
        running = asyncio.create_task(host_bot(handed(client), port=port, tell=told.append))
        await asyncio.wait_for(client.came.wait(), 10)
    assert told[0].startswith(f"Port {port} is in use: the sandbox listens on ")
    address = next(word for word in told[1].split() if word.startswith("http://127.0.0.1:"))
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        assert answer.status == 200
    os.kill(os.getpid(), number)
    await asyncio.wait_for(running, 5)
    assert client.is_closed()
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(address)


async def test_a_signal_while_the_bot_is_still_logging_in_ends_both_too() -> None:
    client = Echo(UNPRIVILEGED)

    async def make(sandbox: Sandbox) -> discord.Client:
        sandbox.faults.delay("GET /users/@me", seconds=30)
        asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGINT)
        return client

    await asyncio.wait_for(host_bot(make, port=0, tell=lambda _: None), 5)
    assert client.is_closed()


async def test_what_ends_the_bot_is_raised() -> None:
    class Broken(discord.Client):
        async def setup_hook(self) -> None:
            raise LookupError("no sources")

    with pytest.raises(LookupError, match="no sources"):
        await host_bot(handed(Broken(intents=UNPRIVILEGED)), port=0, tell=lambda _: None)


async def test_discord_itself_is_the_endpoint_again_afterwards() -> None:
    before = discord.http.Route.BASE
    client = Echo(UNPRIVILEGED)
    running = asyncio.create_task(host_bot(handed(client), port=0, tell=lambda _: None))
    await asyncio.wait_for(client.came.wait(), 10)
    assert before != discord.http.Route.BASE
    await client.close()
    await asyncio.wait_for(running, 5)
    assert before == discord.http.Route.BASE
