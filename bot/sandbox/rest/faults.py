"""Faults on demand: the next requests fail, wait or are refused, as a bad day at Discord would have it."""

from __future__ import annotations

import asyncio
import fnmatch
from dataclasses import dataclass

from bot.sandbox.errors import ApiError, too_many_requests


@dataclass(slots=True)
class Fault:
    """One planned fault: which requests (`POST /channels/*/messages`), how many more, and what happens to them."""

    pattern: str
    times: int
    error: ApiError | None
    delay: float = 0.0
    loses: bool = False  # serves the request, and never tells the client


class Faults:
    """What goes wrong next on the REST side. The gateway's faults are methods of its sessions."""

    def __init__(self) -> None:
        self.met = 0  # by requests so far
        self._planned: list[Fault] = []

    def refuse(self, pattern: str = "*", *, status: int = 500, times: int = 1) -> None:
        """Answer the next `times` requests that match `pattern` with a server error."""
        self._planned.append(Fault(pattern, times, ApiError(status, 0, f"{status}: Server Error")))

    def limit(self, pattern: str = "*", *, retry_after: float, times: int = 1, everywhere: bool = False) -> None:
        """Answer the next `times` requests that match with 429 and `Retry-After`, in seconds."""
        self._planned.append(Fault(pattern, times, too_many_requests(retry_after, everywhere=everywhere)))

    def delay(self, pattern: str = "*", *, seconds: float, times: int = 1) -> None:
        """Let the next `times` requests that match wait before they are served."""
        self._planned.append(Fault(pattern, times, None, seconds))

    def lose(self, pattern: str = "*", *, times: int = 1) -> None:
        """Serve the next `times` requests that match, then cut the connection in place of an answer."""
        self._planned.append(Fault(pattern, times, None, loses=True))

    def clear(self) -> None:
        """Plan nothing any more."""
        self._planned.clear()

    async def before(self, method: str, path: str) -> bool:
        """Let a request meet what is planned for it; return whether its answer gets lost."""
        for fault in self._planned:
            if fnmatch.fnmatchcase(f"{method} {path}", fault.pattern):
                fault.times -= 1
                self.met += 1
                if not fault.times:
                    self._planned.remove(fault)
                if fault.error is not None:
                    raise fault.error
                await asyncio.sleep(fault.delay)
                return fault.loses
        return False
