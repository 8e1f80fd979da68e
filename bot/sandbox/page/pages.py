"""The page's server: its files, its sockets, and who may open them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.acts.people import Person
from bot.sandbox.page.actions import PAGE_LOCALES
from bot.sandbox.page.display import people
from bot.sandbox.page.viewer import Viewer
from bot.sandbox.state.messages import Attachment

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.sandbox.gateway.gateway import Gateway
    from bot.sandbox.state.events import Event
    from bot.sandbox.state.world import World

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

MAX_UPLOAD = 25 * 1024 * 1024
STATIC = Path(__file__).parent / "static"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


@web.middleware
async def same_site(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse requests from other sites: a foreign Host (DNS rebinding) or a foreign Origin."""
    name, _, port = request.host.rpartition(":")
    bound = request.transport.get_extra_info("sockname")[1] if request.transport is not None else None
    local = name in ("127.0.0.1", "localhost") and port == str(bound)
    origin = request.headers.get("Origin")
    if not local or (origin is not None and urlsplit(origin).netloc != request.host):
        raise web.HTTPForbidden(text="This sandbox serves its own page only.")
    return await handler(request)


class Pages:
    """The server of the page, and every open page."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway
        self.viewers: set[Viewer] = set()
        world.listeners.append(self._tell)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.index),
            web.get(r"/page/{name:[a-z]+\.(?:css|js|svg)}", self.file),
            web.get("/page/socket", self.socket),
            web.post("/page/uploads", self.upload),
        ]

    async def index(self, _: web.Request) -> web.FileResponse:
        return web.FileResponse(STATIC / "index.html", headers=HEADERS)

    async def file(self, request: web.Request) -> web.FileResponse:
        path = STATIC / request.match_info["name"]
        if not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers=HEADERS)

    async def upload(self, request: web.Request) -> web.Response:
        """Take a file for an option of a command; return the id to give the option."""
        if "Origin" not in request.headers:
            raise web.HTTPForbidden(text="Uploads are for the sandbox's own page.")
        name, data = request.query.get("name", ""), await request.read()
        if not name or len(data) > MAX_UPLOAD:
            raise web.HTTPBadRequest(text="An upload has a name, and 25 MB at most.")
        file = Attachment(self.world.new_id(), name, request.content_type, data)
        self.world.attachments[file.id] = file
        return web.json_response({"id": str(file.id)}, headers=HEADERS)

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        if "Origin" not in request.headers:
            raise web.HTTPForbidden(text="This socket is for the sandbox's own page.")
        socket = web.WebSocketResponse(max_msg_size=64 * 1024)
        await socket.prepare(request)
        viewer = Viewer(self.world, self.gateway, socket, self._person(request.query))
        self.viewers.add(viewer)
        try:
            await viewer.run()
        finally:
            self.viewers.discard(viewer)
        return socket

    def _person(self, wishes: Mapping[str, str]) -> Person:
        """Return the person that a page asks for by name (`as`) and language (`locale`), else the first one."""
        users, locale = people(self.world), wishes.get("locale")
        user = next((user for user in users if user.display_name == wishes.get("as")), users[0])
        return Person(self.world, user, locale if locale in PAGE_LOCALES else PAGE_LOCALES[0])

    async def close(self) -> None:
        for viewer in list(self.viewers):
            await viewer.socket.close(code=1001, message=b"The sandbox is closing.")

    def _tell(self, event: Event) -> None:
        for viewer in self.viewers:
            viewer.notice(event)
