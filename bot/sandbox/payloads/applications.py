"""The bot's application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.payloads.users import user
from bot.sandbox.state.users import TeamMember, User

if TYPE_CHECKING:
    from bot.sandbox.objects import Json
    from bot.sandbox.state.users import Application
    from bot.sandbox.state.world import World

VERIFY_KEY = "0" * 64


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
        "owner": team_user(of) if of.team else user(of.owner),
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": team(of) if of.team else None,
        "eligible_oauth2_scopes": [],
    }


def team(of: Application) -> Json:
    """Return the team of an application; its owner is a member, too."""
    owner = TeamMember(of.owner, "admin")
    return {
        "id": str(of.id),
        "name": f"{of.name} team",
        "icon": None,
        "owner_user_id": str(of.owner.id),
        "members": [
            {
                "user": user(member.user),
                "team_id": str(of.id),
                "membership_state": 2 if member.accepted else 1,
                "role": member.role,
                "permissions": ["*"],
            }
            for member in (owner, *of.team)
        ],
    }


def team_user(of: Application) -> Json:
    """Return the user that stands for a team, nobody in particular, as the owner of its application."""
    return user(User(of.id, f"team{of.id}", f"team{of.id}"))


def application_flags(approved_intents: int) -> int:
    """Return the application's flags: an approved privileged intent shows as its `limited` flag."""
    return sum(1 << flag for intent, flag in ((8, 13), (1, 15), (15, 19)) if approved_intents & 1 << intent)
