"""Conversations: people, channels and what the bot replied, so that a test reads like a chat log."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from bot.sandbox import posting
from bot.sandbox.interactions import Interaction, State
from bot.sandbox.people import NotOfferedError, Person
from bot.sandbox.rules.commands import CHAT
from bot.sandbox.rules.components import BUTTON, SELECTS, visible_text, walk
from bot.sandbox.world import COMPONENTS_V2, EPHEMERAL, Message, User

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.world import Attachment, Channel, Guild
    from tests.e2e.stage import Stage

Json = dict[str, Any]
T = TypeVar("T")

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
        return self.message.content

    @property
    def text(self) -> str:
        """All the text it shows: content, then text displays, then embeds."""
        parts = [self.message.content, visible_text(self.message.components)]
        for embed in self.message.embeds:
            parts += [embed.get("title", ""), embed.get("description", "")]
            for entry in embed.get("fields", []):
                parts += [entry["name"], entry["value"]]
        return "\n".join(part for part in parts if part)

    @property
    def components(self) -> list[Json]:
        """Every component, nested ones too, in reading order."""
        return walk(self.message.components)

    @property
    def buttons(self) -> list[str]:
        """The labels (or else emojis) of its buttons, links too."""
        return [_label(c) for c in self.components if c["type"] == BUTTON]

    @property
    def previews(self) -> list[str]:
        """The addresses that Discord would show a preview of: none where they are in <> or previews are suppressed."""
        hidden = self.message.flags & (SUPPRESS_EMBEDS | COMPONENTS_V2)
        return [] if hidden else PREVIEWED.findall(posting.CODE.sub("", self.message.content))

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
        message.mentions = posting.mentions(self.stage.sandbox.world, message.content)
        posting.post(self.stage.sandbox.world, message)
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


class FailedError(AssertionError):
    """The bot did not acknowledge within three seconds: members see "This interaction failed"."""


class Actor:
    """Somebody at a Discord client, in one channel at a time."""

    def __init__(self, stage: Stage, user: User, guild: Guild | None, room: Room) -> None:
        self.stage = stage
        self.user = user
        self.guild = guild
        self.room = room
        self._person = Person(stage.sandbox.world, user)

    @property
    def mention(self) -> str:
        return f"<@{self.user.id}>"

    def speaks(self, locale: str) -> None:
        """Set the language of this person's client, e.g. `en-US`."""
        self._person.locale = locale

    def moves_to(self, room: Room) -> None:
        """Act in another channel from now on."""
        self.room = room

    def dm(self) -> Room:
        """Return this person's DM with the bot."""
        return Room(self.stage, self.stage.sandbox.world.dm(self.user))

    def offered(self, room: Room | None = None, kind: int = CHAT) -> list[str]:
        """Return the names of the commands that this person's client shows."""
        return [command["name"] for command in self._person.commands((room or self.room).channel, kind)]

    # ---- messages

    async def say(
        self,
        text: str,
        *,
        room: Room | None = None,
        reply_to: Post | None = None,
        ping: bool = True,
        files: tuple[Attachment, ...] = (),
    ) -> Post:
        """Send a message; `@bot` in it mentions the bot."""
        text = text.replace("@bot", f"<@{self.stage.sandbox.world.application.user.id}>")
        where = reply_to.channel if reply_to is not None and room is None else room or self.room
        target = None if reply_to is None else reply_to.message
        return Post(self.stage, self._person.say(where.channel, text, reply_to=target, ping=ping, files=files))

    async def start_thread(self, name: str, on: Post | None = None) -> Room:
        """Start a thread, on a message or on its own."""
        parent = self.room if on is None else on.channel
        return Room(self.stage, self._person.start_thread(parent.channel, name, None if on is None else on.message))

    async def edit(self, post: Post, text: str) -> None:
        text = text.replace("@bot", f"<@{self.stage.sandbox.world.application.user.id}>")
        self._person.edit(post.message, text)

    async def delete(self, post: Post) -> None:
        self._person.delete(post.message)

    async def react(self, post: Post, emoji: str) -> None:
        self._person.react(post.message, emoji)

    # ---- interactions: each returns what the member then sees

    async def slash(self, path: str, /, *, room: Room | None = None, **options: object) -> Post:
        """Run a slash command and return its answer: the reply, once it is no longer "thinking".

        It is sent even where this person's client would hide it, as a server's owner may open any command to anybody;
        `offered` tells what is shown.
        """
        return await self._answer(self._person.slash((room or self.room).channel, path, options))

    async def slash_for_modal(self, path: str, /, *, room: Room | None = None, **options: object) -> Modal:
        """Run a slash command that opens a form."""
        return await self._modal(self._person.slash((room or self.room).channel, path, options))

    async def menu(self, name: str, post: Post) -> Post:
        """Use a message's context menu and return the answer."""
        return await self._answer(self._person.menu(post.channel.channel, name, post.message))

    async def autocomplete(
        self, path: str, /, *, room: Room | None = None, option: str | None = None, **typed: object
    ) -> list[str]:
        """Type into an option (the last one given, or `option`) and return the proposals' names."""
        focused = option or list(typed)[-1]
        text = str(typed.pop(focused))
        channel = (room or self.room).channel
        interaction = self._person.autocomplete(channel, path, focused, text, dict(typed))
        choices = await self._outcome(interaction, lambda: interaction.choices, "proposals")
        return [self._person.localised(choice) for choice in choices]

    async def click(self, post: Post, button: str) -> Post:
        """Press a button, named by its label, its custom_id or the start of either; return what answers.

        That is the message itself where the bot updated it, else the new reply.
        """
        return await self._answer(self._person.click(post.channel.channel, post.message, self._named(post, button)))

    async def click_for_modal(self, post: Post, button: str) -> Modal:
        """Press a button that opens a form."""
        return await self._modal(self._person.click(post.channel.channel, post.message, self._named(post, button)))

    async def select(self, post: Post, *values: str, menu: str | None = None) -> Post:
        """Choose from a select menu: the only one, or the one with the custom_id or placeholder `menu`."""
        menus = [c for c in post.components if c["type"] in SELECTS]
        chosen = [c for c in menus if menu is None or menu in (c["custom_id"], c.get("placeholder"))]
        if len(chosen) != 1:
            raise NotOfferedError(f"{len(chosen)} such menus among {[c['custom_id'] for c in menus]}")
        custom_id = chosen[0]["custom_id"]
        return await self._answer(self._person.select(post.channel.channel, post.message, custom_id, list(values)))

    async def submit(self, modal: Modal, **values: str) -> Post:
        """Fill in a form, by custom_id, and send it."""
        return await self._answer(self._person.submit(modal.opened_by, values))

    @staticmethod
    def _named(post: Post, name: str) -> str:
        buttons = [c for c in post.components if c["type"] == BUTTON and "custom_id" in c]
        for match in (str.__eq__, str.startswith):
            for component in buttons:
                if match(_label(component), name) or match(component["custom_id"], name):
                    return str(component["custom_id"])
        raise NotOfferedError(f"no button {name!r} among {post.buttons}")

    async def _answer(self, interaction: Interaction) -> Post:
        def found() -> Post | None:
            for message_id in interaction.replies:
                message = self.stage.sandbox.world.find_message(interaction.channel_id, message_id)
                if message is not None and not message.loading:
                    return Post(self.stage, message)
            source_id = interaction.message_id
            if interaction.state is State.ANSWERED and source_id is not None and not interaction.replies:
                source = self.stage.sandbox.world.find_message(interaction.channel_id, source_id)
                if source is not None and (interaction.updated or interaction.modal is None):
                    return Post(self.stage, source)
                if source is None:
                    return self.stage.remembered(source_id)
            return None

        await self._outcome(interaction, lambda: interaction.state is not State.PENDING or None, "an acknowledgement")
        if interaction.message_id is not None:
            await self.stage.settled()  # a deferred update may still become an edit, a follow-up or nothing
        post = await self._outcome(interaction, found, "an answer")
        self.stage.seen.add(post.id)
        return post

    async def _modal(self, interaction: Interaction) -> Modal:
        await self._outcome(interaction, lambda: interaction.modal, "a form")
        return Modal(interaction)

    async def _outcome(self, interaction: Interaction, found: Callable[[], T | None], what: str) -> T:
        def look() -> T | None:
            if interaction.state is State.FAILED:
                raise FailedError("the bot did not acknowledge the interaction within 3 seconds")
            return found()

        return await self.stage.until(look, what=what)


def _label(component: Json) -> str:
    return str(component.get("label") or (component.get("emoji") or {}).get("name") or "")
