"""Guilds, and the event that sends one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.payloads.channels import channel
from bot.sandbox.payloads.users import member, role, timestamp

if TYPE_CHECKING:
    from bot.sandbox.objects import Json
    from bot.sandbox.state.guilds import Guild
    from bot.sandbox.state.world import World


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
    """Return the GUILD_CREATE event, with all members or with the bot alone."""
    own = of.members[world.application.user.id]
    inside = [c for c in world.channels.values() if c.guild_id == of.id]
    return guild(of) | {
        "joined_at": timestamp(of.joined_at),
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
