"""Which tasks a client handles events in, found out without knowing how discord.py names or nests them."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, WeakSet

import discord

if TYPE_CHECKING:
    from collections.abc import Iterator


class Handlers:
    """The tasks that handle events: those begun by the task that reads the events, and those that begin in these.

    The reader of a client is the task that begins its handler of `on_socket_event_type`, called at every event. What
    runs discord.py's own code inside of a handler does not count: the clock of a view, which goes on for minutes.
    """

    def __init__(self) -> None:
        self._begun_by: WeakKeyDictionary[asyncio.Task[Any], asyncio.Task[Any] | None] = WeakKeyDictionary()
        self._readers: WeakSet[asyncio.Task[Any]] = WeakSet()
        self._watching = False  # not where the only bot is another process

    @contextlib.contextmanager
    def followed(self) -> Iterator[None]:
        """Follow who begins which task, until the block ends."""
        loop = asyncio.get_running_loop()
        before = loop.get_task_factory()
        loop.set_task_factory(self._begin)
        try:
            yield
        finally:
            loop.set_task_factory(before)

    def watch(self, client: discord.Client) -> None:
        """Find out who reads a client's events."""
        client.event(self.on_socket_event_type)
        self._watching = True

    def running(self) -> set[asyncio.Task[Any]]:
        """Return the handlers that have not ended; raise AssertionError where no watched client listens."""
        reading = any(not reader.done() for reader in self._readers)
        assert reading or not self._watching, "no client reads events"
        return {task for task in asyncio.all_tasks() if self._handles(task)}

    async def on_socket_event_type(self, _: str) -> None:
        """Note who began this handler."""
        task = asyncio.current_task()
        reader = None if task is None else self._begun_by.get(task)
        if reader is not None:
            self._readers.add(reader)

    def _handles(self, task: asyncio.Task[Any]) -> bool:
        parent = self._begun_by.get(task)
        if parent is None:
            return False
        return parent in self._readers or (self._handles(parent) and not _is_of_discord_py(task))

    def _begin(self, loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> asyncio.Task[Any]:
        task = asyncio.Task(coroutine, loop=loop, **options)
        self._begun_by[task] = asyncio.current_task(loop)
        return task


def _is_of_discord_py(task: asyncio.Task[Any]) -> bool:
    coroutine = task.get_coro()
    return inspect.iscoroutine(coroutine) and coroutine.cr_code.co_filename.startswith(discord.__path__[0])
