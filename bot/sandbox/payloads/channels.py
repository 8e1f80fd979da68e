"""Channels and threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.payloads.users import timestamp, user
from bot.sandbox.state.channels import DM
from bot.sandbox.state.snowflakes import created_at

if TYPE_CHECKING:
    from bot.sandbox.objects import Json
    from bot.sandbox.state.channels import Channel
    from bot.sandbox.state.world import World


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
            "archive_timestamp": timestamp(created_at(of.id)),
            "auto_archive_duration": of.auto_archive_minutes,
            "locked": of.locked,
            "create_timestamp": timestamp(created_at(of.id)),
        },
    }
    own = world.application.user.id
    return body | {"member": thread_member(of, own)} if own in of.thread_members else body


def thread_member(of: Channel, user_id: int) -> Json:
    return {"id": str(of.id), "user_id": str(user_id), "join_timestamp": timestamp(created_at(of.id)), "flags": 0}
