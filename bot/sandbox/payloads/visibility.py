"""What a bot may see of an event: its intents decide which arrive, and whether with the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.sandbox.state.events import Event
    from bot.sandbox.state.messages import Message
    from bot.sandbox.state.world import World

Json = dict[str, Any]

GUILDS, GUILD_MEMBERS, GUILD_MESSAGES, GUILD_REACTIONS, GUILD_TYPING = 1 << 0, 1 << 1, 1 << 9, 1 << 10, 1 << 11
DM_MESSAGES, DM_REACTIONS, DM_TYPING, MESSAGE_CONTENT = 1 << 12, 1 << 13, 1 << 14, 1 << 15
ALL_INTENTS = sum(1 << bit for bit in (*range(17), 20, 21, 24, 25))

NEEDED: dict[str, tuple[int, int]] = {  # the intent in a guild, the intent in a DM
    "MESSAGE_CREATE": (GUILD_MESSAGES, DM_MESSAGES),
    "MESSAGE_UPDATE": (GUILD_MESSAGES, DM_MESSAGES),
    "MESSAGE_DELETE": (GUILD_MESSAGES, DM_MESSAGES),
    "MESSAGE_REACTION_ADD": (GUILD_REACTIONS, DM_REACTIONS),
    "MESSAGE_REACTION_REMOVE": (GUILD_REACTIONS, DM_REACTIONS),
    "TYPING_START": (GUILD_TYPING, DM_TYPING),
    "GUILD_MEMBER_ADD": (GUILD_MEMBERS, GUILD_MEMBERS),
    "GUILD_MEMBER_REMOVE": (GUILD_MEMBERS, GUILD_MEMBERS),
    "INTERACTION_CREATE": (0, 0),
}
HIDDEN: Json = {"content": "", "embeds": [], "attachments": [], "components": []}


def wanted(event: Event, intents: int) -> bool:
    """Tell whether a session with `intents` gets this event at all; events of the stand-in's own never."""
    if event.name.islower():
        return False
    in_guild, in_dm = NEEDED.get(event.name, (GUILDS, GUILDS))
    needed = in_dm if event.guild_id is None else in_guild
    return needed == 0 or bool(intents & needed)


def shown(event: Event, intents: int, world: World) -> Json:
    """Return the event's data as a session with `intents` gets it."""
    if event.name == "GUILD_CREATE" and not intents & GUILD_MEMBERS:
        own = str(world.application.user.id)
        return event.data | {"members": [m for m in event.data["members"] if m["user"]["id"] == own]}
    if event.message is None or event.name not in ("MESSAGE_CREATE", "MESSAGE_UPDATE") or intents & MESSAGE_CONTENT:
        return event.data
    return redact(event.data, event.message, world)


def redact(body: Json, message: Message, world: World) -> Json:
    """Return a message without its text, unless it is the bot's own, mentions the bot or is in a DM."""
    own = world.application.user.id
    result = body
    if not _open(message, own, world):
        result = result | HIDDEN
    if message.reference is not None and body.get("referenced_message"):
        target = world.find_message(*message.reference)
        if target is not None and not _open(target, own, world):
            result = result | {"referenced_message": body["referenced_message"] | HIDDEN}
    return result


def _open(message: Message, own: int, world: World) -> bool:
    channel = world.channels.get(message.channel_id)
    return channel is None or channel.guild_id is None or message.author.id == own or own in message.mentions
