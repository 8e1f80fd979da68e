"""Messages, with their attachments, reactions and interactions."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.sandbox.payloads.channels import channel
from bot.sandbox.payloads.users import timestamp, user

if TYPE_CHECKING:
    from bot.sandbox.objects import Json
    from bot.sandbox.state.interactions import Interaction
    from bot.sandbox.state.messages import Attachment, Message
    from bot.sandbox.state.world import World


SNAPSHOT = (  # what a forwarded message shows of the original: not its author
    "type", "content", "mentions", "mention_roles", "attachments", "embeds", "timestamp", "edited_timestamp", "flags",
    "components", "stickers", "sticker_items",
)  # fmt: skip


def attachment(of: Attachment, base_url: str) -> Json:
    url = f"{base_url}/attachments/{of.id}/{quote(of.filename, safe='')}"
    body: Json = {
        "id": str(of.id),
        "filename": of.filename,
        "size": len(of.data),
        "url": url,
        "proxy_url": url,
        "content_type": of.content_type,
        "flags": 0,
    }
    return body if of.description is None else body | {"description": of.description}


def message(world: World, of: Message, *, with_reference: bool = True) -> Json:
    body: Json = {
        "id": str(of.id),
        "channel_id": str(of.channel_id),
        "type": of.type,
        "content": of.content,
        "author": webhook_author(of) if of.webhook_id is not None and of.interaction is None else user(of.author),
        "mentions": [user(world.users[user_id]) for user_id in of.mentions],
        "mention_roles": [str(role_id) for role_id in of.mention_roles],
        "mention_everyone": of.mention_everyone,
        "attachments": [attachment(a, world.base_url) for a in of.attachments],
        "embeds": of.embeds,
        "components": of.components,
        "timestamp": timestamp(of.created_at),
        "edited_timestamp": None if of.edited_at is None else timestamp(of.edited_at),
        "flags": of.flags,
        "pinned": of.pinned,
        "tts": False,
    }
    if of.nonce is not None:
        body["nonce"] = of.nonce
    if of.reactions:
        body["reactions"] = [reaction(world, name, users) for name, users in of.reactions.items()]
    if of.webhook_id is not None:
        body["webhook_id"] = str(of.webhook_id)
    if of.interaction is not None:
        body["application_id"] = str(world.application.id)
        body["interaction_metadata"] = interaction_metadata(of.interaction)
        if of.interaction.command_name is not None:
            body["interaction"] = {
                "id": str(of.interaction.id),
                "type": of.interaction.type,
                "name": of.interaction.command_name,
                "user": user(of.interaction.user),
            }
    if of.thread_id is not None:
        body["thread"] = channel(world, world.channels[of.thread_id])
    if of.forwarded is not None:
        body |= _forward(world, of.forwarded)
    elif of.reference is not None:
        body |= _reference(world, of.reference, with_message=with_reference)
    return body


def _reference(world: World, reference: tuple[int, int], *, with_message: bool) -> Json:
    channel_id, message_id = reference
    guild_id = world.channels[channel_id].guild_id
    body: Json = {"type": 0, "channel_id": str(channel_id), "message_id": str(message_id)}
    if guild_id is not None:
        body["guild_id"] = str(guild_id)
    if not with_message:
        return {"message_reference": body}
    target = world.find_message(channel_id, message_id)
    shown = None if target is None else message(world, target, with_reference=False)
    return {"message_reference": body, "referenced_message": shown}


def _forward(world: World, original: Message) -> Json:
    reference: Json = {"type": 1, "channel_id": str(original.channel_id), "message_id": str(original.id)}
    if (guild_id := world.channels[original.channel_id].guild_id) is not None:
        reference["guild_id"] = str(guild_id)
    whole = message(world, original, with_reference=False) | {"stickers": [], "sticker_items": []}
    return {
        "message_reference": reference,
        "message_snapshots": [{"message": {key: whole[key] for key in SNAPSHOT}}],
    }


def webhook_author(of: Message) -> Json:
    return user(of.author) | {"id": str(of.webhook_id), "bot": True, "global_name": None, "discriminator": "0000"}


def reaction(world: World, name: str, users: list[int]) -> Json:
    return {
        "emoji": emoji(name),
        "count": len(users),
        "count_details": {"burst": 0, "normal": len(users)},
        "burst_colors": [],
        "me_burst": False,
        "me": world.application.user.id in users,
    }


def emoji(name: str) -> Json:
    """Return an emoji from its form in a path: the character itself, or name:id."""
    label, _, emoji_id = name.partition(":")
    return {"id": emoji_id or None, "name": label}


def interaction_metadata(of: Interaction) -> Json:
    body: Json = {
        "id": str(of.id),
        "type": of.type,
        "user": user(of.user),
        "authorizing_integration_owners": integration_owners(of),
    }
    if of.opened_by is not None:
        return body | {"triggering_interaction_metadata": interaction_metadata(of.opened_by)}
    if of.message_id is not None:
        body["interacted_message_id"] = str(of.message_id)
    if of.target_id is not None:
        body["target_message_id"] = str(of.target_id)
    return body


def integration_owners(of: Interaction) -> Json:
    """Return who installed the application: the guild, or 0 in the bot's own DM."""
    return {"0": str(of.guild_id)} if of.guild_id is not None else {"0": "0"}
