"""Run a bot in a sandbox until Ctrl-C: what `incident-bot` does without a token."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
from typing import TYPE_CHECKING

from discord import Permissions

from bot.sandbox.endpoint import redirect_endpoint
from bot.sandbox.server import Sandbox
from bot.sandbox.state.world import World

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from discord import Client

PORT = 8420
PORTS_TRIED = 50
ADMIN = "bob"  # who manages the guild of the demo world
AUTOMATIC_CHANNEL = "questions"  # the channel of the demo world that is meant for automatic answers


def demo_world() -> World:
    """Return a world to try a bot in: a guild with two channels, a member and an admin."""
    world = World()
    guild = world.add_guild("Cellule de crise")
    world.add_channel(guild, "général", topic="Mentionnez le bot ou tapez / · Mention the bot or type /")
    world.add_channel(guild, AUTOMATIC_CHANNEL, topic="Réponses automatiques · Automatic answers")
    world.add_member(guild, world.add_user("alice"))
    admins = world.add_role(guild, "Admin", Permissions(manage_guild=True, manage_messages=True))
    world.add_member(guild, world.add_user(ADMIN), admins)
    return world


def _print(line: str) -> None:
    print(line, flush=True)


async def host_bot(
    make_client: Callable[[Sandbox], Awaitable[Client]], *, port: int = PORT, tell: Callable[[str], None] = _print
) -> None:
    """Run a bot in a sandbox of its own until the process is asked to end (SIGINT, SIGTERM).

    `make_client` is called once discord.py is pointed at the sandbox; `tell` gets the address, and a notice if `port`
    is in use. Raises what ends the bot otherwise, and OSError if no port is free.
    """
    sandbox = Sandbox(demo_world())
    await _listen(sandbox, port, tell)
    try:
        with redirect_endpoint(sandbox.api_url, sandbox.gateway_url), _stop_signal() as ended:
            client = await make_client(sandbox)
            async with client:
                running = asyncio.create_task(client.start(sandbox.token))
                greeting = asyncio.create_task(_announce(sandbox, tell))
                waiting = asyncio.create_task(ended.wait())
                await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
                for task in (waiting, greeting):
                    task.cancel()
                if ended.is_set():
                    running.cancel()  # before the client closes what a login in progress still uses
                    await asyncio.gather(running, return_exceptions=True)
                else:
                    await running
    finally:
        await sandbox.close()


async def _announce(sandbox: Sandbox, tell: Callable[[str], None]) -> None:
    """Say where to open the sandbox once the bot has logged in."""
    await sandbox.world.until(lambda: sandbox.gateway.identified or None, seconds=3600, what="the bot to log in")
    tell(f"Sandbox (a local stand-in for Discord): open {sandbox.url}/ in a browser; Ctrl-C ends it.")


async def _listen(sandbox: Sandbox, port: int, tell: Callable[[str], None]) -> None:
    """Listen on `port`, or on the next one that is free."""
    for candidate in range(port, port + PORTS_TRIED):
        try:
            await sandbox.start(candidate)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            continue
        if candidate != port:
            tell(f"Port {port} is in use: the sandbox listens on {candidate} instead.")
        return
    raise OSError(errno.EADDRINUSE, f"Ports {port} to {port + PORTS_TRIED - 1} are all in use.")


@contextlib.contextmanager
def _stop_signal() -> Iterator[asyncio.Event]:
    """Yield an event that SIGINT and SIGTERM set, if the platform lets an event loop handle signals."""
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    handled = []
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
            loop.add_signal_handler(number, ended.set)
            handled.append(number)
    try:
        yield ended
    finally:
        for number in handled:
            loop.remove_signal_handler(number)
