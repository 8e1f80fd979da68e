"""Servers, channels and threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.payloads.people import member, moment, role, user
from bot.sandbox.state.channels import DM
from bot.sandbox.state.snowflakes import created_at

if TYPE_CHECKING:
    from bot.sandbox.state.channels import Channel
    from bot.sandbox.state.guilds import Guild
    from bot.sandbox.state.world import World

Json = dict[str, Any]


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
