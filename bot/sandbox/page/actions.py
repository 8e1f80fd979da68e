"""What a person can do in the page: one function for each action that a frame can name.

Each returns what the page does next: follow an interaction, open a thread, or switch to another person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.acts.people import Person
from bot.sandbox.errors import BadFrameError
from bot.sandbox.page.display import can_see, people
from bot.sandbox.rules.messages import MAX_CONTENT
from bot.sandbox.state.channels import GUILD_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.page.frames import Frame
    from bot.sandbox.state.channels import Channel
    from bot.sandbox.state.interactions import Interaction
    from bot.sandbox.state.messages import Message

    Outcome = Interaction | Channel | Person

PAGE_LOCALES = ("fr", "en-US")
MAX_THREAD_NAME = 100


def _channel(person: Person, frame: Frame) -> Channel:
    channel = person.world.channels.get(frame.id("channel"))
    if channel is None or person.user not in person.world.audience(channel):
        raise BadFrameError("noChannel")
    return channel


def _message(person: Person, frame: Frame, key: str = "message") -> tuple[Channel, Message]:
    channel = _channel(person, frame)
    message = channel.messages.get(frame.id(key))
    if message is None or not can_see(person, message):
        raise BadFrameError("gone")
    return channel, message


def _own(person: Person, frame: Frame) -> Message:
    _, message = _message(person, frame)
    if message.author.id != person.user.id:
        raise BadFrameError("notYours")
    return message


def _text(frame: Frame) -> str:
    text = frame.text("text").strip()
    if not 1 <= len(text) <= MAX_CONTENT:
        raise BadFrameError("textLength", MAX_CONTENT)
    return text


def say(person: Person, frame: Frame) -> None:
    channel, text = _channel(person, frame), _text(frame)
    target = _message(person, frame, "reply_to")[1] if frame.fields.get("reply_to") else None
    person.say(channel, text, reply_to=target)


def edit(person: Person, frame: Frame) -> None:
    person.edit(_own(person, frame), _text(frame))


def delete(person: Person, frame: Frame) -> None:
    _, message = _message(person, frame)
    if message.private_to != person.user.id:  # an ephemeral message is the bot's, but its reader can dismiss it
        message = _own(person, frame)
    person.delete(message)


def react(person: Person, frame: Frame) -> None:
    _, message = _message(person, frame)
    emoji = frame.text("emoji")[:32]
    mine = person.user.id in message.reactions.get(emoji, [])
    (person.unreact if mine else person.react)(message, emoji)


def thread(person: Person, frame: Frame) -> Channel:
    channel, message = _message(person, frame)
    name = frame.text("name").strip()[:MAX_THREAD_NAME]
    allowed = person.world.permissions(person.user.id, channel).create_public_threads
    if not name or channel.type != GUILD_TEXT or not allowed or message.private_to is not None or message.thread_id:
        raise BadFrameError("noThread")
    return person.start_thread(channel, name, message)


def slash(person: Person, frame: Frame) -> Interaction:
    channel, path = _channel(person, frame), frame.text("path")
    command, _ = person.find_slash_command(path)
    if command not in person.commands(channel):
        raise BadFrameError("notForYou", person.localised(command))
    return person.slash(channel, path, frame.named("options"))


def autocomplete(person: Person, frame: Frame) -> Interaction:
    channel, option = _channel(person, frame), frame.text("option")
    filled = dict(frame.named("options"))
    typed = str(filled.pop(option, ""))
    return person.autocomplete(channel, frame.text("path"), option, typed, filled)


def menu(person: Person, frame: Frame) -> Interaction:
    channel, message = _message(person, frame)
    return person.menu(channel, frame.text("name"), message)


def click(person: Person, frame: Frame) -> Interaction:
    channel, message = _message(person, frame)
    return person.click(channel, message, frame.text("custom_id"))


def select(person: Person, frame: Frame) -> Interaction:
    channel, message = _message(person, frame)
    values = frame.texts("values")
    return person.select(channel, message, frame.text("custom_id"), values)


def submit(person: Person, frame: Frame) -> Interaction:
    opened_by = person.world.interactions.get(frame.id("interaction"))
    if opened_by is None or opened_by.user.id != person.user.id:
        raise BadFrameError("formGone")
    values = {str(key): str(value) for key, value in frame.named("values").items()}
    return person.submit(opened_by, values)


def switch_person(person: Person, frame: Frame) -> Person | None:
    user = next((user for user in people(person.world) if str(user.id) == frame.text("user")), None)
    return None if user is None else Person(person.world, user, person.locale)


def switch_locale(person: Person, frame: Frame) -> Person | None:
    return Person(person.world, person.user, frame.text("locale")) if frame.text("locale") in PAGE_LOCALES else None


ACTIONS: dict[str, Callable[[Person, Frame], Outcome | None]] = {
    act.__name__: act
    for act in (say, edit, delete, react, thread, slash, autocomplete, menu, click, select, submit,
                switch_person, switch_locale)
}  # fmt: skip
