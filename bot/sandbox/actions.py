"""What somebody does in the page, by the names that its frames use; what cannot be is refused in words.

Each returns what the page is to follow: an interaction, a thread to open, or the person it is from now on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.people import Person
from bot.sandbox.rules.commands import CHAT
from bot.sandbox.rules.messages import MAX_CONTENT
from bot.sandbox.shown import people, sees
from bot.sandbox.state.channels import TEXT

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.interactions import Interaction
    from bot.sandbox.state.channels import Channel
    from bot.sandbox.state.messages import Message

    Outcome = Interaction | Channel | Person

Json = dict[str, Any]

LOCALES = ("fr", "en-US")
MAX_THREAD_NAME = 100


class BadActionError(Exception):
    """The page asked for something that cannot be; the page words it, by `key`, in its language."""

    def __init__(self, key: str, value: object = None) -> None:
        super().__init__(key)
        self.key = key
        self.value = value


def _channel(person: Person, action: Json) -> Channel:
    channel = person.world.channels.get(int(action["channel"]))
    if channel is None or person.user not in person.world.audience(channel):
        raise BadActionError("noChannel")
    return channel


def _message(person: Person, action: Json, key: str = "message") -> tuple[Channel, Message]:
    channel = _channel(person, action)
    message = channel.messages.get(int(action[key]))
    if message is None or not sees(person, message):
        raise BadActionError("gone")
    return channel, message


def _own(person: Person, action: Json) -> Message:
    _, message = _message(person, action)
    if message.author.id != person.user.id:
        raise BadActionError("notYours")
    return message


def _text(action: Json) -> str:
    text = str(action["text"]).strip()
    if not 1 <= len(text) <= MAX_CONTENT:
        raise BadActionError("textLength", MAX_CONTENT)
    return text


def say(person: Person, action: Json) -> None:
    channel, text = _channel(person, action), _text(action)
    target = _message(person, action, "reply_to")[1] if action.get("reply_to") else None
    person.say(channel, text, reply_to=target)


def edit(person: Person, action: Json) -> None:
    person.edit(_own(person, action), _text(action))


def delete(person: Person, action: Json) -> None:
    _, message = _message(person, action)
    if message.private_to != person.user.id:  # one's ephemeral messages are the bot's: they are dismissed
        message = _own(person, action)
    person.delete(message)


def react(person: Person, action: Json) -> None:
    _, message = _message(person, action)
    emoji = str(action["emoji"])[:32]
    mine = person.user.id in message.reactions.get(emoji, [])
    (person.unreact if mine else person.react)(message, emoji)


def thread(person: Person, action: Json) -> Channel:
    channel, message = _message(person, action)
    name = str(action["name"]).strip()[:MAX_THREAD_NAME]
    allowed = person.world.permissions(person.user.id, channel).create_public_threads
    if not name or channel.type != TEXT or not allowed or message.private_to is not None or message.thread_id:
        raise BadActionError("noThread")
    return person.start_thread(channel, name, message)


def slash(person: Person, action: Json) -> Interaction:
    channel, path = _channel(person, action), str(action["path"])
    command = person.find_command(path.split(maxsplit=1)[0], CHAT)
    if command not in person.commands(channel):
        raise BadActionError("notForYou", person.localised(command))
    return person.slash(channel, path, dict(action["options"]))


def autocomplete(person: Person, action: Json) -> Interaction:
    channel, filled = _channel(person, action), dict(action["options"])
    option = str(action["option"])
    typed = str(filled.pop(option, ""))
    return person.autocomplete(channel, str(action["path"]), option, typed, filled)


def menu(person: Person, action: Json) -> Interaction:
    channel, message = _message(person, action)
    return person.menu(channel, str(action["name"]), message)


def click(person: Person, action: Json) -> Interaction:
    channel, message = _message(person, action)
    return person.click(channel, message, str(action["custom_id"]))


def select(person: Person, action: Json) -> Interaction:
    channel, message = _message(person, action)
    values = [str(value) for value in action["values"]]
    return person.select(channel, message, str(action["custom_id"]), values)


def submit(person: Person, action: Json) -> Interaction:
    opened_by = person.world.interactions.get(int(action["interaction"]))
    if opened_by is None or opened_by.user.id != person.user.id:
        raise BadActionError("formGone")
    values = {str(key): str(value) for key, value in dict(action["values"]).items()}
    return person.submit(opened_by, values)


def be(person: Person, action: Json) -> Person | None:
    user = next((user for user in people(person.world) if str(user.id) == action["user"]), None)
    return None if user is None else Person(person.world, user, person.locale)


def speak(person: Person, action: Json) -> Person | None:
    return Person(person.world, person.user, action["locale"]) if action["locale"] in LOCALES else None


ACTIONS: dict[str, Callable[[Person, Json], Outcome | None]] = {
    act.__name__: act
    for act in (say, edit, delete, react, thread, slash, autocomplete, menu, click, select, submit, be, speak)
}
