"""The world: one application, its guilds, users, channels, messages and interactions, in memory."""

from __future__ import annotations

import asyncio
import secrets
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from discord import Permissions

from bot.sandbox.state.channels import DM, GUILD_TEXT, PUBLIC_THREAD, Channel
from bot.sandbox.state.guilds import Guild, Member, Role
from bot.sandbox.state.snowflakes import DISCORD_EPOCH_MS
from bot.sandbox.state.users import Application, User

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.state.events import Event
    from bot.sandbox.state.interactions import Interaction
    from bot.sandbox.state.messages import Attachment, Message

T = TypeVar("T")


class World:
    """The state, look-ups in it, and the news of every change."""

    def __init__(self, *, name: str = "incident-bot") -> None:
        self._last_id = 0
        self.base_url = ""  # where uploads are served; known once the server listens
        self._waiting: list[asyncio.Future[None]] = []
        self.shards = 1  # the number that the gateway recommends
        self.listeners: list[Callable[[Event], None]] = []
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.attachments: dict[int, Attachment] = {}
        self.interactions: dict[int, Interaction] = {}
        self.interaction_tokens: dict[str, Interaction] = {}
        self.examples: dict[str, tuple[str, ...]] = {}  # by language: what the page offers to ask
        bot = self.add_user(name, bot=True)
        owner = self.add_user("owner")
        self.application = Application(bot.id, name, f"sandbox.{secrets.token_urlsafe(24)}", bot, owner)

    def new_id(self) -> int:
        """Return a new snowflake, greater than all before it."""
        self._last_id = max(self._last_id + 1, (time.time_ns() // 1_000_000 - DISCORD_EPOCH_MS) << 22)
        return self._last_id

    def add_user(self, name: str, *, display_name: str | None = None, bot: bool = False) -> User:
        user = User(self.new_id(), name, display_name or (name if bot else name.capitalize()), bot)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, *, locale: str = "fr", guild_id: int | None = None) -> Guild:
        """Add a guild that the bot has joined, with the permissions that its invitation asks for."""
        guild = Guild(guild_id or self.new_id(), name, self.application.owner.id, locale)
        self.guilds[guild.id] = guild
        everyone = Permissions(
            view_channel=True, send_messages=True, read_message_history=True, add_reactions=True, embed_links=True,
            attach_files=True, use_application_commands=True, send_messages_in_threads=True, create_public_threads=True,
        )  # fmt: skip
        guild.roles[guild.id] = Role(guild.id, "@everyone", everyone.value, 0)
        own = Role(self.new_id(), self.application.name, everyone.value, managed=True, bot_id=self.application.user.id)
        guild.roles[own.id] = own
        self.add_member(guild, self.application.owner)
        self.add_member(guild, self.application.user, own)
        return guild

    def add_role(self, guild: Guild, name: str, permissions: Permissions) -> Role:
        role = Role(self.new_id(), name, permissions.value, len(guild.roles))
        guild.roles[role.id] = role
        return role

    def add_member(self, guild: Guild, user: User, *roles: Role) -> Member:
        member = Member(user, [role.id for role in roles], datetime.now(UTC))
        guild.members[user.id] = member
        return member

    def add_channel(self, guild: Guild, name: str, *, topic: str | None = None) -> Channel:
        position = sum(channel.guild_id == guild.id for channel in self.channels.values())
        channel = Channel(self.new_id(), GUILD_TEXT, name, guild.id, topic=topic, position=position)
        self.channels[channel.id] = channel
        return channel

    def dm(self, user: User) -> Channel:
        """Return the DM between the bot and a user, which the first call opens."""
        pair = (self.application.user.id, user.id)
        for channel in self.channels.values():
            if channel.recipients == pair:
                return channel
        channel = Channel(self.new_id(), DM, user.name, recipients=pair)
        self.channels[channel.id] = channel
        return channel

    def add_thread(
        self, parent: Channel, name: str, owner: User, *, kind: int = PUBLIC_THREAD, thread_id: int | None = None
    ) -> Channel:
        thread = Channel(thread_id or self.new_id(), kind, name, parent.guild_id, parent.id, owner_id=owner.id)
        thread.thread_members.add(owner.id)
        self.channels[thread.id] = thread
        return thread

    def permissions(self, user_id: int, channel: Channel) -> Permissions:
        """Return a user's permissions in a channel: by roles, then by overwrites (a thread has its parent's)."""
        if channel.guild_id is None:
            dm = Permissions.text()
            dm.view_channel = True
            return dm if user_id in channel.recipients else Permissions.none()
        guild = self.guilds[channel.guild_id]
        member = guild.members.get(user_id)
        if member is None:
            return Permissions.none()
        held = [guild.id, *member.roles]
        value = 0
        for role_id in held:
            value |= guild.roles[role_id].permissions
        if user_id == guild.owner_id or value & Permissions(administrator=True).value:
            return Permissions.all()
        home = self.channels[channel.parent_id] if channel.parent_id is not None else channel
        for chosen in ([guild.id], member.roles, [user_id]):
            overwrites = [home.overwrites[key] for key in chosen if key in home.overwrites]
            for overwrite in overwrites:
                value &= ~overwrite.deny
            for overwrite in overwrites:
                value |= overwrite.allow
        return Permissions(value)

    def find_message(self, channel_id: int, message_id: int) -> Message | None:
        channel = self.channels.get(channel_id)
        return None if channel is None else channel.messages.get(message_id)

    def audience(self, channel: Channel) -> list[User]:
        """Return the users who can view a channel."""
        if channel.guild_id is None:
            return [self.users[user_id] for user_id in channel.recipients]
        members = self.guilds[channel.guild_id].members.values()
        return [m.user for m in members if self.permissions(m.user.id, channel).view_channel]

    def publish(self, event: Event) -> None:
        """Pass an event on to every listener, and let `until` look again."""
        for listener in list(self.listeners):
            listener(event)
        self.wake()

    def wake(self) -> None:
        """Let everything that waits in `until` look again."""
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, found: Callable[[], T | None], *, seconds: float = 5.0, what: str = "it") -> T:
        """Return what `found` returns as soon as that is not None; raise TimeoutError that says `what` was awaited."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while (result := found()) is None:
            news = loop.create_future()
            self._waiting.append(news)
            await asyncio.wait([news], timeout=deadline - loop.time())
            if not news.done():
                raise TimeoutError(f"waited {seconds:g} seconds for {what}")
        return result
