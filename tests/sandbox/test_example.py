"""The example in the sandbox's own documentation runs as it stands there."""

from __future__ import annotations

import asyncio
import textwrap
from typing import Any

from bot.sandbox import Sandbox, redirect_endpoint
from tests.sandbox.test_discord_py import UNPRIVILEGED, Echo


def example() -> str:
    """Return the indented block of the class's docstring."""
    lines = (Sandbox.__doc__ or "").splitlines()
    return textwrap.dedent("\n".join(line for line in lines if line.startswith(" " * 8)))


async def test_the_example_of_a_sandbox_has_a_conversation() -> None:
    names: dict[str, Any] = {"asyncio": asyncio, "Sandbox": Sandbox, "redirect_endpoint": redirect_endpoint}
    exec(f"async def talk(client):\n{textwrap.indent(example(), '    ')}", names)  # noqa: S102 -- our own docstring
    client = Echo(UNPRIVILEGED)
    await asyncio.wait_for(names["talk"](client), 10)
    assert client.heard[0].startswith("Hello, <@")
    assert client.is_closed()
