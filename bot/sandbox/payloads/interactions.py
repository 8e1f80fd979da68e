"""The event that starts an interaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.payloads.channels import channel
from bot.sandbox.payloads.messages import integration_owners, message
from bot.sandbox.payloads.users import member, user

if TYPE_CHECKING:
    from bot.sandbox.objects import Json
    from bot.sandbox.state.interactions import Interaction
    from bot.sandbox.state.world import World


def interaction(world: World, of: Interaction) -> Json:
    """Return the INTERACTION_CREATE event."""
    where = world.channels[of.channel_id]
    body: Json = {
        "id": str(of.id),
        "application_id": str(world.application.id),
        "type": of.type,
        "data": of.data,
        "channel_id": str(where.id),
        "channel": channel(world, where)
        | {"permissions": str(world.permissions(of.user.id, where).value), "last_message_id": None},
        "token": of.token,
        "version": 1,
        "app_permissions": str(world.permissions(world.application.user.id, where).value),
        "locale": of.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": integration_owners(of),
        "context": 0 if of.guild_id is not None else 1,
        "attachment_size_limit": 10_485_760,
    }
    if of.guild_id is None:
        body["user"] = user(of.user)
    else:
        home = world.guilds[of.guild_id]
        body["guild_id"] = str(home.id)
        body["guild"] = {"id": str(home.id), "locale": home.locale, "features": []}
        body["guild_locale"] = home.locale
        body["member"] = member(home.members[of.user.id]) | {
            "permissions": str(world.permissions(of.user.id, where).value)
        }
    if of.message_id is not None:
        source = world.find_message(of.channel_id, of.message_id)
        if source is not None:
            body["message"] = message(world, source)
    return body
