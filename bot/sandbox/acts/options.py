"""A slash command as a client sends it: its sub-commands, and its options checked against their definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox import payloads
from bot.sandbox.errors import NotOfferedError
from bot.sandbox.objects import Json
from bot.sandbox.rules.commands import CHAT_INPUT, SUB_COMMAND, SUB_COMMAND_GROUP

if TYPE_CHECKING:
    from bot.sandbox.state.channels import Channel
    from bot.sandbox.state.guilds import Guild
    from bot.sandbox.state.users import User
    from bot.sandbox.state.world import World

CHANNEL_OPTION, ROLE_OPTION, ATTACHMENT_OPTION = 7, 8, 11
OPTION_TYPES = {str: 3, bool: 5, int: 4, float: 10}


def localised(entry: Json, locale: str, key: str = "name") -> str:
    """Return the name (or description) of a command, option or choice in a language."""
    translations = entry.get(f"{key}_localizations") or {}
    return str(translations.get(locale) or entry.get(key) or "")


def command_data(
    command: Json, subcommands: list[str], values: dict[str, object], locale: str, *, focused: str | None = None
) -> tuple[str, Json]:
    """Return a command's unlocalised path, and the interaction data that runs it.

    A `focused` option is still being typed: required options may be missing then.
    """
    names, level = [command["name"]], command
    data: Json = {"id": command["id"], "name": command["name"], "type": CHAT_INPUT}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    holder = data
    for name in subcommands:
        subs = [o for o in level.get("options", []) if o["type"] in (SUB_COMMAND, SUB_COMMAND_GROUP)]
        found = next((o for o in subs if name in (o["name"], localised(o, locale))), None)
        if found is None:
            raise NotOfferedError(f"/{' '.join(names)} has no sub-command {name!r}")
        holder["options"] = [{"type": found["type"], "name": found["name"]}]
        level, holder = found, holder["options"][0]
        names.append(found["name"])
    if any(option["type"] in (SUB_COMMAND, SUB_COMMAND_GROUP) for option in level.get("options", [])):
        raise NotOfferedError(f"/{' '.join(names)} needs one of its sub-commands")
    holder["options"] = _filled_options(level, values, locale, focused)
    return " ".join(names), data


def _filled_options(level: Json, values: dict[str, object], locale: str, focused: str | None) -> list[Json]:
    left, filled = dict(values), []
    for option in level.get("options", []):
        key = next((name for name in (option["name"], localised(option, locale)) if name in left), None)
        if key is None:
            if focused is None and option.get("required"):
                raise NotOfferedError(f"option {option['name']!r} is required")
            continue
        entry: Json = {"type": option["type"], "name": option["name"], "value": left.pop(key)}
        if key == focused:
            entry["focused"] = True
        else:
            _check_value(option, entry["value"])
        filled.append(entry)
    if left:
        raise NotOfferedError(f"no such option: {', '.join(left)}")
    return filled


def resolved_data(world: World, user: User, channel: Channel, options: list[Json]) -> Json:
    """Return the channels, roles and uploads that the options refer to, as Discord resolves them."""
    found = Json()
    for option in options:
        found |= resolved_data(world, user, channel, option.get("options", []))
        if option["type"] == CHANNEL_OPTION:
            found.setdefault("channels", {}).update(chosen_channels(world, user, [option["value"]]))
        elif option["type"] == ROLE_OPTION and channel.guild_id is not None:
            found.setdefault("roles", {}).update(chosen_roles(world.guilds[channel.guild_id], [option["value"]]))
        elif option["type"] == ATTACHMENT_OPTION:
            found.setdefault("attachments", {}).update(_uploaded(world, option["value"]))
    return found


def _uploaded(world: World, upload_id: str) -> Json:
    """Return an upload by id; those of a command are gone after a while, as an ephemeral message is."""
    upload = world.attachments.get(_parse_id(upload_id))
    if upload is None:
        raise NotOfferedError(f"there is no upload {upload_id!r}")
    return {upload_id: payloads.attachment(upload, world.base_url) | {"ephemeral": True}}


def chosen_channels(world: World, user: User, ids: list[str]) -> Json:
    """Return the chosen channels by id, each with the user's permissions there."""
    found = Json()
    for channel_id in ids:
        chosen = world.channels.get(_parse_id(channel_id))
        if chosen is None:
            raise NotOfferedError(f"there is no channel {channel_id!r}")
        rights = str(world.permissions(user.id, chosen).value)
        found[channel_id] = payloads.channel(world, chosen) | {"permissions": rights}
    return found


def chosen_roles(guild: Guild, ids: list[str]) -> Json:
    """Return the chosen roles of a guild by id."""
    found = Json()
    for role_id in ids:
        role = guild.roles.get(_parse_id(role_id))
        if role is None:
            raise NotOfferedError(f"there is no role {role_id!r}")
        found[role_id] = payloads.role(role)
    return found


def _parse_id(snowflake: object) -> int:
    """Parse a snowflake; anything else becomes 0, the id of nothing."""
    return int(snowflake) if isinstance(snowflake, str) and snowflake.isdecimal() else 0


def _check_value(option: Json, value: object) -> None:
    """Refuse a value that a client would not send: of the wrong type, not among the choices, or out of bounds."""
    kind = option["type"]
    if kind in (3, 4, 5, 10) and OPTION_TYPES.get(type(value)) != kind and not (kind == 10 and type(value) is int):
        raise NotOfferedError(f"option {option['name']!r} takes another type than {value!r}")
    choices = [choice["value"] for choice in option.get("choices") or []]
    if choices and value not in choices:
        raise NotOfferedError(f"option {option['name']!r} takes one of {choices}")
    if kind in (4, 10) and isinstance(value, int | float):
        low, high = option.get("min_value", -(2**53)), option.get("max_value", 2**53)
        if not low <= value <= high:
            raise NotOfferedError(f"option {option['name']!r} takes {low} to {high}")
    if isinstance(value, str) and not option.get("min_length", 0) <= len(value) <= option.get("max_length", 6000):
        raise NotOfferedError(f"option {option['name']!r} is too short or too long")
