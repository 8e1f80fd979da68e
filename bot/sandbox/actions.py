"""What somebody does in the page, by the names that its frames use; what cannot be is refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.people import Person
from bot.sandbox.rules.commands import CHAT
from bot.sandbox.rules.messages import MAX_CONTENT
from bot.sandbox.shown import sees
from bot.sandbox.state.channels import TEXT

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.state.channels import Channel
    from bot.sandbox.state.messages import Message
    from bot.sandbox.viewer import Viewer

Json = dict[str, Any]

LOCALES = ("fr", "en-US")
MAX_THREAD_NAME = 100


class BadActionError(Exception):
    """The page asked for something that cannot be; the page words it, by `key`, in its language."""

    def __init__(self, key: str, value: object = None) -> None:
        super().__init__(key)
        self.key = key
        self.value = value


def _channel(viewer: Viewer, action: Json) -> Channel:
    channel = viewer.world.channels.get(int(action["channel"]))
    if channel is None or viewer.person.user not in viewer.world.audience(channel):
        raise BadActionError("noChannel")
    return channel


def _message(viewer: Viewer, action: Json, key: str = "message") -> tuple[Channel, Message]:
    channel = _channel(viewer, action)
    message = channel.messages.get(int(action[key]))
    if message is None or not sees(viewer.person, message):
        raise BadActionError("gone")
    return channel, message


def _own(viewer: Viewer, action: Json) -> Message:
    _, message = _message(viewer, action)
    if message.author.id != viewer.person.user.id:
        raise BadActionError("notYours")
    return message


def _text(action: Json) -> str:
    text = str(action["text"]).strip()
    if not 1 <= len(text) <= MAX_CONTENT:
        raise BadActionError("textLength", MAX_CONTENT)
    return text


def say(viewer: Viewer, action: Json) -> None:
    channel, text = _channel(viewer, action), _text(action)
    target = _message(viewer, action, "reply_to")[1] if action.get("reply_to") else None
    viewer.person.say(channel, text, reply_to=target)


def edit(viewer: Viewer, action: Json) -> None:
    viewer.person.edit(_own(viewer, action), _text(action))


def delete(viewer: Viewer, action: Json) -> None:
    _, message = _message(viewer, action)
    if message.private_to != viewer.person.user.id:  # one's ephemeral messages are the bot's: they are dismissed
        message = _own(viewer, action)
    viewer.person.delete(message)


def react(viewer: Viewer, action: Json) -> None:
    _, message = _message(viewer, action)
    emoji = str(action["emoji"])[:32]
    mine = viewer.person.user.id in message.reactions.get(emoji, [])
    (viewer.person.unreact if mine else viewer.person.react)(message, emoji)


def thread(viewer: Viewer, action: Json) -> None:
    channel, message = _message(viewer, action)
    name = str(action["name"]).strip()[:MAX_THREAD_NAME]
    allowed = viewer.world.permissions(viewer.person.user.id, channel).create_public_threads
    if not name or channel.type != TEXT or not allowed or message.private_to is not None or message.thread_id:
        raise BadActionError("noThread")
    viewer.send("open", channel=str(viewer.person.start_thread(channel, name, message).id))


def slash(viewer: Viewer, action: Json) -> None:
    channel, path = _channel(viewer, action), str(action["path"])
    command = viewer.person.find_command(path.split(maxsplit=1)[0], CHAT)
    if command not in viewer.person.commands(channel):
        raise BadActionError("notForYou", viewer.person.localised(command))
    viewer.follow(action, viewer.person.slash(channel, path, dict(action["options"])))


def autocomplete(viewer: Viewer, action: Json) -> None:
    channel, filled = _channel(viewer, action), dict(action["options"])
    option = str(action["option"])
    typed = str(filled.pop(option, ""))
    viewer.follow(action, viewer.person.autocomplete(channel, str(action["path"]), option, typed, filled))


def menu(viewer: Viewer, action: Json) -> None:
    channel, message = _message(viewer, action)
    viewer.follow(action, viewer.person.menu(channel, str(action["name"]), message))


def click(viewer: Viewer, action: Json) -> None:
    channel, message = _message(viewer, action)
    viewer.follow(action, viewer.person.click(channel, message, str(action["custom_id"])))


def select(viewer: Viewer, action: Json) -> None:
    channel, message = _message(viewer, action)
    values = [str(value) for value in action["values"]]
    viewer.follow(action, viewer.person.select(channel, message, str(action["custom_id"]), values))


def submit(viewer: Viewer, action: Json) -> None:
    opened_by = viewer.world.interactions.get(int(action["interaction"]))
    if opened_by is None or opened_by.user.id != viewer.person.user.id:
        raise BadActionError("formGone")
    values = {str(key): str(value) for key, value in dict(action["values"]).items()}
    viewer.follow(action, viewer.person.submit(opened_by, values))


def be(viewer: Viewer, action: Json) -> None:
    for user in viewer.pages.people():
        if str(user.id) == action["user"]:
            viewer.person = Person(viewer.world, user, viewer.person.locale)
            viewer.send_state()


def speak(viewer: Viewer, action: Json) -> None:
    if action["locale"] in LOCALES:
        viewer.person.locale = action["locale"]
        viewer.send_state()


ACTIONS: dict[str, Callable[[Viewer, Json], None]] = {
    act.__name__: act
    for act in (say, edit, delete, react, thread, slash, autocomplete, menu, click, select, submit, be, speak)
}
