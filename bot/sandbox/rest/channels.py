"""Channels, typing, threads."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox import errors, payloads
from bot.sandbox.acts import guilds
from bot.sandbox.errors import FormErrors
from bot.sandbox.rest.api import Resource, json_response
from bot.sandbox.rules.shapes import BOOLEAN, INTEGER, STRING, ObjectShape
from bot.sandbox.state.channels import ANNOUNCEMENT_THREAD, PRIVATE_THREAD, PUBLIC_THREAD
from bot.sandbox.state.events import Event

if TYPE_CHECKING:
    from bot.sandbox.state.channels import Channel

ARCHIVE_MINUTES = (60, 1440, 4320, 10080)
CHANNEL: ObjectShape = {
    "name": STRING,
    "topic": STRING,
    "archived": BOOLEAN,
    "locked": BOOLEAN,
    "auto_archive_duration": INTEGER,
}
THREAD: ObjectShape = {"name": STRING, "type": INTEGER, "auto_archive_duration": INTEGER}


class Channels(Resource):
    """`/channels/{id}` and the threads under it."""

    def routes(self) -> list[web.RouteDef]:
        at = r"/channels/{channel_id:\d+}"
        return [
            web.get(at, self.get),
            web.patch(at, self.edit),
            web.delete(at, self.delete),
            web.post(f"{at}/typing", self.typing),
            web.post(f"{at}/threads", self.start_thread),
            web.post(at + r"/messages/{message_id:\d+}/threads", self.start_thread_from_message),
            web.put(f"{at}/thread-members/@me", self.join),
            web.delete(f"{at}/thread-members/@me", self.leave),
            web.put(at + r"/thread-members/{user_id:\d+}", self.add_member),
            web.get(f"{at}/thread-members", self.thread_members),
        ]

    async def get(self, request: web.Request) -> web.Response:
        return json_response(payloads.channel(self.world, self.channel(request)))

    async def edit(self, request: web.Request) -> web.Response:
        channel = self.channel(request)
        own = self.world.permissions(self.world.application.user.id, channel)
        mine = channel.owner_id == self.world.application.user.id
        if not (mine or (own.manage_threads if channel.is_thread else own.manage_channels)):
            raise errors.missing_permissions()
        body = self.body(request, CHANNEL)
        form = FormErrors()
        form.length("name", body.get("name"), 1, 100)
        form.length("topic", body.get("topic"), 0, 1024)
        form.raise_if_any()
        channel.name = body.get("name", channel.name)
        channel.topic = body.get("topic", channel.topic)
        channel.archived = body.get("archived", channel.archived)
        channel.locked = body.get("locked", channel.locked)
        channel.auto_archive_minutes = body.get("auto_archive_duration", channel.auto_archive_minutes)
        self._tell("THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE", channel)
        return json_response(payloads.channel(self.world, channel))

    async def delete(self, request: web.Request) -> web.Response:
        channel = self.channel(request, "manage_channels")
        if channel.guild_id is None:
            raise errors.not_in_dms()
        body = payloads.channel(self.world, channel)
        for thread in [c for c in self.world.channels.values() if c.parent_id == channel.id]:
            del self.world.channels[thread.id]
        del self.world.channels[channel.id]
        self._tell("THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", channel)
        return json_response(body)

    async def typing(self, request: web.Request) -> web.Response:
        channel = self.channel(request, "send_messages")
        body = {
            "channel_id": str(channel.id),
            "user_id": str(self.world.application.user.id),
            "timestamp": int(time.time()),
        }
        if channel.guild_id is not None:
            own = self.world.guilds[channel.guild_id].members[self.world.application.user.id]
            body |= {"guild_id": str(channel.guild_id), "member": payloads.member(own)}
        self.world.publish(Event("TYPING_START", body, channel.guild_id, channel))
        return json_response()

    async def start_thread(self, request: web.Request) -> web.Response:
        kind = self.body(request, THREAD).get("type", PRIVATE_THREAD)
        if kind not in (ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD):
            raise errors.invalid_form("type", "BASE_TYPE_CHOICES", "Value must be one of {10, 11, 12}.")
        parent = self._parent(request, "create_private_threads" if kind == PRIVATE_THREAD else "create_public_threads")
        name, minutes = self._thread_body(request)
        own = self.world.application.user
        if kind == PUBLIC_THREAD:
            thread = guilds.start_thread(self.world, parent, name, own)
        else:
            thread = self.world.add_thread(parent, name, own, kind=kind)
            guilds.announce_thread(self.world, thread)
        thread.auto_archive_minutes = minutes
        return json_response(payloads.channel(self.world, thread), status=201)

    async def start_thread_from_message(self, request: web.Request) -> web.Response:
        parent = self._parent(request, "create_public_threads")
        message = self.message(request, parent)
        if message.thread_id is not None:
            raise errors.thread_exists()
        name, minutes = self._thread_body(request)
        thread = guilds.start_thread(self.world, parent, name, self.world.application.user, message)
        thread.auto_archive_minutes = minutes
        return json_response(payloads.channel(self.world, thread), status=201)

    def _parent(self, request: web.Request, permission: str) -> Channel:
        parent = self.channel(request, permission)
        if parent.guild_id is None or parent.is_thread:
            raise errors.not_in_dms()
        return parent

    def _thread_body(self, request: web.Request) -> tuple[str, int]:
        body = self.body(request, THREAD)
        form = FormErrors()
        form.length("name", body.get("name") or "", 1, 100)
        minutes = body.get("auto_archive_duration") or 1440
        if minutes not in ARCHIVE_MINUTES:
            form.add("auto_archive_duration", "BASE_TYPE_CHOICES", f"Value must be one of {ARCHIVE_MINUTES}.")
        form.raise_if_any()
        return body["name"], minutes

    async def join(self, request: web.Request) -> web.Response:
        return self._joining(request, self.world.application.user.id)

    async def add_member(self, request: web.Request) -> web.Response:
        user_id = int(request.match_info["user_id"])
        if user_id not in self.world.users:
            raise errors.unknown_user()
        return self._joining(request, user_id)

    def _joining(self, request: web.Request, user_id: int) -> web.Response:
        thread = self._thread(request)
        if thread.archived:
            raise errors.thread_archived()
        thread.thread_members.add(user_id)
        return json_response()

    async def leave(self, request: web.Request) -> web.Response:
        self._thread(request).thread_members.discard(self.world.application.user.id)
        return json_response()

    async def thread_members(self, request: web.Request) -> web.Response:
        thread = self._thread(request)
        return json_response([payloads.thread_member(thread, user_id) for user_id in sorted(thread.thread_members)])

    def _thread(self, request: web.Request) -> Channel:
        thread = self.channel(request)
        if not thread.is_thread:
            raise errors.unknown_channel()
        return thread

    def _tell(self, name: str, channel: Channel) -> None:
        self.world.publish(Event(name, payloads.channel(self.world, channel), channel.guild_id, channel))
