"""What happens to guilds while a bot is connected: it is invited or removed, channels open, members come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox import payloads
from bot.sandbox.acts import messages
from bot.sandbox.state.channels import PUBLIC_THREAD, Channel
from bot.sandbox.state.events import Event
from bot.sandbox.state.messages import HAS_THREAD, Message, MessageType

if TYPE_CHECKING:
    from discord import Permissions

    from bot.sandbox.state.guilds import Guild, Member, Role
    from bot.sandbox.state.users import User
    from bot.sandbox.state.world import World


def invite_bot(world: World, guild: Guild) -> None:
    """Let the bot join a guild."""
    world.publish(Event("GUILD_CREATE", payloads.guild_create(world, guild, all_members=True), guild.id))


def remove_bot(world: World, guild: Guild) -> None:
    """Remove the bot from a guild, and the guild from the world."""
    for channel in [c for c in world.channels.values() if c.guild_id == guild.id]:
        del world.channels[channel.id]
    del world.guilds[guild.id]
    world.publish(Event("GUILD_DELETE", {"id": str(guild.id)}, guild.id))


def open_channel(world: World, guild: Guild, name: str, *, topic: str | None = None) -> Channel:
    """Open a text channel."""
    channel = world.add_channel(guild, name, topic=topic)
    world.publish(Event("CHANNEL_CREATE", payloads.channel(world, channel), guild.id, channel))
    return channel


def join_guild(world: World, guild: Guild, user: User, *roles: Role) -> Member:
    """Let a user join a guild."""
    member = world.add_member(guild, user, *roles)
    body = payloads.member(member) | {"guild_id": str(guild.id)}
    world.publish(Event("GUILD_MEMBER_ADD", body, guild.id))
    return member


def leave_guild(world: World, guild: Guild, user: User) -> None:
    """Let a user leave a guild."""
    del guild.members[user.id]
    body = {"guild_id": str(guild.id), "user": payloads.user(user)}
    world.publish(Event("GUILD_MEMBER_REMOVE", body, guild.id))


def change_role(world: World, role: Role, guild: Guild, permissions: Permissions) -> None:
    """Change the permissions of a role."""
    role.permissions = permissions.value
    body = {"guild_id": str(guild.id), "role": payloads.role(role)}
    world.publish(Event("GUILD_ROLE_UPDATE", body, guild.id))


def start_thread(world: World, parent: Channel, name: str, owner: User, on: Message | None = None) -> Channel:
    """Start a public thread, on a message or on its own, for a person at a client or for the bot."""
    thread = world.add_thread(parent, name, owner, kind=PUBLIC_THREAD, thread_id=None if on is None else on.id)
    announce_thread(world, thread)
    if on is None:
        messages.post_message(world, Message(world.new_id(), parent.id, owner, name, MessageType.THREAD_CREATED))
    else:
        on.thread_id = thread.id
        on.flags |= HAS_THREAD
        messages.announce_update(world, on, edited=False)
    return thread


def announce_thread(world: World, thread: Channel) -> None:
    """Publish the event of a new thread."""
    body = payloads.channel(world, thread) | {"newly_created": True}
    world.publish(Event("THREAD_CREATE", body, thread.guild_id, thread))
