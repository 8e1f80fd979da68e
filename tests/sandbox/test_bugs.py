"""What goes wrong inside the sandbox fails the test, whatever the bot makes of it."""

from __future__ import annotations

import aiohttp
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.state.events import Event
from tests.sandbox.raw import Rest


def break_(_: Event) -> None:
    raise KeyError("a bug")


async def send_into_a_broken_sandbox() -> None:
    async with Sandbox() as sandbox, aiohttp.ClientSession() as session:
        channel = sandbox.world.add_channel(sandbox.world.add_guild("Incident"), "general")
        sandbox.world.listeners.append(break_)
        url = f"{sandbox.api_url}/channels/{channel.id}/messages"
        headers = {"Authorization": f"Bot {sandbox.token}"}
        async with session.post(url, json={"content": "x"}, headers=headers) as answer:
            assert answer.status == 500


async def test_a_bug_is_a_server_error_and_raised_at_the_end() -> None:
    with pytest.raises(ExceptionGroup) as raised:
        await send_into_a_broken_sandbox()
    assert [repr(bug) for bug in raised.value.exceptions] == ["KeyError('a bug')"]


async def test_a_refusal_is_no_bug() -> None:
    async with Sandbox() as sandbox, aiohttp.ClientSession() as session:
        rest = Rest(sandbox, session)
        assert await rest.refusal("GET", "/channels/1") == (404, 10003)
        assert await rest.refusal("GET", "/nowhere") == (404, 0)
