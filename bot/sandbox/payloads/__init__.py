"""From the state to what travels: every object in the shape Discord gives it."""

from bot.sandbox.payloads.applications import application, application_flags
from bot.sandbox.payloads.interactions import interaction
from bot.sandbox.payloads.messages import emoji, message
from bot.sandbox.payloads.people import member, moment, own_user, role, user
from bot.sandbox.payloads.places import channel, guild, guild_create, thread_member

__all__ = [
    "application",
    "application_flags",
    "channel",
    "emoji",
    "guild",
    "guild_create",
    "interaction",
    "member",
    "message",
    "moment",
    "own_user",
    "role",
    "thread_member",
    "user",
]
