"""What is under way for members, so that a bot that stops can let it come to its end."""

from __future__ import annotations

import asyncio


class Work:
    """The tasks that somebody waits for."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()

    def join(self) -> None:
        """Let the running task count until it ends."""
        task = asyncio.current_task()
        if task is not None and task not in self._tasks:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def finish(self, seconds: float) -> None:
        """Wait until all tasks have ended, at most for a while."""
        tasks = self._tasks - {asyncio.current_task()}
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
