"""One open page: its socket, the person in front of it, and the news that reach them."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from bot.sandbox.acts.people import Person
from bot.sandbox.errors import BadFrameError, NotOfferedError
from bot.sandbox.page import shown
from bot.sandbox.page.actions import ACTIONS
from bot.sandbox.page.frames import Frame
from bot.sandbox.state.interactions import AUTOCOMPLETE, Interaction, State

if TYPE_CHECKING:
    from bot.sandbox.gateway.gateway import Gateway
    from bot.sandbox.page.actions import Outcome
    from bot.sandbox.state.events import Event
    from bot.sandbox.state.world import World

Json = dict[str, Any]

# The events after which the page gets the whole state anew.
REDRAWN = frozenset(
    "COMMANDS PRESENCE CHANNEL_CREATE CHANNEL_UPDATE CHANNEL_DELETE THREAD_CREATE THREAD_UPDATE THREAD_DELETE "
    "GUILD_MEMBER_ADD GUILD_MEMBER_REMOVE GUILD_ROLE_UPDATE".split()
)


class Viewer:
    """One open page: somebody, and what their client shows."""

    def __init__(self, world: World, gateway: Gateway, socket: web.WebSocketResponse, person: Person) -> None:
        self.world = world
        self.gateway = gateway
        self.socket = socket
        self.person = person
        self._outbox: asyncio.Queue[Json] = asyncio.Queue()
        self._asked: dict[int, str] = {}  # interactions that have not come to their end, by the page's own number

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

    def send_state(self) -> None:
        self.send("state", **shown.state(self.person, online=self.gateway.online))

    def notice(self, event: Event) -> None:
        """Pass on what concerns this person."""
        name = event.name.upper()
        if event.message is not None and not shown.sees(self.person, event.message):
            return
        if event.channel is not None and self.person.user not in self.world.audience(event.channel):
            return
        if name == "MESSAGE_DELETE":
            self.send("gone", id=event.data["id"])
        elif event.message is not None:
            self.send("message", message=shown.message(self.person, event.message))
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
        if interaction.type == AUTOCOMPLETE and interaction.choices is not None:
            choices = [shown.choice(self.person, choice) for choice in interaction.choices]
            self.send("choices", request=asked, choices=choices)
        elif interaction.modal is not None:
            self.send("modal", interaction=str(interaction.id), modal=interaction.modal)
        if interaction.state in (State.ANSWERED, State.FAILED):
            self.send("outcome", request=asked, failed=interaction.state is State.FAILED)
            del self._asked[interaction.id]

    def _take(self, text: str) -> None:
        request = ""
        try:
            frame = Frame.parse(text)
            request = frame.request
            act = frame.one_of("action", ACTIONS)
            self._follow(act(self.person, frame), request)
        except BadFrameError as error:
            self.send("refused", request=request, key=error.key, value=error.value)
        except NotOfferedError as error:
            self.send("refused", request=request, key="cannot", value=str(error))

    def _follow(self, outcome: Outcome | None, request: str) -> None:
        """Tell the page what becomes of an action; of an interaction, once it has come to something."""
        if isinstance(outcome, Interaction):
            self._asked[outcome.id] = request
        elif isinstance(outcome, Person):
            self.person = outcome
            self.send_state()
        elif outcome is not None:
            self.send("open", channel=str(outcome.id))
