"""Where discord.py connects to: Discord, or a server that speaks its protocol."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def redirect_endpoint(api_url: str, gateway_url: str) -> Iterator[None]:
    """Point every discord.py client of this process at another endpoint, and back again at the end."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before
