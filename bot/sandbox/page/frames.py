"""What the page sends: a frame for each action, its fields read by their types."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from bot.sandbox.errors import BadFrameError

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame; reading a field that is absent or of another type raises `BadFrameError`."""

    fields: dict[str, Any]

    @classmethod
    def parse(cls, text: str) -> Frame:
        """Parse a frame from its JSON."""
        try:
            fields = json.loads(text)
        except (ValueError, RecursionError):
            raise BadFrameError("nonsense") from None
        if not isinstance(fields, dict):
            raise BadFrameError("nonsense")
        return cls(fields)

    @property
    def request(self) -> str:
        """The page's own number for this frame, by which it knows the answer."""
        return str(self.fields.get("request", ""))

    def text(self, key: str) -> str:
        return self._typed(key, str)

    def id(self, key: str) -> int:
        text = self.text(key)
        if not (text.isdecimal() and len(text) <= 20):
            raise BadFrameError("nonsense")
        return int(text)

    def one_of(self, key: str, known: Mapping[str, T]) -> T:
        """Return the known value that a field names."""
        name = self.text(key)
        if name not in known:
            raise BadFrameError("nonsense")
        return known[name]

    def texts(self, key: str) -> list[str]:
        return [str(value) for value in self._typed(key, list)]

    def named(self, key: str) -> dict[str, object]:
        """Return a field that is an object."""
        return self._typed(key, dict)

    def _typed(self, key: str, kind: type[T]) -> T:
        value = self.fields.get(key)
        if not isinstance(value, kind):
            raise BadFrameError("nonsense")
        return value
