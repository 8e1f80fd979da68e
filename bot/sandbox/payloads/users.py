"""Users, members and roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.sandbox.objects import Json
    from bot.sandbox.state.guilds import Member, Role
    from bot.sandbox.state.users import User


def timestamp(at: datetime) -> str:
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


def current_user(who: User) -> Json:
    """Return the bot's own user, with the fields that only it can see."""
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
        "joined_at": timestamp(of.joined_at),
        "mute": False,
        "nick": None,
        "pending": False,
        "premium_since": None,
        "roles": [str(role_id) for role_id in of.roles],
    }
    return body | {"user": user(of.user)} if with_user else body


def role(of: Role) -> Json:
    body: Json = {
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
    return body if of.bot_id is None else body | {"tags": {"bot_id": str(of.bot_id)}}
