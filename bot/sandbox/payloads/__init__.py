"""Every object of the state as Discord's API sends it."""

from bot.sandbox.payloads.applications import application, application_flags
from bot.sandbox.payloads.channels import channel, thread_member
from bot.sandbox.payloads.guilds import guild, guild_create
from bot.sandbox.payloads.interactions import interaction
from bot.sandbox.payloads.messages import attachment, emoji, message
from bot.sandbox.payloads.users import current_user, member, role, timestamp, user

__all__ = [
    "application",
    "application_flags",
    "attachment",
    "channel",
    "current_user",
    "emoji",
    "guild",
    "guild_create",
    "interaction",
    "member",
    "message",
    "role",
    "thread_member",
    "timestamp",
    "user",
]
