"""A sandbox with a server, people and a bot that runs in it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, TypeVar

import discord
import pytest
from discord import Permissions

from bot.sandbox import Sandbox, redirect_endpoint
from bot.sandbox.acts import guilds
from tests.e2e import conformance
from tests.e2e.absent import in_ci
from tests.e2e.driver import Actor
from tests.e2e.handlers import Handlers
from tests.e2e.posts import Post, Room

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.sandbox.state.events import Event
    from bot.sandbox.state.messages import Message

T = TypeVar("T")
C = TypeVar("C", bound=discord.Client)

SETTLING_SECONDS = 30.0  # after which a bot is stuck, or answers itself without end


class Stage:
    """Where a test plays: one server with #general and #help, a member (`alice`), an `admin`, the bot's `owner`."""

    def __init__(self, sandbox: Sandbox, handlers: Handlers) -> None:
        self.sandbox = sandbox
        self.handlers = handlers
        self.seen: set[int] = set()
        self._gone: dict[int, Message] = {}
        world = sandbox.world
        self.guild = world.add_guild("Incident")
        self.general = Room(self, world.add_channel(self.guild, "general"))
        self.help = Room(self, world.add_channel(self.guild, "help"))
        managers = world.add_role(self.guild, "Admins", Permissions(manage_guild=True))
        self.admin = self.add_person("admin", managers.id)
        self.owner = Actor(self, world.application.owner, self.general)
        self.alice = self.add_person("alice")
        self.bob = self.add_person("bob")
        world.listeners.append(self._remember)

    def add_person(self, name: str, *roles: int, bot: bool = False) -> Actor:
        """Let one more member join."""
        world = self.sandbox.world
        user = world.add_user(name, bot=bot)
        guilds.join_guild(world, self.guild, user, *(self.guild.roles[role_id] for role_id in roles))
        return Actor(self, user, self.general)

    def add_room(self, name: str) -> Room:
        """Open one more text channel."""
        return Room(self, guilds.open_channel(self.sandbox.world, self.guild, name))

    @contextlib.asynccontextmanager
    async def running(self, client: C, token: str | None = None) -> AsyncIterator[C]:
        """Run an unmodified client in the sandbox until the block ends; what ended it early is raised."""
        with redirect_endpoint(self.sandbox.api_url, self.sandbox.gateway_url):
            self.handlers.watch(client)
            async with client:
                running = asyncio.create_task(client.start(token or self.sandbox.token))
                ready = asyncio.create_task(client.wait_until_ready())
                try:
                    done, _ = await asyncio.wait({running, ready}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
                    if running in done:
                        await running
                    assert ready in done, "the bot did not become ready within 10 seconds"
                    yield client
                finally:
                    ready.cancel()
                    await client.close()
                    running.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await running

    async def until(self, found: Callable[[], T | None], *, seconds: float = 5.0, what: str = "it") -> T:
        return await self.sandbox.world.until(found, seconds=seconds, what=what)

    async def settled(self) -> None:
        """Wait until the bot has seen every event and no handler of an event is running."""
        async with asyncio.timeout(SETTLING_SECONDS):
            await self.sandbox.gateway.caught_up()
            while running := self.handlers.running():
                await asyncio.wait(running)
                await self.sandbox.gateway.caught_up()

    def remembered(self, message_id: int) -> Post | None:
        """Return a message that was deleted meanwhile."""
        message = self._gone.get(message_id)
        return None if message is None else Post(self, message)

    def _remember(self, event: Event) -> None:
        if event.name.upper() == "MESSAGE_DELETE" and event.message is not None:
            self._gone[event.message.id] = event.message


@contextlib.asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    """Set up a stage; all that is said on it is held against Discord's own description of its API."""
    handlers = Handlers()
    async with Sandbox() as sandbox:
        watch = None
        if conformance.available():
            watch = conformance.Watch(sandbox)
        elif in_ci():
            pytest.fail(conformance.NOT_CHECKED, pytrace=False)
        with handlers.followed():
            yield Stage(sandbox, handlers)
    if watch is not None and watch.problems:
        pytest.fail("\n".join(dict.fromkeys(watch.problems)), pytrace=False)
