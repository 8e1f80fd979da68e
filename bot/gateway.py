"""The connection to Discord's gateway, which no frame may end."""

from __future__ import annotations

import logging
import zlib

import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket, WebSocketClosure

log = logging.getLogger(__name__)

_MEANT = (ReconnectWebSocket, WebSocketClosure, discord.ConnectionClosed, OSError)  # for discord.py, which raises them


class SteadyWebSocket(DiscordWebSocket):
    """A connection that skips what makes no sense: in discord.py, an odd frame ends the process."""

    async def received_message(self, msg: str | bytes, /) -> None:
        """Handle a frame; one that cannot be read costs a line in the log, or the connection where there is no session.

        Raises what discord.py raises to reconnect.
        """
        try:
            await super().received_message(msg)
        except _MEANT:
            raise
        except zlib.error as error:
            # What follows in the stream cannot be read either.
            raise ReconnectWebSocket(self.shard_id) from error
        except Exception as error:
            if self.session_id is None:
                raise ConnectionError("the gateway does not begin as Discord's does") from error
            log.warning("A frame of the gateway makes no sense and is skipped (%s).", type(error).__name__)


def use_steady_connections() -> None:
    """Let discord.py connect by `SteadyWebSocket`."""
    discord.shard.DiscordWebSocket = SteadyWebSocket  # type: ignore[misc]  # a name that shards look up, and no setting, says which class they use
