"""From the state to what travels: every object in the shape Discord gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.world import DM, Channel, Guild, Member, Message, Role, User, World, created_at

if TYPE_CHECKING:
    from datetime import datetime

    from bot.sandbox.interactions import Interaction
    from bot.sandbox.world import Attachment

Json = dict[str, Any]

VERIFY_KEY = "0" * 64


def moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def user(who: User) -> Json:
    return {
        "id": str(who.id),
        "username": who.name,
        "global_name": None if who.bot else who.display_name,
        "discriminator": "0000" if who.bot else "0",
        "avatar": None,
        "banner": None,
        "accent_color": None,
        "bot": who.bot,
        "public_flags": 0,
        "flags": 0,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
    }


def own_user(who: User) -> Json:
    """Return the account that is logged in, with what it alone may see."""
    return user(who) | {"mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}


def member(of: Member, *, with_user: bool = True) -> Json:
    body: Json = {
        "avatar": None,
        "avatar_decoration_data": None,
        "banner": None,
        "collectibles": None,
        "communication_disabled_until": None,
        "deaf": False,
        "flags": 0,
        "joined_at": moment(of.joined_at),
        "mute": False,
        "nick": None,
        "pending": False,
        "premium_since": None,
        "roles": [str(role_id) for role_id in of.roles],
    }
    return body | {"user": user(of.user)} if with_user else body


def role(of: Role) -> Json:
    return {
        "id": str(of.id),
        "name": of.name,
        "permissions": str(of.permissions),
        "position": of.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": of.managed,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def channel(world: World, of: Channel) -> Json:
    last = max(of.messages, default=None)
    body: Json = {"id": str(of.id), "type": of.type, "flags": 0, "last_message_id": None if last is None else str(last)}
    if of.type == DM:
        others = [user(world.users[user_id]) for user_id in of.recipients if user_id != world.application.user.id]
        return body | {"recipients": others}
    body |= {"guild_id": str(of.guild_id), "name": of.name, "rate_limit_per_user": 0, "parent_id": None}
    if of.is_thread:
        return body | _thread(world, of)
    return body | {
        "topic": of.topic,
        "position": of.position,
        "nsfw": False,
        "permission_overwrites": [
            {"id": str(o.id), "type": o.type, "allow": str(o.allow), "deny": str(o.deny)}
            for o in of.overwrites.values()
        ],
    }


def _thread(world: World, of: Channel) -> Json:
    body: Json = {
        "parent_id": str(of.parent_id),
        "owner_id": str(of.owner_id),
        "message_count": len(of.messages),
        "total_message_sent": len(of.messages),
        "member_count": len(of.thread_members),
        "thread_metadata": {
            "archived": of.archived,
            "archive_timestamp": moment(created_at(of.id)),
            "auto_archive_duration": of.auto_archive_minutes,
            "locked": of.locked,
            "create_timestamp": moment(created_at(of.id)),
        },
    }
    own = world.application.user.id
    return body | {"member": thread_member(of, own)} if own in of.thread_members else body


def thread_member(of: Channel, user_id: int) -> Json:
    return {"id": str(of.id), "user_id": str(user_id), "join_timestamp": moment(created_at(of.id)), "flags": 0}


def guild(of: Guild) -> Json:
    return {
        "id": str(of.id),
        "name": of.name,
        "icon": None,
        "description": None,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "features": [],
        "banner": None,
        "owner_id": str(of.owner_id),
        "application_id": None,
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 0,
        "roles": [role(r) for r in of.roles.values()],
        "default_message_notifications": 1,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": None,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": of.locale,
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
        "incidents_data": None,
    }


def guild_create(world: World, of: Guild, *, all_members: bool) -> Json:
    """Return the GUILD_CREATE event: with every member only for a bot that may see them, else the bot itself alone."""
    own = of.members[world.application.user.id]
    inside = [c for c in world.channels.values() if c.guild_id == of.id]
    return guild(of) | {
        "joined_at": moment(of.joined_at),
        "hub_type": None,
        "large": False,
        "unavailable": False,
        "member_count": len(of.members),
        "members": [member(m) for m in (of.members.values() if all_members else [own])],
        "channels": [channel(world, c) for c in inside if not c.is_thread],
        "threads": [channel(world, c) for c in inside if c.is_thread and not c.archived],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def application(world: World) -> Json:
    of = world.application
    return {
        "id": str(of.id),
        "name": of.name,
        "icon": None,
        "description": "",
        "type": None,
        "verify_key": VERIFY_KEY,
        "flags": application_flags(of.approved_intents),
        "flags_new": str(application_flags(of.approved_intents)),
        "bot": user(of.user),
        "bot_public": True,
        "bot_require_code_grant": False,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user(of.owner),
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
    }


def application_flags(approved_intents: int) -> int:
    """Return the application's flags: a privileged intent that is on shows as its `limited` flag."""
    return sum(1 << flag for intent, flag in ((8, 13), (1, 15), (15, 19)) if approved_intents & 1 << intent)


def attachment(of: Attachment, base_url: str) -> Json:
    url = f"{base_url}/attachments/{of.id}/{of.filename}"
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
        "mention_roles": [],
        "mention_everyone": of.mention_everyone,
        "attachments": [attachment(a, world.base_url) for a in of.attachments],
        "embeds": of.embeds,
        "components": of.components,
        "timestamp": moment(of.created_at),
        "edited_timestamp": None if of.edited_at is None else moment(of.edited_at),
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
    if of.reference is not None:
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
    """Return a reaction's emoji from how the API writes it: the character itself, or name:id."""
    label, _, emoji_id = name.partition(":")
    return {"id": emoji_id or None, "name": label}


def interaction_metadata(of: Interaction) -> Json:
    body: Json = {
        "id": str(of.id),
        "type": of.type,
        "user": user(of.user),
        "authorizing_integration_owners": owners(of),
    }
    if of.opened_by is not None:
        return body | {"triggering_interaction_metadata": interaction_metadata(of.opened_by)}
    if of.message_id is not None:
        body["interacted_message_id"] = str(of.message_id)
    if of.target_id is not None:
        body["target_message_id"] = str(of.target_id)
    return body


def owners(of: Interaction) -> Json:
    """Return who installed the application: the server, or in the bot's own DM nobody in particular."""
    return {"0": str(of.guild_id)} if of.guild_id is not None else {"0": "0"}


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
        "authorizing_integration_owners": owners(of),
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
