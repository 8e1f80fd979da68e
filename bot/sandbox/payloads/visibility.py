"""What a bot's intents let it see: which events, and whether with the text of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.state.intents import GUILD_MEMBERS, GUILDS, INTENTS_BY_EVENT, MESSAGE_CONTENT

if TYPE_CHECKING:
    from bot.sandbox.objects import Json
    from bot.sandbox.state.events import Event
    from bot.sandbox.state.messages import Message
    from bot.sandbox.state.world import World

HIDDEN: Json = {"content": "", "embeds": [], "attachments": [], "components": []}


def is_delivered(event: Event, intents: int) -> bool:
    """Tell whether a session with `intents` gets this event; the sandbox's own events never reach one."""
    if event.name.islower():
        return False
    in_guild, in_dm = INTENTS_BY_EVENT.get(event.name, (GUILDS, GUILDS))
    needed = in_dm if event.guild_id is None else in_guild
    return needed == 0 or bool(intents & needed)


def visible_data(event: Event, intents: int, world: World) -> Json:
    """Return the event's data as a session with `intents` sees it."""
    if event.name == "GUILD_CREATE" and not intents & GUILD_MEMBERS:
        own = str(world.application.user.id)
        return event.data | {"members": [m for m in event.data["members"] if m["user"]["id"] == own]}
    if event.message is None or event.name not in ("MESSAGE_CREATE", "MESSAGE_UPDATE") or intents & MESSAGE_CONTENT:
        return event.data
    return redact(event.data, event.message, world)


def redact(body: Json, message: Message, world: World) -> Json:
    """Return a message payload without its text, unless it is the bot's own, mentions the bot or is in a DM."""
    own = world.application.user.id
    result = body
    if not _open(message, own, world):
        result = result | HIDDEN
        if message.forwarded is not None:
            result = result | {
                "message_snapshots": [{"message": s["message"] | HIDDEN} for s in body["message_snapshots"]]
            }
    if message.reference is not None and body.get("referenced_message"):
        target = world.find_message(*message.reference)
        if target is not None and not _open(target, own, world):
            result = result | {"referenced_message": body["referenced_message"] | HIDDEN}
    return result


def _open(message: Message, own: int, world: World) -> bool:
    channel = world.channels.get(message.channel_id)
    return channel is None or channel.guild_id is None or message.author.id == own or own in message.mentions
