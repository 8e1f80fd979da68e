"""What every request passes through: the token, injected faults, the body, and errors in Discord's shape."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.sandbox import errors
from bot.sandbox.errors import ApiError, FormErrors
from bot.sandbox.rules import shapes
from bot.sandbox.rules.messages import ATTACHMENT_SHAPE
from bot.sandbox.rules.shapes import DIGITS, ObjectShape, Shape
from bot.sandbox.state.messages import Attachment

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.sandbox.objects import Json
    from bot.sandbox.rest.faults import Faults
    from bot.sandbox.rest.limits import RateLimits
    from bot.sandbox.state.channels import Channel
    from bot.sandbox.state.messages import Message
    from bot.sandbox.state.world import World

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

BODY: web.RequestKey[Any] = web.RequestKey("body", object)
PAYLOAD_JSON: ObjectShape = {"attachments": [ATTACHMENT_SHAPE], "data": {"attachments": [ATTACHMENT_SHAPE]}}
UPLOADS: web.RequestKey[list[Attachment]] = web.RequestKey("files", list)


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One request and its response, for observers that check them."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    status: int
    response: Any


def json_response(body: object = None, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Return a response, 204 without a body. The content type has no charset, since discord.py compares it exactly."""
    if body is None and status == 200:
        return web.Response(status=204, headers=headers)
    response = web.Response(status=status, body=json.dumps(body).encode(), headers=headers)
    response.headers["Content-Type"] = "application/json"
    return response


class Api:
    """What happens before and after every handler."""

    def __init__(self, world: World, faults: Faults, limits: RateLimits) -> None:
        self.world = world
        self.faults = faults
        self.limits = limits
        self.observers: list[Callable[[ApiCall], None]] = []

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith("/api/"):
            return await handler(request)
        path = request.path.removeprefix("/api/v10")
        body: object = None
        lost = False
        try:
            self._authenticate(request, path)
            lost = await self.faults.before(request.method, path)
            self.limits.take(request.method, path)
            body, request[UPLOADS] = await self._read(request)
            request[BODY] = body
            answer = await handler(request)
        except ApiError as error:
            answer = self._refuse(error)
        except web.HTTPMethodNotAllowed:
            answer = self._refuse(ApiError(405, 0, "405: Method Not Allowed"))
        except web.HTTPNotFound:
            answer = self._refuse(errors.not_found())
        self.limits.describe(request.method, path, answer)
        self._record(request, path, body, answer)
        if lost and request.transport is not None:
            request.transport.abort()
        return answer

    def _authenticate(self, request: web.Request, path: str) -> None:
        """Raise 401 for a wrong token; paths that contain a token of their own need none."""
        if (
            path.startswith("/interactions/")
            or path == "/gateway"
            or (path.count("/") > 2 and path.startswith("/webhooks/"))
        ):
            return
        if request.headers.get("Authorization") != f"Bot {self.world.application.token}":
            raise errors.unauthorized()

    async def _read(self, request: web.Request) -> tuple[object, list[Attachment]]:
        if not request.can_read_body:
            return None, []
        if request.content_type != "multipart/form-data":
            return _parse(await request.read()), []
        try:
            form = await request.post()
        except ValueError as error:
            raise errors.invalid_form("body", "BASE_TYPE_BAD_TYPE", f"Must be multipart/form-data: {error}.") from None
        raw = form.get("payload_json")
        body: Any = _parse(raw.encode()) if isinstance(raw, str) else {}
        require_shape(body, PAYLOAD_JSON)
        listed = (body.get("data") or body).get("attachments") or []
        about = {str(entry["id"]): entry for entry in listed}
        files = []
        for key, part in form.items():
            if not isinstance(part, web.FileField):
                continue
            entry = about.get(key.removeprefix("files[").removesuffix("]"), {})
            files.append(Attachment(
                self.world.new_id(), entry.get("filename") or part.filename, part.content_type, part.file.read(),
                entry.get("description"),
            ))  # fmt: skip
        for file in files:
            self.world.attachments[file.id] = file
        return body, files

    def _refuse(self, error: ApiError) -> web.Response:
        headers = {"Via": "1.1 sandbox"} if error.status == 429 else {}
        retry_after = error.extra.get("retry_after")
        if retry_after is not None:
            headers["Retry-After"] = str(retry_after)
        return json_response(error.payload(), status=error.status, headers=headers)

    def _record(self, request: web.Request, path: str, body: object, answer: web.StreamResponse) -> None:
        if not self.observers or not isinstance(answer, web.Response):
            return
        sent = json.loads(answer.body) if isinstance(answer.body, bytes) and answer.body else None
        call = ApiCall(request.method, path, dict(request.query), body, answer.status, sent)
        for observer in self.observers:
            observer(call)


def _parse(raw: bytes) -> object:
    if not raw:
        return None
    try:
        body: object = json.loads(raw)
    except (ValueError, RecursionError):
        raise errors.invalid_json() from None
    return body


def require_shape(body: object, shape: Shape) -> None:
    """Refuse a body of another shape: 50109 for no object (or no list), 50035 for fields of another type."""
    if not isinstance(body, type(shape)):
        raise errors.invalid_json()
    form = FormErrors()
    shapes.check_shape("", body, shape, form)
    form.raise_if_any()


class Resource:
    """What the handlers of every resource share: the world, and look-ups that refuse with 404 or 403."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[web.RouteDef]:
        raise NotImplementedError

    def body(self, request: web.Request, shape: ObjectShape) -> Json:
        """Return the body, which must be an object of this shape."""
        body: Json = request[BODY]
        require_shape(body, shape)
        return body

    def query(self, request: web.Request, key: str) -> int | None:
        """Return an integer from the query; raise 50035 for anything else."""
        value = request.query.get(key)
        if value is not None and not DIGITS.fullmatch(value):
            raise errors.invalid_form(key, "NUMBER_TYPE_COERCE", f'Value "{value}" is not an integer.')
        return None if value is None else int(value)

    def channel(self, request: web.Request, *needed: str) -> Channel:
        """Return the channel in the path; raise 403 if the bot cannot view it or lacks a permission `needed` there."""
        channel = self.world.channels.get(int(request.match_info["channel_id"]))
        if channel is None:
            raise errors.unknown_channel()
        own = self.world.application.user.id
        permissions = self.world.permissions(own, channel)
        if not permissions.view_channel:
            raise errors.missing_access()
        if channel.guild_id is not None and not all(getattr(permissions, name) for name in needed):
            raise errors.missing_permissions()
        return channel

    def message(self, request: web.Request, channel: Channel) -> Message:
        """Return the message in the path; raise 404 for an ephemeral one too, as Discord does."""
        message = channel.messages.get(int(request.match_info["message_id"]))
        if message is None or message.private_to is not None:
            raise errors.unknown_message()
        return message
