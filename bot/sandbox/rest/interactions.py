"""Interactions: the callback that acknowledges, the original reply, and follow-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.sandbox import errors, payloads
from bot.sandbox.acts import posting
from bot.sandbox.errors import FormErrors
from bot.sandbox.rest.api import FILES, Resource, reply
from bot.sandbox.rest.messages import edit
from bot.sandbox.rules import commands as command_rules
from bot.sandbox.rules import components as component_rules
from bot.sandbox.rules import messages as message_rules
from bot.sandbox.rules.shapes import INTEGER, STRING, Fields
from bot.sandbox.state.events import Event
from bot.sandbox.state.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Interaction, State
from bot.sandbox.state.messages import COMPONENTS_V2, EPHEMERAL, LOADING, Message

if TYPE_CHECKING:
    from bot.sandbox.state.messages import Attachment

Json = dict[str, Any]

REPLY, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
ALLOWED = {
    COMMAND: {REPLY, DEFER, MODAL},
    COMPONENT: {REPLY, DEFER, DEFER_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {REPLY, DEFER, DEFER_UPDATE, UPDATE},
}
CALLBACK: Fields = {
    "type": INTEGER,
    "data": message_rules.MESSAGE | {"choices": [command_rules.CHOICE], "title": STRING, "custom_id": STRING},
}
COMMAND_REPLY, MENU_REPLY = 20, 23


class Interactions(Resource):
    """`/interactions/{id}/{token}/callback` and `/webhooks/{application}/{token}`."""

    def routes(self) -> list[web.RouteDef]:
        hook = r"/webhooks/{application_id:\d+}/{token}"
        original = f"{hook}/messages/@original"
        follow_up = hook + r"/messages/{message_id:\d+}"
        return [
            web.post(r"/interactions/{interaction_id:\d+}/{token}/callback", self.callback),
            web.post(hook, self.follow_up),
            web.get(original, self.get),
            web.patch(original, self.edit),
            web.delete(original, self.delete),
            web.get(follow_up, self.get),
            web.patch(follow_up, self.edit),
            web.delete(follow_up, self.delete),
        ]

    async def callback(self, request: web.Request) -> web.Response:
        interaction = self.world.interactions.get(int(request.match_info["interaction_id"]))
        if interaction is None or interaction.token != request.match_info["token"]:
            raise errors.unknown_interaction()
        body = self.body(request, CALLBACK)
        kind, data = body.get("type"), body.get("data") or {}
        if kind not in ALLOWED[interaction.type] or (kind in (UPDATE, DEFER_UPDATE) and interaction.message_id is None):
            choices = ", ".join(map(str, sorted(ALLOWED[interaction.type])))
            raise errors.invalid_form("type", "BASE_TYPE_CHOICES", f"Value must be one of {{{choices}}}.")
        self._check(interaction, kind, data, request[FILES])
        message = self._carry_out(interaction, kind, data, request[FILES])
        self.world.publish(Event("interaction", {"id": str(interaction.id)}))
        if request.query.get("with_response", "").lower() not in ("1", "true"):
            return reply()
        return reply(self._response(interaction, kind, message))

    def _check(self, interaction: Interaction, kind: int, data: Json, files: list[Attachment]) -> None:
        """Refuse a bad body before it acknowledges anything."""
        if interaction.state is not State.PENDING:
            interaction.acknowledge(State.ANSWERED)
        form = FormErrors("data")
        if kind == REPLY:
            message_rules.check(data, files=len(files), prefix="data")
        elif kind == UPDATE and interaction.message_id is not None:
            source = self.world.find_message(interaction.channel_id, interaction.message_id)
            v2 = source is not None and bool(source.flags & COMPONENTS_V2)
            message_rules.check(data, files=len(files), v2=v2, may_be_empty=True, prefix="data")
        elif kind == CHOICES:
            command_rules.check_choices("choices", data.get("choices") or [], form)
        elif kind == MODAL:
            form.length("title", data.get("title") or "", 1, 45)
            form.length("custom_id", data.get("custom_id") or "", 1, 100)
            component_rules.check_modal(data.get("components") or [], form)
        form.raise_if_any()

    def _carry_out(self, interaction: Interaction, kind: int, data: Json, files: list[Attachment]) -> Message | None:
        interaction.acknowledge(State.DEFERRED if kind == DEFER else State.ANSWERED)
        match kind:
            case 4:
                return self._send(interaction, data, files, original=True)
            case 5:
                flags = (data.get("flags") or 0) & EPHEMERAL
                return self._send(interaction, {"flags": flags | LOADING}, [], original=True)
            case 6:
                interaction.original_id = interaction.message_id
            case 7:
                interaction.original_id = interaction.message_id
                source = self._find(interaction, interaction.message_id)
                edit(self.world, source, data, files)
                interaction.updated = True
                return source
            case 8:
                interaction.choices = data.get("choices") or []
            case 9:
                interaction.modal = data
        return None

    def _response(self, interaction: Interaction, kind: int, message: Message | None) -> Json:
        about: Json = {"id": str(interaction.id), "type": interaction.type}
        if interaction.original_id is not None:
            about |= {
                "response_message_id": str(interaction.original_id),
                "response_message_loading": kind == DEFER,
                "response_message_ephemeral": bool(message and message.flags & EPHEMERAL),
            }
        resource: Json = {"interaction": about}
        if message is not None and kind in (REPLY, UPDATE):
            resource["resource"] = {"type": kind, "message": payloads.message(self.world, message)}
        return resource

    def _send(self, interaction: Interaction, body: Json, files: list[Attachment], *, original: bool) -> Message:
        """Post a message in answer to an interaction; an ephemeral one is for the member who acted alone."""
        message = Message(self.world.new_id(), interaction.channel_id, self.world.application.user)
        message.interaction = interaction
        message.webhook_id = self.world.application.id
        flags = body.get("flags") or 0
        if flags & EPHEMERAL:
            message.private_to = interaction.user.id
        if original:
            interaction.original_id = message.id
            if interaction.type == COMMAND:
                message.type = MENU_REPLY if interaction.target_id is not None else COMMAND_REPLY
        elif interaction.original_id is not None:
            message.type, message.reference = 19, (interaction.channel_id, interaction.original_id)
        if original and interaction.type == COMPONENT and interaction.message_id is not None:
            message.type, message.reference = 19, (interaction.channel_id, interaction.message_id)
        posting.write(self.world, message, body, files)
        message.flags |= flags & LOADING
        interaction.replies.append(message.id)
        posting.post(self.world, message)
        return message

    def _hook(self, request: web.Request) -> Interaction:
        interaction = self.world.interaction_tokens.get(request.match_info["token"])
        if interaction is None or int(request.match_info["application_id"]) != self.world.application.id:
            raise errors.unknown_webhook()
        interaction.check_token()
        return interaction

    def _find(self, interaction: Interaction, message_id: int | None) -> Message:
        message = None if message_id is None else self.world.find_message(interaction.channel_id, message_id)
        if message is None:
            raise errors.unknown_message()
        return message

    def _target(self, request: web.Request) -> tuple[Interaction, Message]:
        interaction = self._hook(request)
        if "message_id" not in request.match_info:
            return interaction, self._find(interaction, interaction.original_id)
        message = self._find(interaction, int(request.match_info["message_id"]))
        if message.id not in (*interaction.replies, interaction.original_id):
            raise errors.unknown_message()
        return interaction, message

    async def follow_up(self, request: web.Request) -> web.Response:
        interaction = self._hook(request)
        body, files = self.body(request, message_rules.MESSAGE), request[FILES]
        message_rules.check(body, files=len(files))
        if (
            interaction.state is State.DEFERRED
        ):  # the first follow-up is the promised message: its defer made it private
            message = self._find(interaction, interaction.original_id)
            self._settle(interaction, message, body, files)
        else:
            message = self._send(interaction, body, files, original=False)
        self.world.publish(Event("interaction", {"id": str(interaction.id)}))
        return reply(payloads.message(self.world, message))

    def _settle(self, interaction: Interaction, message: Message, body: Json, files: list[Attachment]) -> None:
        interaction.state = State.ANSWERED
        message.flags &= ~LOADING
        kept = message.flags
        posting.write(self.world, message, body, files)
        message.flags = (message.flags & ~EPHEMERAL) | (kept & EPHEMERAL)
        posting.changed(self.world, message, edited=False)

    async def get(self, request: web.Request) -> web.Response:
        return reply(payloads.message(self.world, self._target(request)[1]))

    async def edit(self, request: web.Request) -> web.Response:
        interaction, message = self._target(request)
        body, files = self.body(request, message_rules.MESSAGE), request[FILES]
        if message.loading:
            message_rules.check(body, files=len(files))
            self._settle(interaction, message, body, files)
        else:
            edit(self.world, message, body, files)
        self.world.publish(Event("interaction", {"id": str(interaction.id)}))
        return reply(payloads.message(self.world, message))

    async def delete(self, request: web.Request) -> web.Response:
        interaction, message = self._target(request)
        if interaction.state is State.DEFERRED and message.id == interaction.original_id:
            interaction.state = State.ANSWERED
        posting.remove(self.world, message)
        self.world.publish(Event("interaction", {"id": str(interaction.id)}))
        return reply()
