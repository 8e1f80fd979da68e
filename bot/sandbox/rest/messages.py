"""Messages of a channel: create, get, edit, delete, react, pin."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from aiohttp import web

from bot.sandbox import errors, payloads
from bot.sandbox.acts import messages
from bot.sandbox.payloads.visibility import redact
from bot.sandbox.rest.api import UPLOADS, Resource, json_response
from bot.sandbox.rules import messages as rules
from bot.sandbox.rules.shapes import SNOWFLAKE
from bot.sandbox.state.messages import COMPONENTS_V2, EPHEMERAL, LOADING, Message, MessageType

if TYPE_CHECKING:
    from bot.sandbox.state.channels import Channel
    from bot.sandbox.state.messages import Attachment
    from bot.sandbox.state.world import World


class Messages(Resource):
    """`/channels/{id}/messages`."""

    def routes(self) -> list[web.RouteDef]:
        many = r"/channels/{channel_id:\d+}/messages"
        one = many + r"/{message_id:\d+}"
        reactions = one + "/reactions/{emoji}"
        return [
            web.get(many, self.history),
            web.post(many, self.create),
            web.post(f"{many}/bulk-delete", self.bulk_delete),
            web.get(f"{many}/pins", self.pins),
            web.put(many + r"/pins/{message_id:\d+}", self.pin),
            web.delete(many + r"/pins/{message_id:\d+}", self.unpin),
            web.get(one, self.get),
            web.patch(one, self.edit),
            web.delete(one, self.delete),
            web.delete(f"{one}/reactions", self.clear_reactions),
            web.get(reactions, self.reactors),
            web.put(f"{reactions}/@me", self.react),
            web.delete(f"{reactions}/@me", self.unreact),
            web.delete(reactions + r"/{user_id:\d+}", self.remove_reaction),
        ]

    def _seen(self, message: Message) -> dict[str, Any]:
        """Return a message as the bot may read it: without its text unless the message content intent is approved."""
        body = payloads.message(self.world, message)
        if self.world.application.reads_content:
            return body
        return redact(body, message, self.world)

    async def history(self, request: web.Request) -> web.Response:
        channel = self.channel(request, "read_message_history")
        limit, around, after, before = (self.query(request, key) for key in ("limit", "around", "after", "before"))
        limit = 50 if limit is None else limit
        if not 1 <= limit <= 100:
            raise errors.invalid_form("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
        ids = sorted(key for key, message in channel.messages.items() if message.private_to is None)
        if around is not None:
            first = bisect_left(ids, around) - limit // 2  # half of them before, half after
            ids = ids[max(0, first) : max(0, first) + limit]
        if after is not None:
            ids = [key for key in ids if key > after][:limit]
        elif before is not None:
            ids = [key for key in ids if key < before]
        return json_response([self._seen(channel.messages[key]) for key in reversed(ids[-limit:])])

    async def create(self, request: web.Request) -> web.Response:
        channel = self.channel(request)
        self._may_send(channel)
        body = self.body(request, rules.MESSAGE_SHAPE)
        files = request[UPLOADS]
        rules.check_message(body, files=len(files))
        if files:
            self.channel(request, "attach_files")
        if (body.get("flags") or 0) & (EPHEMERAL | LOADING):
            raise errors.invalid_form("flags", "MESSAGE_FLAGS_INVALID", "Only an interaction's reply can be ephemeral.")
        message = Message(self.world.new_id(), channel.id, self.world.application.user)
        self._refer(message, channel, body.get("message_reference"))
        nonce = body.get("nonce")
        if nonce is not None and body.get("enforce_nonce"):
            for earlier in channel.messages.values():
                if earlier.nonce == nonce and earlier.author.id == message.author.id:
                    return json_response(payloads.message(self.world, earlier))
        messages.fill(self.world, message, body, files)
        messages.post_message(self.world, message)
        return json_response(payloads.message(self.world, message))

    def _may_send(self, channel: Channel) -> None:
        if channel.guild_id is None:
            if not all(self.world.users[user_id].dms_open for user_id in channel.recipients):
                raise errors.dms_closed()
            return
        permissions = self.world.permissions(self.world.application.user.id, channel)
        if not (permissions.send_messages_in_threads if channel.is_thread else permissions.send_messages):
            raise errors.missing_permissions()
        if channel.archived and channel.locked:
            raise errors.thread_archived()

    def _refer(self, message: Message, channel: Channel, reference: dict[str, Any] | None) -> None:
        if reference is None:
            return
        target_channel = int(reference.get("channel_id") or channel.id)
        target = self.world.find_message(target_channel, int(reference["message_id"]))
        if target is None or target.private_to is not None or target_channel != channel.id:
            if reference.get("fail_if_not_exists", True):
                raise errors.invalid_form("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
            return
        permissions = self.world.permissions(self.world.application.user.id, channel)
        if channel.guild_id is not None and not permissions.read_message_history:
            message_ = "Cannot reply without permission to read message history"
            raise errors.ApiError(403, 160002, message_)
        message.type = MessageType.REPLY
        message.reference = (channel.id, target.id)

    async def get(self, request: web.Request) -> web.Response:
        channel = self.channel(request, "read_message_history")
        return json_response(self._seen(self.message(request, channel)))

    async def edit(self, request: web.Request) -> web.Response:
        channel = self.channel(request)
        message = self.message(request, channel)
        if message.author.id != self.world.application.user.id:
            raise errors.others_message()
        body, files = self.body(request, rules.MESSAGE_SHAPE), request[UPLOADS]
        apply_edit(self.world, message, body, files)
        return json_response(payloads.message(self.world, message))

    async def delete(self, request: web.Request) -> web.Response:
        channel = self.channel(request)
        message = self.message(request, channel)
        if message.author.id != self.world.application.user.id:
            if channel.guild_id is None:
                raise errors.not_in_dms()
            self.channel(request, "manage_messages")
        messages.delete_message(self.world, message)
        return json_response()

    async def bulk_delete(self, request: web.Request) -> web.Response:
        channel = self.channel(request, "manage_messages")
        ids = self.body(request, {"messages": [SNOWFLAKE]}).get("messages") or []
        if not 2 <= len(ids) <= 100:
            raise errors.invalid_form("messages", "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 100 in length.")
        for message in [m for key in ids if (m := channel.messages.get(int(key))) is not None]:
            messages.delete_message(self.world, message)
        return json_response()

    async def pins(self, request: web.Request) -> web.Response:
        pinned = [m for m in self.channel(request, "read_message_history").messages.values() if m.pinned]
        items = [{"pinned_at": payloads.timestamp(m.created_at), "message": self._seen(m)} for m in pinned]
        return json_response({"items": items, "has_more": False})

    async def pin(self, request: web.Request) -> web.Response:
        return self._set_pin(request, pinned=True)

    async def unpin(self, request: web.Request) -> web.Response:
        return self._set_pin(request, pinned=False)

    def _set_pin(self, request: web.Request, *, pinned: bool) -> web.Response:
        message = self.message(request, self.channel(request, "pin_messages"))
        message.pinned = pinned
        messages.announce_update(self.world, message, edited=False)
        return json_response()

    async def react(self, request: web.Request) -> web.Response:
        channel = self.channel(request, "read_message_history")
        message, emoji = self.message(request, channel), self._emoji(request)
        if emoji not in message.reactions:
            self.channel(request, "add_reactions")
        messages.set_reaction(self.world, message, self.world.application.user, emoji, add=True)
        return json_response()

    async def unreact(self, request: web.Request) -> web.Response:
        message = self.message(request, self.channel(request))
        messages.set_reaction(self.world, message, self.world.application.user, self._emoji(request), add=False)
        return json_response()

    async def remove_reaction(self, request: web.Request) -> web.Response:
        message = self.message(request, self.channel(request, "manage_messages"))
        user = self.world.users.get(int(request.match_info["user_id"]))
        if user is None:
            raise errors.unknown_user()
        messages.set_reaction(self.world, message, user, self._emoji(request), add=False)
        return json_response()

    async def clear_reactions(self, request: web.Request) -> web.Response:
        message = self.message(request, self.channel(request, "manage_messages"))
        for emoji, users in list(message.reactions.items()):
            for user_id in list(users):
                messages.set_reaction(self.world, message, self.world.users[user_id], emoji, add=False)
        return json_response()

    async def reactors(self, request: web.Request) -> web.Response:
        message = self.message(request, self.channel(request, "read_message_history"))
        users = message.reactions.get(self._emoji(request), [])
        return json_response([payloads.user(self.world.users[user_id]) for user_id in users])

    def _emoji(self, request: web.Request) -> str:
        emoji = unquote(request.match_info["emoji"])
        if not emoji or (emoji.isascii() and ":" not in emoji):
            raise errors.unknown_emoji()
        return emoji


def apply_edit(world: World, message: Message, body: dict[str, Any], files: list[Attachment]) -> None:
    """Check and apply an edit: what it leaves out stays, and the result must not be empty."""
    was_v2 = bool(message.flags & COMPONENTS_V2)
    left = [
        a for a in message.attachments if "attachments" not in body or str(a.id) in map(_id, body["attachments"] or [])
    ]
    after = {
        "content": body.get("content", message.content),
        "embeds": body.get("embeds", message.embeds),
        "components": body.get("components", message.components),
    } | {key: body[key] for key in ("flags", "allowed_mentions") if key in body}
    rules.check_message(after, files=len(files) + len(left), v2=was_v2)
    messages.fill(world, message, body, files)
    messages.announce_update(world, message)


def _id(entry: dict[str, Any]) -> str:
    return str(entry["id"])
