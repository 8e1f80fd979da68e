"""The server: REST, gateway and uploads on one loopback port."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox.acts.people import Person
from bot.sandbox.gateway.connection import accept_connection
from bot.sandbox.gateway.gateway import Gateway
from bot.sandbox.page.pages import Pages, same_site
from bot.sandbox.rest.accounts import Accounts
from bot.sandbox.rest.api import Api
from bot.sandbox.rest.channels import Channels
from bot.sandbox.rest.commands import Commands
from bot.sandbox.rest.faults import Faults
from bot.sandbox.rest.interactions import Interactions
from bot.sandbox.rest.limits import RateLimits
from bot.sandbox.rest.messages import Messages
from bot.sandbox.state.world import World

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from bot.sandbox.rest.api import Handler
    from bot.sandbox.state.users import User

HOST = "127.0.0.1"


class Sandbox:
    """A Discord of its own for one bot: REST API, gateway and page on one loopback port.

    It listens from the start of `async with` to its end. Any discord.py `client` connects to it, unpatched:

        async with Sandbox() as sandbox:
            guild = sandbox.world.add_guild("Incident")
            channel = sandbox.world.add_channel(guild, "general")
            alice = sandbox.world.add_user("alice")
            sandbox.world.add_member(guild, alice)
            with redirect_endpoint(sandbox.api_url, sandbox.gateway_url):
                async with client:
                    running = asyncio.create_task(client.start(sandbox.token))
                    await client.wait_until_ready()
                    message = sandbox.person(alice).say(channel, f"Hello, <@{sandbox.world.application.id}>!")
                    await sandbox.world.until(lambda: channel.messages.keys() - {message.id} or None, what="an answer")
            await running

    `world` is all that the sandbox remembers; `faults`, `limits` and `gateway` are what can go wrong. A bug in the
    sandbox is answered with status 500, and raised in an `ExceptionGroup` at the end of `async with`.
    """

    def __init__(self, world: World | None = None) -> None:
        self.world = world or World()
        self.faults = Faults()
        self.limits = RateLimits()
        self.gateway = Gateway(self.world)
        self.api = Api(self.world, self.faults, self.limits)
        self.pages = Pages(self.world, self.gateway)
        self._bugs: list[Exception] = []
        self._runner: web.AppRunner | None = None

    @property
    def token(self) -> str:
        return self.world.application.token

    @property
    def url(self) -> str:
        return self.world.base_url

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/v10"

    @property
    def gateway_url(self) -> str:
        return self.url.replace("http", "ws", 1) + "/gateway"

    def person(self, user: User) -> Person:
        """Return a user at a Discord client, to act as them."""
        return Person(self.world, user)

    async def start(self, port: int = 0) -> None:
        """Listen on `port` (0: any free one); raise OSError if it is in use."""
        self._runner = web.AppRunner(self.application(), access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, HOST, port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        bound = self._runner.addresses[0][1]
        self.world.base_url = f"http://{HOST}:{bound}"

    async def close(self) -> None:
        """Close every connection and stop listening."""
        await self.gateway.close()
        await self.pages.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def application(self) -> web.Application:
        app = web.Application(
            middlewares=[self._note_bugs, same_site, self.api.middleware], client_max_size=26 * 1024 * 1024
        )
        gateway = partial(accept_connection, self.gateway)
        app.router.add_get("/gateway", gateway)
        app.router.add_get("/gateway/", gateway)
        app.router.add_get(r"/attachments/{id:\d+}/{filename}", self.attachment)
        app.router.add_routes(self.pages.routes())
        for resource in (Accounts, Channels, Messages, Commands, Interactions):
            for route in resource(self.world).routes():
                app.router.add_route(route.method, "/api/v10" + route.path, route.handler)
        app.router.add_route("*", "/api/{rest:.*}", _unknown)
        return app

    @web.middleware
    async def _note_bugs(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Record what a handler raises that is neither a response nor a lost connection, and let it be raised."""
        try:
            return await handler(request)
        except (web.HTTPException, ConnectionError):
            raise
        except Exception as bug:
            self._bugs.append(bug)
            raise

    async def attachment(self, request: web.Request) -> web.Response:
        """Serve an upload as a download, never as a page of this origin."""
        found = self.world.attachments.get(int(request.match_info["id"]))
        if found is None:
            raise web.HTTPNotFound
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=found.data, content_type=found.content_type, headers=headers)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
        if self._bugs:
            raise ExceptionGroup("the sandbox is broken", self._bugs)


async def _unknown(_: web.Request) -> web.Response:
    raise web.HTTPNotFound
