"""What the page shows one person: channels, commands and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox import payloads
from bot.sandbox.rules.commands import CHAT_INPUT, MESSAGE
from bot.sandbox.state.channels import DM
from bot.sandbox.state.messages import MessageType

if TYPE_CHECKING:
    from bot.sandbox.acts.people import Person
    from bot.sandbox.objects import Json
    from bot.sandbox.state.channels import Channel
    from bot.sandbox.state.messages import Message
    from bot.sandbox.state.users import User
    from bot.sandbox.state.world import World

EXAMPLES = 3  # questions that are offered to try
LIMITS = ("min_length", "max_length", "min_value", "max_value")


def people(world: World) -> list[User]:
    """Return the people that the page offers to be, members before admins: every human but the guild's owner."""
    humans = [u for u in world.users.values() if not u.bot and u.id != world.application.owner.id]
    return sorted(humans, key=lambda user: _is_admin(world, user))


def display_state(person: Person, *, online: bool) -> Json:
    """Return everything that the page shows a person; `online` tells whether the bot is connected."""
    world, me = person.world, person.user
    channels = _channels(world, me)
    return {
        "me": _display_user(world, me),
        "locale": person.locale,
        "people": [_display_user(world, user) for user in people(world)],
        "bot": _display_user(world, world.application.user),
        "online": online,
        "guild": next((guild.name for guild in world.guilds.values()), ""),
        "roles": [
            {"id": str(role.id), "name": role.name}
            for guild in world.guilds.values()
            for role in guild.roles.values()
            if not role.managed and role.id != guild.id
        ],
        "role_names": {str(role.id): role.name for guild in world.guilds.values() for role in guild.roles.values()},
        "examples": _examples(world, person.locale),
        "names": {str(user.id): user.display_name for user in world.users.values()},
        "channels": [_display_channel(person, channel) for channel in channels],
        "messages": [display_message(person, m) for c in channels for m in c.messages.values() if can_see(person, m)],
    }


def _examples(world: World, locale: str) -> list[str]:
    """Return a few questions to try, those in the person's language first."""
    own = world.examples.get(locale.partition("-")[0], ())
    others = (question for questions in world.examples.values() for question in questions if question not in own)
    return [*own, *others][:EXAMPLES]


def can_see(person: Person, of: Message) -> bool:
    """Tell whether a person can see a message; an ephemeral one is private to one user."""
    return of.private_to in (None, person.user.id)


def display_message(person: Person, of: Message) -> Json:
    """Return a message's payload with people's display names."""
    body = payloads.message(person.world, of)
    body["own"] = of.author.id == person.user.id
    body["author"]["name"] = of.author.display_name
    if of.interaction is not None:
        body["invoker"] = of.interaction.user.display_name
        if of.interaction.command_name is not None:
            kind = MESSAGE if of.type == MessageType.CONTEXT_MENU_COMMAND else CHAT_INPUT
            body["command"] = person.localised_path(of.interaction.command_name, kind)
    if body.get("referenced_message"):
        author = int(body["referenced_message"]["author"]["id"])
        body["referenced_message"]["author"]["name"] = person.world.users[author].display_name
    return body


def display_choice(person: Person, of: Json) -> Json:
    """Return one of an option's choices."""
    return {"shown": person.localised(of), "value": of["value"]}


def _is_admin(world: World, user: User) -> bool:
    """Tell whether a user may manage a guild."""
    visible = [c for c in world.channels.values() if c.guild_id is not None]
    return any(world.permissions(user.id, channel).manage_guild for channel in visible)


def _channels(world: World, user: User) -> list[Channel]:
    """Return the channels that a user's client lists: the text channels and threads they can view, and the DM."""
    seen = [c for c in world.channels.values() if c.type != DM]
    seen = [c for c in seen if world.permissions(user.id, c).view_channel]
    return [*sorted(seen, key=lambda c: (c.parent_id or c.id, c.is_thread)), world.dm(user)]


def _display_user(world: World, of: User) -> Json:
    return {"id": str(of.id), "name": of.display_name, "bot": of.bot, "admin": _is_admin(world, of)}


def _display_channel(person: Person, of: Channel) -> Json:
    commands = [_display_command(person, c) for kind in (CHAT_INPUT, MESSAGE) for c in person.commands(of, kind)]
    kind = "dm" if of.type == DM else "thread" if of.is_thread else "text"
    name = person.world.application.user.display_name if kind == "dm" else of.name
    return {"id": str(of.id), "type": kind, "name": name, "topic": of.topic or "", "commands": commands}


def _display_command(person: Person, of: Json) -> Json:
    return {
        "type": of["type"],
        "name": of["name"],
        "shown": person.localised(of),
        "description": person.localised(of, "description"),
        "options": [_display_option(person, option) for option in of["options"]],
    }


def _display_option(person: Person, of: Json) -> Json:
    return {
        "type": of["type"],
        "name": of["name"],
        "shown": person.localised(of),
        "description": person.localised(of, "description"),
        "required": of.get("required", False),
        "autocomplete": of.get("autocomplete", False),
        "choices": [display_choice(person, entry) for entry in of.get("choices") or []],
        "options": [_display_option(person, inner) for inner in of.get("options") or []],
    } | {key: of[key] for key in LIMITS if key in of}
