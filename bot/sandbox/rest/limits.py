"""Rate limits, off by default: Discord's buckets, reported in every response's headers and enforced with 429."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.sandbox.errors import too_many_requests

if TYPE_CHECKING:
    from aiohttp import web

# Method and path, requests, seconds; each value of the pattern's group has a bucket of its own.
BUCKETS = (
    (re.compile(r"POST /channels/(\d+)/messages"), 5, 5.0),
    (re.compile(r"(?:PATCH|DELETE) /channels/(\d+)/messages/\d+"), 5, 5.0),
    (re.compile(r"PUT /channels/(\d+)/messages/\d+/reactions/.*"), 1, 0.25),
    (re.compile(r"(?:POST|PATCH|DELETE) /webhooks/(\d+/[^/]+).*"), 5, 2.0),
)
GLOBAL = (50, 1.0)


@dataclass(slots=True)
class Window:
    """How many requests a bucket still allows, and until when (monotonic seconds)."""

    remaining: int
    ends: float


class RateLimits:
    """The buckets; they apply while `on`."""

    def __init__(self) -> None:
        self.on = False
        self.refused = 0
        self._windows: dict[tuple[str, str], Window] = {}

    def take(self, method: str, path: str) -> None:
        """Count a request; raise 429 if its bucket, or the global one, is exhausted."""
        if not self.on:
            return
        if not path.startswith("/interactions/"):
            self._count(("global", ""), *GLOBAL, everywhere=True)
        for pattern, most, seconds in BUCKETS:
            if match := pattern.fullmatch(f"{method} {path}"):
                self._count((pattern.pattern, match[1]), most, seconds, everywhere=False)

    def _count(self, key: tuple[str, str], most: int, seconds: float, *, everywhere: bool) -> None:
        now = time.monotonic()
        window = self._windows.get(key)
        if window is None or window.ends <= now:
            window = self._windows[key] = Window(most, now + seconds)
        if not window.remaining:
            self.refused += 1
            raise too_many_requests(round(window.ends - now, 3), everywhere=everywhere)
        window.remaining -= 1

    def describe(self, method: str, path: str, answer: web.StreamResponse) -> None:
        """Set the response's rate limit headers."""
        for index, (pattern, most, _) in enumerate(BUCKETS):
            match = pattern.fullmatch(f"{method} {path}")
            window = self._windows.get((pattern.pattern, match[1])) if match else None
            if window is not None:
                left = max(0.0, window.ends - time.monotonic())
                answer.headers.update({
                    "X-RateLimit-Limit": str(most),
                    "X-RateLimit-Remaining": str(window.remaining),
                    "X-RateLimit-Reset": f"{time.time() + left:.3f}",
                    "X-RateLimit-Reset-After": f"{left:.3f}",
                    "X-RateLimit-Bucket": f"bucket-{index}",
                })  # fmt: skip
