"""One open page: what one person sees there, and what they do."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from bot.sandbox import payloads
from bot.sandbox.errors import ApiError
from bot.sandbox.interactions import AUTOCOMPLETE, State
from bot.sandbox.people import NotOfferedError, Person
from bot.sandbox.rules.commands import CHAT, MESSAGE
from bot.sandbox.world import DM

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.interactions import Interaction
    from bot.sandbox.pages import Pages
    from bot.sandbox.world import Channel, Event, Message, User

Json = dict[str, Any]

MAX_TEXT = 2000
REDRAWN = frozenset(
    {
        "COMMANDS",
        "PRESENCE",
        "CHANNEL_CREATE",
        "CHANNEL_UPDATE",
        "CHANNEL_DELETE",
        "THREAD_CREATE",
        "THREAD_UPDATE",
        "THREAD_DELETE",
        "GUILD_MEMBER_ADD",
        "GUILD_MEMBER_REMOVE",
    }
)  # fmt: skip -- events after which the page gets the whole state anew


class BadActionError(Exception):
    """The page asked for something that cannot be; the page words it, by `key`, in its language."""

    def __init__(self, key: str, value: object = None) -> None:
        super().__init__(key)
        self.key = key
        self.value = value


class Viewer:
    """One open page: somebody, and what their client shows."""

    def __init__(self, pages: Pages, socket: web.WebSocketResponse) -> None:
        self.pages = pages
        self.world = pages.world
        self.socket = socket
        self.person = Person(self.world, pages.people()[0])
        self._outbox: asyncio.Queue[Json] = asyncio.Queue()
        self._asked: dict[int, str] = {}

    async def run(self) -> None:
        writer = asyncio.create_task(self._write())
        try:
            self.send_state()
            async for frame in self.socket:
                if frame.type is WSMsgType.TEXT:
                    self._take(frame.data)
        finally:
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await writer

    async def _write(self) -> None:
        while True:
            await self.socket.send_str(json.dumps(await self._outbox.get()))

    def send(self, kind: str, **body: object) -> None:
        self._outbox.put_nowait({"kind": kind, **body})

    # ---- what this person sees

    def send_state(self) -> None:
        """Send all that the page shows: who, where, every message, every command."""
        me = self.person.user
        channels = self.pages.channels(me)
        self.send(
            "state",
            me=self._user(me),
            people=[self._user(user) for user in self.pages.people()],
            bot=self._user(self.world.application.user),
            online=self._online(),
            guild=next((guild.name for guild in self.world.guilds.values()), ""),
            roles=[
                {"id": str(role.id), "name": role.name}
                for guild in self.world.guilds.values()
                for role in guild.roles.values()
                if not role.managed and role.id != guild.id
            ],
            names={str(user.id): user.display_name for user in self.world.users.values()},
            channels=[self._channel(channel) for channel in channels],
            messages=[self._message(m) for c in channels for m in c.messages.values() if self._sees(m)],
        )

    def _online(self) -> bool:
        return any(session.connection is not None for session in self.pages.gateway.sessions.values())

    def _user(self, user: User) -> Json:
        admin = self.pages.is_admin(user)
        return {"id": str(user.id), "name": user.display_name, "bot": user.bot, "locale": user.locale, "admin": admin}

    def _channel(self, channel: Channel) -> Json:
        commands = [self._command(c) for kind in (CHAT, MESSAGE) for c in self.person.commands(channel, kind)]
        kind = "dm" if channel.type == DM else "thread" if channel.is_thread else "text"
        name = self.world.application.user.display_name if kind == "dm" else channel.name
        return {"id": str(channel.id), "type": kind, "name": name, "topic": channel.topic or "", "commands": commands}

    def _command(self, command: Json) -> Json:
        return {
            "type": command["type"],
            "name": command["name"],
            "shown": self.person.localised(command),
            "description": self.person.localised(command, "description"),
            "options": [self._option(option) for option in command["options"]],
        }

    def _option(self, option: Json) -> Json:
        return {
            "type": option["type"],
            "name": option["name"],
            "shown": self.person.localised(option),
            "description": self.person.localised(option, "description"),
            "required": option.get("required", False),
            "autocomplete": option.get("autocomplete", False),
            "choices": [self._choice(choice) for choice in option.get("choices") or []],
            "options": [self._option(inner) for inner in option.get("options") or []],
        }

    def _choice(self, choice: Json) -> Json:
        return {"shown": self.person.localised(choice), "value": choice["value"]}

    def _sees(self, message: Message) -> bool:
        return message.private_to in (None, self.person.user.id)

    def _message(self, message: Message) -> Json:
        body = payloads.message(self.world, message)
        body["own"] = message.author.id == self.person.user.id
        body["author"]["name"] = message.author.display_name
        if message.interaction is not None:
            body["invoker"] = message.interaction.user.display_name
            body["command"] = message.interaction.command_name
        if body.get("referenced_message"):
            author = int(body["referenced_message"]["author"]["id"])
            body["referenced_message"]["author"]["name"] = self.world.users[author].display_name
        return body

    def notice(self, event: Event) -> None:
        """Pass on what concerns this person."""
        name = event.name.upper()
        if event.message is not None and not self._sees(event.message):
            return
        if event.channel is not None and self.person.user not in self.world.audience(event.channel):
            return
        if name in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and event.message is not None:
            self.send("message", message=self._message(event.message))
        elif name == "MESSAGE_DELETE":
            self.send("gone", id=event.data["id"])
        elif name.startswith("MESSAGE_REACTION") and event.message is not None:
            self.send("message", message=self._message(event.message))
        elif name == "TYPING_START":
            self.send("typing", channel=event.data["channel_id"])
        elif name == "INTERACTION":
            self._interaction(self.world.interactions[int(event.data["id"])])
        elif name in REDRAWN:
            self.send_state()

    def _interaction(self, interaction: Interaction) -> None:
        asked = self._asked.get(interaction.id)
        if asked is None:
            return
        if interaction.type == AUTOCOMPLETE:
            self.send("choices", request=asked, choices=[self._choice(c) for c in interaction.choices or []])
        elif interaction.state is State.FAILED:
            self.send("outcome", request=asked, failed=True)
        elif interaction.modal is not None:
            self.send("modal", interaction=str(interaction.id), modal=interaction.modal)
        if interaction.state in (State.ANSWERED, State.FAILED):
            self.send("outcome", request=asked, failed=interaction.state is State.FAILED)
            del self._asked[interaction.id]

    # ---- what this person does

    def _take(self, raw: str) -> None:
        try:
            action = json.loads(raw)
            ACTIONS[action["action"]](self, action)
        except BadActionError as error:
            self.send("refused", key=error.key, value=error.value)
        except (NotOfferedError, ApiError) as error:
            self.send("refused", key="cannot", value=str(error))
        except (ValueError, KeyError, TypeError, AttributeError):
            self.send("refused", key="nonsense", value=None)

    def _channel_of(self, action: Json) -> Channel:
        channel = self.world.channels.get(int(action["channel"]))
        if channel is None or self.person.user not in self.world.audience(channel):
            raise BadActionError("noChannel")
        return channel

    def _message_of(self, action: Json, channel: Channel, key: str = "message") -> Message:
        message = channel.messages.get(int(action[key]))
        if message is None or not self._sees(message):
            raise BadActionError("gone")
        return message

    def say(self, action: Json) -> None:
        channel, text = self._channel_of(action), str(action["text"]).strip()
        if not 1 <= len(text) <= MAX_TEXT:
            raise BadActionError("textLength", MAX_TEXT)
        target = self._message_of(action, channel, "reply_to") if action.get("reply_to") else None
        self.person.say(channel, text, reply_to=target)

    def edit(self, action: Json) -> None:
        message = self._own(action)
        text = str(action["text"]).strip()
        if not 1 <= len(text) <= MAX_TEXT:
            raise BadActionError("textLength", MAX_TEXT)
        self.person.edit(message, text)

    def delete(self, action: Json) -> None:
        channel = self._channel_of(action)
        message = self._message_of(action, channel)
        if message.private_to != self.person.user.id:
            message = self._own(action)
        self.person.delete(message)

    def _own(self, action: Json) -> Message:
        message = self._message_of(action, self._channel_of(action))
        if message.author.id != self.person.user.id:
            raise BadActionError("notYours")
        return message

    def react(self, action: Json) -> None:
        message = self._message_of(action, self._channel_of(action))
        emoji = str(action["emoji"])[:32]
        mine = self.person.user.id in message.reactions.get(emoji, [])
        (self.person.unreact if mine else self.person.react)(message, emoji)

    def slash(self, action: Json) -> None:
        channel, path = self._channel_of(action), str(action["path"])
        command = self.person.find_command(path.split(maxsplit=1)[0], CHAT)
        if command not in self.person.commands(channel):
            raise BadActionError("notForYou", self.person.localised(command))
        self._follow(action, self.person.slash(channel, path, dict(action["options"])))

    def autocomplete(self, action: Json) -> None:
        channel, filled = self._channel_of(action), dict(action["options"])
        option = str(action["option"])
        typed = str(filled.pop(option, ""))
        self._follow(action, self.person.autocomplete(channel, str(action["path"]), option, typed, filled))

    def menu(self, action: Json) -> None:
        channel = self._channel_of(action)
        message = self._message_of(action, channel)
        self._follow(action, self.person.menu(channel, str(action["name"]), message))

    def click(self, action: Json) -> None:
        channel = self._channel_of(action)
        message = self._message_of(action, channel)
        self._follow(action, self.person.click(channel, message, str(action["custom_id"])))

    def select(self, action: Json) -> None:
        channel = self._channel_of(action)
        message = self._message_of(action, channel)
        values = [str(value) for value in action["values"]]
        self._follow(action, self.person.select(channel, message, str(action["custom_id"]), values))

    def submit(self, action: Json) -> None:
        opened_by = self.world.interactions.get(int(action["interaction"]))
        if opened_by is None or opened_by.user.id != self.person.user.id:
            raise BadActionError("formGone")
        values = {str(key): str(value) for key, value in dict(action["values"]).items()}
        self._follow(action, self.person.submit(opened_by, values))

    def be(self, action: Json) -> None:
        for user in self.pages.people():
            if str(user.id) == action["user"]:
                user.locale = self.person.user.locale
                self.person = Person(self.world, user)
                self.send_state()

    def speak(self, action: Json) -> None:
        if action["locale"] in ("fr", "en-US"):
            self.person.user.locale = action["locale"]
            self.send_state()

    def _follow(self, action: Json, interaction: Interaction) -> None:
        self._asked[interaction.id] = str(action.get("request", ""))


ACTIONS: dict[str, Callable[[Viewer, Json], None]] = {
    "say": Viewer.say,
    "edit": Viewer.edit,
    "delete": Viewer.delete,
    "react": Viewer.react,
    "slash": Viewer.slash,
    "autocomplete": Viewer.autocomplete,
    "menu": Viewer.menu,
    "click": Viewer.click,
    "select": Viewer.select,
    "submit": Viewer.submit,
    "be": Viewer.be,
    "speak": Viewer.speak,
}
