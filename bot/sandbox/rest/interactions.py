"""Interactions: the callback that acknowledges one, its original response, and follow-ups."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox import errors, payloads
from bot.sandbox.acts import messages
from bot.sandbox.errors import FormErrors
from bot.sandbox.rest.api import UPLOADS, Resource, json_response
from bot.sandbox.rest.messages import apply_edit
from bot.sandbox.rules import commands as command_rules
from bot.sandbox.rules import components as component_rules
from bot.sandbox.rules import messages as message_rules
from bot.sandbox.rules.shapes import INTEGER, STRING, ObjectShape
from bot.sandbox.state.events import Event
from bot.sandbox.state.interactions import Interaction, InteractionType, State
from bot.sandbox.state.messages import COMPONENTS_V2, EPHEMERAL, LOADING, Message, MessageType

if TYPE_CHECKING:
    from bot.sandbox.objects import Json
    from bot.sandbox.state.messages import Attachment


class CallbackType(IntEnum):
    """How a bot responds to an interaction."""

    CHANNEL_MESSAGE = 4
    DEFERRED_CHANNEL_MESSAGE = 5
    DEFERRED_UPDATE_MESSAGE = 6
    UPDATE_MESSAGE = 7
    AUTOCOMPLETE_RESULT = 8
    MODAL = 9


ALLOWED = {
    InteractionType.APPLICATION_COMMAND: {
        CallbackType.CHANNEL_MESSAGE,
        CallbackType.DEFERRED_CHANNEL_MESSAGE,
        CallbackType.MODAL,
    },
    InteractionType.MESSAGE_COMPONENT: {
        CallbackType.CHANNEL_MESSAGE,
        CallbackType.DEFERRED_CHANNEL_MESSAGE,
        CallbackType.DEFERRED_UPDATE_MESSAGE,
        CallbackType.UPDATE_MESSAGE,
        CallbackType.MODAL,
    },
    InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE: {CallbackType.AUTOCOMPLETE_RESULT},
    InteractionType.MODAL_SUBMIT: {
        CallbackType.CHANNEL_MESSAGE,
        CallbackType.DEFERRED_CHANNEL_MESSAGE,
        CallbackType.DEFERRED_UPDATE_MESSAGE,
        CallbackType.UPDATE_MESSAGE,
    },
}
CALLBACK_SHAPE: ObjectShape = {
    "type": INTEGER,
    "data": message_rules.MESSAGE_SHAPE
    | {"choices": [command_rules.CHOICE_SHAPE], "title": STRING, "custom_id": STRING},
}


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
        body = self.body(request, CALLBACK_SHAPE)
        kind, data = body.get("type"), body.get("data") or {}
        if kind not in ALLOWED[interaction.type] or (
            kind in (CallbackType.UPDATE_MESSAGE, CallbackType.DEFERRED_UPDATE_MESSAGE)
            and interaction.message_id is None
        ):
            choices = ", ".join(map(str, sorted(ALLOWED[interaction.type])))
            raise errors.invalid_form("type", "BASE_TYPE_CHOICES", f"Value must be one of {{{choices}}}.")
        self._check(interaction, kind, data, request[UPLOADS])
        message = self._carry_out(interaction, kind, data, request[UPLOADS])
        self.world.publish(Event("interaction", {"id": str(interaction.id)}))
        if request.query.get("with_response", "").lower() not in ("1", "true"):
            return json_response()
        return json_response(self._response(interaction, kind, message))

    def _check(self, interaction: Interaction, kind: int, data: Json, files: list[Attachment]) -> None:
        """Refuse an invalid body before it acknowledges anything."""
        if interaction.state is not State.PENDING:
            interaction.acknowledge(State.ANSWERED)
        form = FormErrors("data")
        if kind == CallbackType.CHANNEL_MESSAGE:
            message_rules.check_message(data, files=len(files), prefix="data")
        elif kind == CallbackType.UPDATE_MESSAGE and interaction.message_id is not None:
            source = self.world.find_message(interaction.channel_id, interaction.message_id)
            v2 = source is not None and bool(source.flags & COMPONENTS_V2)
            message_rules.check_message(data, files=len(files), v2=v2, may_be_empty=True, prefix="data")
        elif kind == CallbackType.AUTOCOMPLETE_RESULT:
            command_rules.check_choices("choices", data.get("choices") or [], form)
        elif kind == CallbackType.MODAL:
            form.length("title", data.get("title") or "", 1, 45)
            form.length("custom_id", data.get("custom_id") or "", 1, 100)
            component_rules.check_modal_components(data.get("components") or [], form)
        form.raise_if_any()

    def _carry_out(self, interaction: Interaction, kind: int, data: Json, files: list[Attachment]) -> Message | None:
        interaction.acknowledge(State.DEFERRED if kind == CallbackType.DEFERRED_CHANNEL_MESSAGE else State.ANSWERED)
        match kind:
            case CallbackType.CHANNEL_MESSAGE:
                return self._send(interaction, data, files, original=True)
            case CallbackType.DEFERRED_CHANNEL_MESSAGE:
                flags = (data.get("flags") or 0) & EPHEMERAL
                return self._send(interaction, {"flags": flags | LOADING}, [], original=True)
            case CallbackType.DEFERRED_UPDATE_MESSAGE:
                interaction.original_id = interaction.message_id
            case CallbackType.UPDATE_MESSAGE:
                interaction.original_id = interaction.message_id
                source = self._find(interaction, interaction.message_id)
                apply_edit(self.world, source, data, files)
                interaction.updated = True
                return source
            case CallbackType.AUTOCOMPLETE_RESULT:
                interaction.choices = data.get("choices") or []
            case CallbackType.MODAL:
                interaction.modal = data
        return None

    def _response(self, interaction: Interaction, kind: int, message: Message | None) -> Json:
        about: Json = {"id": str(interaction.id), "type": interaction.type}
        if interaction.original_id is not None:
            about |= {
                "response_message_id": str(interaction.original_id),
                "response_message_loading": kind == CallbackType.DEFERRED_CHANNEL_MESSAGE,
                "response_message_ephemeral": bool(message and message.flags & EPHEMERAL),
            }
        resource: Json = {"interaction": about}
        if message is not None and kind in (CallbackType.CHANNEL_MESSAGE, CallbackType.UPDATE_MESSAGE):
            resource["resource"] = {"type": kind, "message": payloads.message(self.world, message)}
        return resource

    def _send(self, interaction: Interaction, body: Json, files: list[Attachment], *, original: bool) -> Message:
        """Post a message in response to an interaction."""
        message = Message(self.world.new_id(), interaction.channel_id, self.world.application.user)
        message.interaction = interaction
        message.webhook_id = self.world.application.id
        flags = body.get("flags") or 0
        if flags & EPHEMERAL:
            message.private_to = interaction.user.id
        if original:
            interaction.original_id = message.id
            if interaction.type == InteractionType.APPLICATION_COMMAND:
                message.type = (
                    MessageType.CONTEXT_MENU_COMMAND
                    if interaction.target_id is not None
                    else MessageType.CHAT_INPUT_COMMAND
                )
        elif interaction.original_id is not None:
            message.type, message.reference = MessageType.REPLY, (interaction.channel_id, interaction.original_id)
        if original and interaction.type == InteractionType.MESSAGE_COMPONENT and interaction.message_id is not None:
            message.type, message.reference = MessageType.REPLY, (interaction.channel_id, interaction.message_id)
        messages.fill(self.world, message, body, files)
        message.flags |= flags & LOADING
        interaction.replies.append(message.id)
        messages.post_message(self.world, message)
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
        body, files = self.body(request, message_rules.MESSAGE_SHAPE), request[UPLOADS]
        message_rules.check_message(body, files=len(files))
        if (
            interaction.state is State.DEFERRED
        ):  # the first follow-up is the deferred response itself, and ephemeral if that was
            message = self._find(interaction, interaction.original_id)
            self._settle(interaction, message, body, files)
        else:
            message = self._send(interaction, body, files, original=False)
        self.world.publish(Event("interaction", {"id": str(interaction.id)}))
        return json_response(payloads.message(self.world, message))

    def _settle(self, interaction: Interaction, message: Message, body: Json, files: list[Attachment]) -> None:
        interaction.state = State.ANSWERED
        message.flags &= ~LOADING
        kept = message.flags
        messages.fill(self.world, message, body, files)
        message.flags = (message.flags & ~EPHEMERAL) | (kept & EPHEMERAL)
        messages.announce_update(self.world, message, edited=False)

    async def get(self, request: web.Request) -> web.Response:
        return json_response(payloads.message(self.world, self._target(request)[1]))

    async def edit(self, request: web.Request) -> web.Response:
        interaction, message = self._target(request)
        body, files = self.body(request, message_rules.MESSAGE_SHAPE), request[UPLOADS]
        if message.loading:
            message_rules.check_message(body, files=len(files))
            self._settle(interaction, message, body, files)
        else:
            apply_edit(self.world, message, body, files)
        self.world.publish(Event("interaction", {"id": str(interaction.id)}))
        return json_response(payloads.message(self.world, message))

    async def delete(self, request: web.Request) -> web.Response:
        interaction, message = self._target(request)
        if interaction.state is State.DEFERRED and message.id == interaction.original_id:
            interaction.state = State.ANSWERED
        messages.delete_message(self.world, message)
        self.world.publish(Event("interaction", {"id": str(interaction.id)}))
        return json_response()
