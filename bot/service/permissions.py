"""Who may do what, and where the bot may answer: decided here for commands, mentions, menus and buttons alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from bot.service.settings import Place
    from bot.storage.settings import GuildSettings


# What the bot cannot do without on a server: discord.py's names, and the ones that members read in Discord.
NEEDED = {
    "view_channel": "View Channels",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
    "add_reactions": "Add Reactions",
    "attach_files": "Attach Files",
}


def lacking(held: discord.Permissions) -> list[str]:
    """Return the names, as members read them, of the permissions that the bot needs and does not hold."""
    return [shown for name, shown in NEEDED.items() if not getattr(held, name)]


def invitation(application_id: int) -> str:
    """Return the address that adds the bot to a server with the permissions that it needs, and no other."""
    least = discord.Permissions(**dict.fromkeys(NEEDED, True))
    return discord.utils.oauth_url(application_id, permissions=least, scopes=("bot", "applications.commands"))


def may_manage(
    member: discord.User | discord.Member, permissions: discord.Permissions, settings: GuildSettings
) -> bool:
    """Tell whether somebody may change things on a server: Manage Server, or the role that its admins named."""
    if permissions.manage_guild or permissions.administrator:
        return True
    return isinstance(member, discord.Member) and any(role.id == settings.admin_role for role in member.roles)


def may_delete(
    member: discord.User | discord.Member, permissions: discord.Permissions, settings: GuildSettings, asker_id: int
) -> bool:
    """Tell whether somebody may delete an answer: whoever asked for it, moderators, admins."""
    return member.id == asker_id or permissions.manage_messages or may_manage(member, permissions, settings)


def may_answer(place: Place, *, aloud: bool) -> bool:
    """Tell whether the admins let the bot answer in a channel or the threads of it: aloud, or to the asker alone."""
    if not place.settings.known:
        return not aloud
    return not place.settings.allowed or place.is_among(place.settings.allowed)
