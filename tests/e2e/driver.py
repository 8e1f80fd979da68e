"""People who have conversations with the bot, so that a test reads like a chat log."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bot.sandbox.acts.people import Person
from bot.sandbox.errors import NotOfferedError
from bot.sandbox.rules.commands import CHAT_INPUT
from bot.sandbox.rules.components import BUTTON, SELECTS
from bot.sandbox.state.interactions import Interaction, State
from tests.e2e.posts import Modal, Post, Room, label_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.state.messages import Attachment
    from bot.sandbox.state.users import User
    from tests.e2e.stage import Stage

T = TypeVar("T")


class FailedError(AssertionError):
    """The bot did not acknowledge within three seconds: members see "This interaction failed"."""


class Actor:
    """Somebody at a Discord client, in one channel at a time."""

    def __init__(self, stage: Stage, user: User, room: Room) -> None:
        self.stage = stage
        self.user = user
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

    def offered(self, room: Room | None = None, kind: int = CHAT_INPUT) -> list[str]:
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

    async def forward(self, post: Post, room: Room | None = None) -> Post:
        """Forward a message to a room."""
        room = room or self.room
        return Post(self.stage, self._person.forward(room.channel, post.message))

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

    def upload(self, filename: str, data: bytes | str) -> str:
        """Upload a file, for an option of a slash command."""
        return self._person.upload(filename, data.encode() if isinstance(data, str) else data)

    # ---- interactions: each returns what the member then sees

    async def slash(self, path: str, /, *, room: Room | None = None, **options: object) -> Post:
        """Run a slash command and return its answer: the reply, once it is no longer "thinking".

        It is sent even where this person's client would hide it, as a server's owner may open any command to anybody;
        `offered` tells what is shown.
        """
        await self._commands()
        return await self._answer(self._person.slash((room or self.room).channel, path, options))

    async def slash_for_modal(self, path: str, /, *, room: Room | None = None, **options: object) -> Modal:
        """Run a slash command that opens a form."""
        await self._commands()
        return await self._modal(self._person.slash((room or self.room).channel, path, options))

    async def menu(self, name: str, post: Post) -> Post:
        """Use a message's context menu and return the answer."""
        await self._commands()
        return await self._answer(self._person.menu(post.channel.channel, name, post.message))

    async def autocomplete(
        self, path: str, /, *, room: Room | None = None, option: str | None = None, **typed: object
    ) -> list[str]:
        """Type into an option (the last one given, or `option`) and return the proposals' names."""
        await self._commands()
        focused = option or list(typed)[-1]
        text = str(typed.pop(focused))
        channel = (room or self.room).channel
        await self._commands()
        interaction = self._person.autocomplete(channel, path, focused, text, dict(typed))
        choices = await self._outcome(interaction, lambda: interaction.choices, "proposals")
        return [self._person.localised(choice) for choice in choices]

    async def click(self, post: Post, button: str) -> Post:
        """Press a button, named by its label, its custom_id or the start of either; return what answers.

        That is the message itself where the bot updated it, else the new reply.
        """
        return await self._answer(self._person.click(post.channel.channel, post.message, self._named(post, button)))

    async def click_rarer(self, post: Post, button: str) -> Post:
        """Press one of the buttons that are shown once the menu "⋯" is open."""
        if not any(label.startswith(button) for label in post.buttons):
            await self.click(post, "⋯")
        return await self.click(post, button)

    async def turn(self, post: Post) -> Post:
        """Press the button that shows the next quote."""
        return await self.click(post, next(label for label in post.buttons if "itation" in label))

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

    async def _commands(self) -> None:
        """Wait until the bot, which answers at once, has told its commands beside that."""
        application = self.stage.sandbox.world.application
        await self.stage.until(lambda: application.commands or application.guild_commands or None, what="the commands")

    @staticmethod
    def _named(post: Post, name: str) -> str:
        buttons = [c for c in post.components if c["type"] == BUTTON and "custom_id" in c]
        for match in (str.__eq__, str.startswith):
            for component in buttons:
                if match(label_of(component), name) or match(component["custom_id"], name):
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
