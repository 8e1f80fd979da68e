"""The bot's application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.payloads.users import user

if TYPE_CHECKING:
    from bot.sandbox.objects import Json
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
        "owner": user(of.owner),
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
    }


def application_flags(approved_intents: int) -> int:
    """Return the application's flags: an approved privileged intent shows as its `limited` flag."""
    return sum(1 << flag for intent, flag in ((8, 13), (1, 15), (15, 19)) if approved_intents & 1 << intent)
