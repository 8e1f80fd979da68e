"""What a person does in a Discord client: send messages, react, run commands, press buttons."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

from discord import Permissions

from bot.sandbox import payloads
from bot.sandbox.acts import guilds, messages
from bot.sandbox.acts.options import chosen_channels, chosen_roles, command_data, localised, resolved_data
from bot.sandbox.errors import NotOfferedError
from bot.sandbox.rules.commands import CHAT_INPUT, MESSAGE
from bot.sandbox.rules.components import BUTTON, CHANNEL_SELECT, LINK, ROLE_SELECT, SELECTS, walk
from bot.sandbox.state.events import Event
from bot.sandbox.state.interactions import INITIAL_RESPONSE_SECONDS, Interaction, InteractionType, State
from bot.sandbox.state.messages import Attachment, Message, MessageType

if TYPE_CHECKING:
    from bot.sandbox.objects import Json
    from bot.sandbox.state.channels import Channel
    from bot.sandbox.state.users import User
    from bot.sandbox.state.world import World


FORWARDED = 1 << 14  # the flag of a message that forwards another one


class Person:
    """A person at a Discord client whose language is `locale`.

    What they do takes effect at once; what the bot does about it follows over its sockets.
    """

    def __init__(self, world: World, user: User, locale: str = "fr") -> None:
        self.world = world
        self.user = user
        self.locale = locale

    # ---- messages

    def say(
        self,
        channel: Channel,
        text: str,
        *,
        reply_to: Message | None = None,
        ping: bool = True,
        files: tuple[Attachment, ...] = (),
    ) -> Message:
        """Send a message; a reply pings the author it replies to, unless `ping` is False."""
        message = Message(self.world.new_id(), channel.id, self.user, text, attachments=list(files))
        message.mentions = messages.mentioned_users(self.world, text)
        message.mention_roles = messages.mentioned_roles(self.world, channel, text)
        if reply_to is not None:
            message.type, message.reference = MessageType.REPLY, (channel.id, reply_to.id)
            if ping:
                message.mentions = tuple(dict.fromkeys((*message.mentions, reply_to.author.id)))
        may = self.world.permissions(self.user.id, channel).mention_everyone
        message.mention_everyone = may and messages.mentions_everyone(text)
        messages.post_message(self.world, message)
        return message

    def forward(self, channel: Channel, original: Message) -> Message:
        """Forward a message to a channel."""
        message = Message(self.world.new_id(), channel.id, self.user, flags=FORWARDED, forwarded=original)
        messages.post_message(self.world, message)
        return message

    def edit(self, message: Message, text: str) -> None:
        """Edit a message."""
        message.content = text
        message.mentions = messages.mentioned_users(self.world, text)
        messages.announce_update(self.world, message)

    def delete(self, message: Message) -> None:
        messages.delete_message(self.world, message)

    def react(self, message: Message, emoji: str) -> None:
        messages.set_reaction(self.world, message, self.user, emoji, add=True)

    def unreact(self, message: Message, emoji: str) -> None:
        messages.set_reaction(self.world, message, self.user, emoji, add=False)

    def start_thread(self, channel: Channel, name: str, on: Message | None = None) -> Channel:
        """Start a public thread, on a message or on its own."""
        return guilds.start_thread(self.world, channel, name, self.user, on)

    # ---- commands

    def upload(self, filename: str, data: bytes, content_type: str = "application/octet-stream") -> str:
        """Upload a file for an option of a command; return the id to give the option."""
        file = Attachment(self.world.new_id(), filename, content_type, data)
        self.world.attachments[file.id] = file
        return str(file.id)

    def commands(self, channel: Channel, kind: int = CHAT_INPUT) -> list[Json]:
        """Return the commands that this person's client shows in a channel."""
        application = self.world.application
        registries = [application.commands]
        if channel.guild_id is not None:
            registries.append(application.guild_commands.get(channel.guild_id, {}))
        everything = [c for registry in registries for c in registry.values() if c["type"] == kind]
        return [command for command in everything if self._may_use(command, channel)]

    def _may_use(self, command: Json, channel: Channel) -> bool:
        context = 0 if channel.guild_id is not None else 1
        if command["contexts"] is not None and context not in command["contexts"]:
            return False
        if channel.guild_id is None:
            return True
        permissions = self.world.permissions(self.user.id, channel)
        if not permissions.use_application_commands:
            return False
        needed = command["default_member_permissions"]
        opened = command["name"] in self.world.guilds[channel.guild_id].opened_commands
        if needed is None or opened or permissions.administrator:
            return True
        return int(needed) != 0 and permissions.is_superset(Permissions(int(needed)))

    def find_command(self, name: str, kind: int) -> Json:
        """Return a command by its name, or by its name in this person's language."""
        application = self.world.application
        for registry in (application.commands, *application.guild_commands.values()):
            for command in registry.values():
                if command["type"] == kind and name in (command["name"], self.localised(command)):
                    return command
        raise NotOfferedError(f"the bot has no command {name!r} of type {kind}")

    def find_slash_command(self, path: str) -> tuple[Json, list[str]]:
        """Return the command that a path starts with, and the names of the sub-commands after it."""
        first, *below = path.split() or [""]
        return self.find_command(first, CHAT_INPUT), below

    def localised(self, entry: Json, key: str = "name") -> str:
        """Return the name (or description) of a command, option or choice in this person's language."""
        return localised(entry, self.locale, key)

    def localised_path(self, path: str, kind: int = CHAT_INPUT) -> str:
        """Return a command's whole path in this person's language, or unchanged if the command is gone."""
        first, *rest = [path] if kind == MESSAGE else path.split()
        try:
            level = self.find_command(first, kind)
        except NotOfferedError:
            return path
        names = [self.localised(level)]
        for name in rest:
            level = next((o for o in level["options"] if o["name"] == name), {"name": name, "options": []})
            names.append(self.localised(level))
        return " ".join(names)

    def slash(self, channel: Channel, path: str, options: dict[str, object]) -> Interaction:
        """Run a slash command, `path` with its sub-commands ("index reload")."""
        command, below = self.find_slash_command(path)
        name, data = command_data(command, below, options, self.locale)
        if found := resolved_data(self.world, self.user, channel, data["options"]):
            data["resolved"] = found
        return self._act(InteractionType.APPLICATION_COMMAND, channel, data, command_name=name)

    def autocomplete(
        self, channel: Channel, path: str, option: str, typed: str, filled: dict[str, object]
    ) -> Interaction:
        """Type into an option of a slash command; `filled` are the options filled in so far."""
        command, below = self.find_slash_command(path)
        _, data = command_data(command, below, filled | {option: typed}, self.locale, focused=option)
        return self._act(InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE, channel, data)

    def menu(self, channel: Channel, name: str, target: Message) -> Interaction:
        """Use a message's context menu."""
        command = self.find_command(name, MESSAGE)
        resolved_data = {"messages": {str(target.id): payloads.message(self.world, target)}}
        data = {
            "id": command["id"], "name": command["name"], "type": MESSAGE, "target_id": str(target.id),
            "resolved": resolved_data,
        }  # fmt: skip
        return self._act(
            InteractionType.APPLICATION_COMMAND, channel, data, command_name=command["name"], target_id=target.id
        )

    # ---- components

    def click(self, channel: Channel, message: Message, custom_id: str) -> Interaction:
        """Press a button."""
        found = self._component(message, custom_id, {BUTTON})
        data = {"component_type": BUTTON, "custom_id": custom_id, "id": found["id"]}
        return self._act(InteractionType.MESSAGE_COMPONENT, channel, data, message_id=message.id)

    def select(self, channel: Channel, message: Message, custom_id: str, values: list[str]) -> Interaction:
        """Choose from a select menu."""
        found = self._component(message, custom_id, set(SELECTS))
        data: Json = {"component_type": found["type"], "custom_id": custom_id, "id": found["id"], "values": values}
        if found["type"] == CHANNEL_SELECT:
            data["resolved"] = {"channels": chosen_channels(self.world, self.user, values)}
        elif found["type"] == ROLE_SELECT and channel.guild_id is not None:
            data["resolved"] = {"roles": chosen_roles(self.world.guilds[channel.guild_id], values)}
        return self._act(InteractionType.MESSAGE_COMPONENT, channel, data, message_id=message.id)

    def _component(self, message: Message, custom_id: str, kinds: set[int]) -> Json:
        for component in walk(message.components):
            if component.get("custom_id") == custom_id and component["type"] in kinds:
                if component.get("disabled"):
                    raise NotOfferedError(f"{custom_id!r} is disabled")
                if component.get("style") != LINK:
                    return component
        raise NotOfferedError(f"the message has no such component: {custom_id!r}")

    def submit(self, opened_by: Interaction, values: dict[str, str]) -> Interaction:
        """Fill in the modal that an interaction opened and send it; `values` by custom_id."""
        modal = opened_by.modal
        if modal is None:
            raise NotOfferedError("no modal is open")
        data = {"custom_id": modal["custom_id"], "components": [_filled_in(c, values) for c in modal["components"]]}
        channel = self.world.channels[opened_by.channel_id]
        return self._act(
            InteractionType.MODAL_SUBMIT, channel, data, message_id=opened_by.message_id, opened_by=opened_by
        )

    # ---- what all interactions share

    def _act(
        self,
        kind: InteractionType,
        channel: Channel,
        data: Json,
        *,
        command_name: str | None = None,
        message_id: int | None = None,
        target_id: int | None = None,
        opened_by: Interaction | None = None,
    ) -> Interaction:
        interaction = Interaction(
            self.world.new_id(), kind, secrets.token_urlsafe(48), self.user, channel.id, channel.guild_id, data,
            self.locale, command_name, message_id, target_id, opened_by,
        )  # fmt: skip
        self.world.interactions[interaction.id] = interaction
        self.world.interaction_tokens[interaction.token] = interaction
        body = payloads.interaction(self.world, interaction)
        self.world.publish(Event("INTERACTION_CREATE", body, channel.guild_id, channel))
        asyncio.get_running_loop().call_later(INITIAL_RESPONSE_SECONDS, self._expire, interaction)
        return interaction

    def _expire(self, interaction: Interaction) -> None:
        if interaction.state is State.PENDING:
            interaction.state = State.FAILED
            self.world.publish(Event("interaction", {"id": str(interaction.id)}))


def _filled_in(component: Json, values: dict[str, str]) -> Json:
    """Return a modal's component as it is submitted."""
    body: Json = {"type": component["type"], "id": component.get("id", 0)}
    if "components" in component:
        body["components"] = [_filled_in(child, values) for child in component["components"]]
    if "component" in component:
        body["component"] = _filled_in(component["component"], values)
    if "custom_id" in component:
        typed = values.get(component["custom_id"], component.get("value", ""))
        body |= {"custom_id": component["custom_id"]}
        body |= {"values": [typed]} if component["type"] in SELECTS else {"value": typed}
    return body
