"""What a test sees: rooms, the posts in them, and forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.sandbox.acts import messages
from bot.sandbox.rules.components import BUTTON, visible_text, walk
from bot.sandbox.state.interactions import Interaction
from bot.sandbox.state.messages import COMPONENTS_V2, EPHEMERAL, Message
from bot.sandbox.state.users import User

if TYPE_CHECKING:
    from bot.sandbox.objects import Json
    from bot.sandbox.state.channels import Channel
    from bot.sandbox.state.messages import Attachment
    from tests.e2e.driver import Actor
    from tests.e2e.stage import Stage

SUPPRESS_EMBEDS = 1 << 2
PREVIEWED = re.compile(r"(?<!<)https?://[^\s<>)]+")


@dataclass(frozen=True, eq=False)
class Post:
    """A message as people see it, always as it is now."""

    stage: Stage
    message: Message

    @property
    def id(self) -> int:
        return self.message.id

    @property
    def channel(self) -> Room:
        return Room(self.stage, self.stage.sandbox.world.channels[self.message.channel_id])

    @property
    def content(self) -> str:
        """Its markdown; a no-break space is read as a space."""
        return _read(self.message.content)

    @property
    def text(self) -> str:
        """All the text it shows: content, then text displays, then embeds."""
        parts = [self.content, visible_text(self.message.components)]
        for embed in self.message.embeds:
            parts += [embed.get("title", ""), embed.get("description", "")]
            for entry in embed.get("fields", []):
                parts += [entry["name"], entry["value"]]
        return _read("\n".join(part for part in parts if part))

    @property
    def components(self) -> list[Json]:
        """Every component, nested ones too, in reading order."""
        return walk(self.message.components)

    @property
    def buttons(self) -> list[str]:
        """The labels (or else emojis) of its buttons, links too."""
        return [label_of(c) for c in self.components if c["type"] == BUTTON]

    @property
    def previews(self) -> list[str]:
        """The addresses that Discord would show a preview of: none where they are in <> or previews are suppressed."""
        hidden = self.message.flags & (SUPPRESS_EMBEDS | COMPONENTS_V2)
        return [] if hidden else PREVIEWED.findall(messages.CODE.sub("", self.message.content))

    @property
    def ephemeral(self) -> bool:
        return bool(self.message.flags & EPHEMERAL)

    @property
    def pings(self) -> list[str]:
        return [self.stage.sandbox.world.users[user_id].name for user_id in self.message.mentions]

    @property
    def replies_to(self) -> int | None:
        return None if self.message.reference is None else self.message.reference[1]

    @property
    def reactions(self) -> dict[str, int]:
        return {emoji: len(users) for emoji, users in self.message.reactions.items()}

    @property
    def files(self) -> list[Attachment]:
        return self.message.attachments

    @property
    def exists(self) -> bool:
        return self.stage.sandbox.world.find_message(self.message.channel_id, self.message.id) is not None

    async def gone(self, seconds: float = 5.0) -> None:
        """Wait until it was deleted."""
        await self.stage.until(lambda: True if not self.exists else None, seconds=seconds, what="a deletion")

    async def shows(self, text: str, seconds: float = 5.0) -> None:
        """Wait until it shows a text."""
        await self.stage.until(lambda: True if text in self.text else None, seconds=seconds, what=f"{text!r}")


def _read(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@dataclass(frozen=True, eq=False)
class Room:
    """A channel, thread or DM."""

    stage: Stage
    channel: Channel

    @property
    def id(self) -> int:
        return self.channel.id

    @property
    def mention(self) -> str:
        return f"<#{self.channel.id}>"

    @property
    def posts(self) -> list[Post]:
        return [Post(self.stage, message) for message in self.channel.messages.values()]

    @property
    def replies(self) -> list[Post]:
        """What the bot has posted here so far."""
        own = self.stage.sandbox.world.application.user.id
        return [post for post in self.posts if post.message.author.id == own and not post.message.loading]

    async def wait_for_reply(self, to: Post | None = None, *, seconds: float = 5.0) -> Post:
        """Return the bot's first message here that no earlier wait has returned; `to`: the reply to that message."""

        def found() -> Post | None:
            for post in self.replies:
                if post.id not in self.stage.seen and (to is None or post.replies_to == to.id):
                    return post
            return None

        post = await self.stage.until(found, seconds=seconds, what=f"a reply in #{self.channel.name}")
        self.stage.seen.add(post.id)
        return post

    async def webhook_says(self, text: str) -> Post:
        """Let a webhook of this channel post a message."""
        world = self.stage.sandbox.world
        hook = User(world.new_id(), "webhook", "Webhook", bot=True)
        message = Message(world.new_id(), self.channel.id, hook, text, webhook_id=hook.id)
        return self._post(message)

    async def system_says(self, kind: int, author: Actor, text: str = "") -> Post:
        """Post a system message, e.g. 7: somebody has joined."""
        return self._post(Message(self.stage.sandbox.world.new_id(), self.channel.id, author.user, text, type=kind))

    def _post(self, message: Message) -> Post:
        message.content = message.content.replace("@bot", f"<@{self.stage.sandbox.world.application.user.id}>")
        message.mentions = messages.mentioned_users(self.stage.sandbox.world, message.content)
        messages.post_message(self.stage.sandbox.world, message)
        return Post(self.stage, message)

    async def stays_silent(self) -> None:
        """Hold that the bot posts nothing more here, once it has dealt with all that happened so far."""
        await self.stage.settled()
        unseen = [post.text for post in self.replies if post.id not in self.stage.seen]
        assert not unseen, f"the bot said {unseen}"


@dataclass(frozen=True)
class Modal:
    """A form that an interaction opened."""

    opened_by: Interaction

    @property
    def title(self) -> str:
        return str((self.opened_by.modal or {})["title"])

    @property
    def fields(self) -> list[str]:
        """The custom_ids of its inputs."""
        return [c["custom_id"] for c in walk((self.opened_by.modal or {})["components"]) if "custom_id" in c]


def label_of(component: Json) -> str:
    """Return what a button says: its label, else its emoji."""
    return str(component.get("label") or (component.get("emoji") or {}).get("name") or "")
