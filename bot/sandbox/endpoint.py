"""Where discord.py connects to: Discord, or somebody who speaks like it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def pointed(api_url: str, gateway_url: str) -> Iterator[None]:
    """Let every discord.py client of this process talk to another endpoint, and to the one before afterwards."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before
