"""What one person's client shows: channels, commands and messages, as the page is sent them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox import payloads
from bot.sandbox.rules.commands import CHAT, MESSAGE
from bot.sandbox.state.channels import DM

if TYPE_CHECKING:
    from bot.sandbox.acts.people import Person
    from bot.sandbox.state.channels import Channel
    from bot.sandbox.state.messages import Message
    from bot.sandbox.state.users import User
    from bot.sandbox.state.world import World

Json = dict[str, Any]

LIMITS = ("min_length", "max_length", "min_value", "max_value")
MENU_REPLY = 23


def people(world: World) -> list[User]:
    """Return the people one can be, members before admins: every human but the server's owner."""
    humans = [u for u in world.users.values() if not u.bot and u.id != world.application.owner.id]
    return sorted(humans, key=lambda user: _is_admin(world, user))


def state(person: Person, *, online: bool) -> Json:
    """Return all that the page shows: who, where, every message, every command; whether the bot is `online`."""
    world, me = person.world, person.user
    channels = _channels(world, me)
    return {
        "me": _user(world, me),
        "locale": person.locale,
        "people": [_user(world, user) for user in people(world)],
        "bot": _user(world, world.application.user),
        "online": online,
        "guild": next((guild.name for guild in world.guilds.values()), ""),
        "roles": [
            {"id": str(role.id), "name": role.name}
            for guild in world.guilds.values()
            for role in guild.roles.values()
            if not role.managed and role.id != guild.id
        ],
        "names": {str(user.id): user.display_name for user in world.users.values()},
        "channels": [_channel(person, channel) for channel in channels],
        "messages": [message(person, m) for c in channels for m in c.messages.values() if sees(person, m)],
    }


def sees(person: Person, of: Message) -> bool:
    """Tell whether a message is for a person's eyes: an ephemeral one is for whoever acted alone."""
    return of.private_to in (None, person.user.id)


def message(person: Person, of: Message) -> Json:
    """Return a message with the names that people go by."""
    body = payloads.message(person.world, of)
    body["own"] = of.author.id == person.user.id
    body["author"]["name"] = of.author.display_name
    if of.interaction is not None:
        body["invoker"] = of.interaction.user.display_name
        if of.interaction.command_name is not None:
            kind = MESSAGE if of.type == MENU_REPLY else CHAT
            body["command"] = person.localised_path(of.interaction.command_name, kind)
    if body.get("referenced_message"):
        author = int(body["referenced_message"]["author"]["id"])
        body["referenced_message"]["author"]["name"] = person.world.users[author].display_name
    return body


def choice(person: Person, of: Json) -> Json:
    """Return one of the values that an option takes."""
    return {"shown": person.localised(of), "value": of["value"]}


def _is_admin(world: World, user: User) -> bool:
    """Tell whether a user manages a server."""
    visible = [c for c in world.channels.values() if c.guild_id is not None]
    return any(world.permissions(user.id, channel).manage_guild for channel in visible)


def _channels(world: World, user: User) -> list[Channel]:
    """Return the channels that a user's client lists: text channels and threads they see, and the DM."""
    seen = [c for c in world.channels.values() if c.type != DM]
    seen = [c for c in seen if world.permissions(user.id, c).view_channel]
    return [*sorted(seen, key=lambda c: (c.parent_id or c.id, c.is_thread)), world.dm(user)]


def _user(world: World, of: User) -> Json:
    return {"id": str(of.id), "name": of.display_name, "bot": of.bot, "admin": _is_admin(world, of)}


def _channel(person: Person, of: Channel) -> Json:
    commands = [_command(person, c) for kind in (CHAT, MESSAGE) for c in person.commands(of, kind)]
    kind = "dm" if of.type == DM else "thread" if of.is_thread else "text"
    name = person.world.application.user.display_name if kind == "dm" else of.name
    return {"id": str(of.id), "type": kind, "name": name, "topic": of.topic or "", "commands": commands}


def _command(person: Person, of: Json) -> Json:
    return {
        "type": of["type"],
        "name": of["name"],
        "shown": person.localised(of),
        "description": person.localised(of, "description"),
        "options": [_option(person, option) for option in of["options"]],
    }


def _option(person: Person, of: Json) -> Json:
    return {
        "type": of["type"],
        "name": of["name"],
        "shown": person.localised(of),
        "description": person.localised(of, "description"),
        "required": of.get("required", False),
        "autocomplete": of.get("autocomplete", False),
        "choices": [choice(person, entry) for entry in of.get("choices") or []],
        "options": [_option(person, inner) for inner in of.get("options") or []],
    } | {key: of[key] for key in LIMITS if key in of}
