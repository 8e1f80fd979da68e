"""One open page: its socket, and the person it shows the world to."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from bot.sandbox.acts.people import Person
from bot.sandbox.errors import BadFrameError, NotOfferedError
from bot.sandbox.page.actions import ACTIONS
from bot.sandbox.page.display import can_see, display_choice, display_message, display_state
from bot.sandbox.page.frames import Frame
from bot.sandbox.state.interactions import Interaction, InteractionType, State

if TYPE_CHECKING:
    from bot.sandbox.gateway.gateway import Gateway
    from bot.sandbox.objects import Json
    from bot.sandbox.page.actions import Outcome
    from bot.sandbox.state.events import Event
    from bot.sandbox.state.world import World

# Events after which the page is sent its whole state again.
REDRAWN = frozenset(
    "COMMANDS PRESENCE CHANNEL_CREATE CHANNEL_UPDATE CHANNEL_DELETE THREAD_CREATE THREAD_UPDATE THREAD_DELETE "
    "GUILD_MEMBER_ADD GUILD_MEMBER_REMOVE GUILD_ROLE_UPDATE".split()
)


class Viewer:
    """One open page and the person it belongs to at the moment."""

    def __init__(self, world: World, gateway: Gateway, socket: web.WebSocketResponse, person: Person) -> None:
        self.world = world
        self.gateway = gateway
        self.socket = socket
        self.person = person
        self._outbox: asyncio.Queue[Json] = asyncio.Queue()
        self._asked: dict[
            int, str
        ] = {}  # the page's own numbers of the frames that started interactions, until these end

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
        self.send("state", **display_state(self.person, online=self.gateway.online))

    def notice(self, event: Event) -> None:
        """Pass an event on to the page if this person can see it."""
        name = event.name.upper()
        if event.message is not None and not can_see(self.person, event.message):
            return
        if event.channel is not None and self.person.user not in self.world.audience(event.channel):
            return
        if name == "MESSAGE_DELETE":
            self.send("gone", id=event.data["id"])
        elif event.message is not None:
            self.send("message", message=display_message(self.person, event.message))
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
        if interaction.type == InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE and interaction.choices is not None:
            choices = [display_choice(self.person, choice) for choice in interaction.choices]
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
        """Do what comes next after an action."""
        if isinstance(outcome, Interaction):
            self._asked[outcome.id] = request
        elif isinstance(outcome, Person):
            self.person = outcome
            self.send_state()
        elif outcome is not None:
            self.send("open", channel=str(outcome.id))
