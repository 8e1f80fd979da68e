"""Messages are posted, edited and deleted: the only place that changes them, and publishes the events."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.sandbox import payloads
from bot.sandbox.rules.components import visible_text, walk
from bot.sandbox.state.events import Event
from bot.sandbox.state.messages import COMPONENTS_V2, EPHEMERAL, Message

if TYPE_CHECKING:
    from bot.sandbox.objects import Json
    from bot.sandbox.state.channels import Channel
    from bot.sandbox.state.messages import Attachment
    from bot.sandbox.state.users import User
    from bot.sandbox.state.world import World

USER_MENTION = re.compile(r"<@!?(\d+)>")
ROLE_MENTION = re.compile(r"<@&(\d+)>")
EVERYONE = re.compile(r"@(?:everyone|here)\b")
CODE = re.compile(r"(?s)```.*?```|``.*?``|`[^`]*`")


def mentioned_users(world: World, text: str) -> tuple[int, ...]:
    """Return the users that a text mentions, outside code."""
    found = dict.fromkeys(int(match[1]) for match in USER_MENTION.finditer(CODE.sub("", text)))
    return tuple(user_id for user_id in found if user_id in world.users)


def mentioned_roles(world: World, channel: Channel, text: str) -> tuple[int, ...]:
    """Return the roles of the channel's guild that a text mentions, outside code."""
    guild = world.guilds.get(channel.guild_id or 0)
    found = dict.fromkeys(int(match[1]) for match in ROLE_MENTION.finditer(CODE.sub("", text)))
    return tuple(role_id for role_id in found if guild is not None and role_id in guild.roles)


def mentions_everyone(text: str) -> bool:
    return bool(EVERYONE.search(CODE.sub("", text)))


def fill(world: World, message: Message, body: Json, files: list[Attachment]) -> None:
    """Set a message's fields from a request body; what the body leaves out stays as it is."""
    if "content" in body:
        message.content = body["content"] or ""
    if "embeds" in body:
        message.embeds = [{"type": "rich"} | embed for embed in body["embeds"] or []]
    if "components" in body:
        message.components = with_component_ids(body["components"] or [])
    if "flags" in body:
        kept = message.flags & (EPHEMERAL | COMPONENTS_V2)
        message.flags = kept | (body["flags"] or 0)
    if "attachments" in body or files:
        named = {int(entry["id"]) for entry in body.get("attachments") or []}
        kept_files = [a for a in message.attachments if "attachments" not in body or a.id in named]
        message.attachments = kept_files + files
    if "nonce" in body:
        message.nonce = body["nonce"]
    if "content" in body or "components" in body or "allowed_mentions" in body:
        _ping(world, message, body.get("allowed_mentions"))


def with_component_ids(components: list[Json]) -> list[Json]:
    """Return a copy in which every component has its defaults and an id, counted from 1 in reading order."""
    copy = [_with_defaults(component) for component in components]
    taken = {c["id"] for c in walk(copy) if c.get("id")}
    following = 1
    for component in walk(copy):
        if not component.get("id"):
            while following in taken:
                following += 1
            component["id"] = following
            taken.add(following)
    return copy


DEFAULTS: dict[int, Json] = {
    3: {"min_values": 1, "max_values": 1},
    12: {},
    14: {"divider": True, "spacing": 1},
    17: {"accent_color": None, "spoiler": False},
}


def _with_defaults(component: Json) -> Json:
    filled = DEFAULTS.get(component["type"], {}) | component
    if filled.get("emoji"):
        filled["emoji"] = {key: value for key, value in filled["emoji"].items() if value is not None}
    if "components" in filled:
        filled["components"] = [_with_defaults(child) for child in filled["components"]]
    for key in ("accessory", "component"):
        if filled.get(key):
            filled[key] = _with_defaults(filled[key])
    return filled


def _ping(world: World, message: Message, allowed: Json | None) -> None:
    """Set whom the bot's message pings: those its text mentions, as far as the request allows."""
    shown = message.content or visible_text(message.components)
    named = mentioned_users(world, shown)
    replied: tuple[int, ...] = ()
    if message.reference is not None and (allowed is None or allowed.get("replied_user", False)):
        target = world.find_message(*message.reference)
        replied = () if target is None or target.webhook_id is not None else (target.author.id,)
    if allowed is not None and "users" not in (allowed.get("parse") or []):
        listed = {int(user_id) for user_id in allowed.get("users") or []}
        named = tuple(user_id for user_id in named if user_id in listed)
    everyone = allowed is None or "everyone" in (allowed.get("parse") or [])
    channel = world.channels[message.channel_id]
    may = world.permissions(message.author.id, channel).mention_everyone
    message.mention_everyone = everyone and may and mentions_everyone(shown)
    message.mentions = tuple(dict.fromkeys(named + replied))


def post_message(world: World, message: Message) -> None:
    """Add a message to its channel, and unarchive an archived thread."""
    channel = world.channels[message.channel_id]
    if channel.archived:
        channel.archived = False
        world.publish(Event("THREAD_UPDATE", payloads.channel(world, channel), channel.guild_id, channel))
    channel.messages[message.id] = message
    world.publish(_event(world, "MESSAGE_CREATE", message, channel))


def announce_update(world: World, message: Message, *, edited: bool = True) -> None:
    """Publish that a message has changed; `edited` sets its edit time."""
    if edited:
        message.edited_at = datetime.now(UTC)
    world.publish(_event(world, "MESSAGE_UPDATE", message, world.channels[message.channel_id]))


def delete_message(world: World, message: Message) -> None:
    """Delete a message."""
    channel = world.channels[message.channel_id]
    del channel.messages[message.id]
    body = {"id": str(message.id), "channel_id": str(channel.id)} | _guild_of(channel)
    world.publish(Event(_private("MESSAGE_DELETE", message), body, channel.guild_id, channel, message))


def set_reaction(world: World, message: Message, user: User, emoji: str, *, add: bool) -> None:
    """Add or remove a user's reaction; do nothing if it is already so."""
    users = message.reactions.setdefault(emoji, [])
    if (user.id in users) is add:
        return
    if add:
        users.append(user.id)
    else:
        users.remove(user.id)
    if not users:
        del message.reactions[emoji]
    channel = world.channels[message.channel_id]
    body: Json = {
        "user_id": str(user.id),
        "channel_id": str(channel.id),
        "message_id": str(message.id),
        "emoji": payloads.emoji(emoji),
        "burst": False,
        "type": 0,
    } | _guild_of(channel)
    if add:
        body["message_author_id"] = str(message.author.id)
        if channel.guild_id is not None:
            body["member"] = payloads.member(world.guilds[channel.guild_id].members[user.id])
    name = f"MESSAGE_REACTION_{'ADD' if add else 'REMOVE'}"
    world.publish(Event(_private(name, message), body, channel.guild_id, channel, message))


def _private(name: str, message: Message) -> str:
    """Return the event's name: in lower case, which never reaches the gateway, for an ephemeral message."""
    return name if message.private_to is None else name.lower()


def _guild_of(channel: Channel) -> Json:
    return {} if channel.guild_id is None else {"guild_id": str(channel.guild_id)}


def _event(world: World, name: str, message: Message, channel: Channel) -> Event:
    body = payloads.message(world, message) | _guild_of(channel) | {"channel_type": channel.type}
    if channel.guild_id is not None:
        members = world.guilds[channel.guild_id].members
        for mentioned in body["mentions"]:
            if (member := members.get(int(mentioned["id"]))) is not None:
                mentioned["member"] = payloads.member(member, with_user=False)
        author = members.get(message.author.id)
        if author is not None and message.webhook_id is None:
            body["member"] = payloads.member(author, with_user=False)
    return Event(_private(name, message), body, channel.guild_id, channel, message)
