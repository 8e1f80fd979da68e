"""What the page sends: one frame an action, its fields read by their types."""

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
    """The fields of one frame; reading one that is absent or of another type raises `BadFrameError`."""

    fields: dict[str, Any]

    @classmethod
    def parse(cls, text: str) -> Frame:
        """Return a frame from its JSON, an object."""
        try:
            fields = json.loads(text)
        except (ValueError, RecursionError):
            raise BadFrameError("nonsense") from None
        if not isinstance(fields, dict):
            raise BadFrameError("nonsense")
        return cls(fields)

    @property
    def request(self) -> str:
        """The number that the page gave this frame, to know its answer by."""
        return str(self.fields.get("request", ""))

    def text(self, key: str) -> str:
        return self._typed(key, str)

    def id(self, key: str) -> int:
        text = self.text(key)
        if not (text.isdecimal() and len(text) <= 20):
            raise BadFrameError("nonsense")
        return int(text)

    def one_of(self, key: str, known: Mapping[str, T]) -> T:
        """Return what a field names among those known."""
        name = self.text(key)
        if name not in known:
            raise BadFrameError("nonsense")
        return known[name]

    def texts(self, key: str) -> list[str]:
        return [str(value) for value in self._typed(key, list)]

    def named(self, key: str) -> dict[str, object]:
        """Return an object: what the page filled in, by name."""
        return self._typed(key, dict)

    def _typed(self, key: str, kind: type[T]) -> T:
        value = self.fields.get(key)
        if not isinstance(value, kind):
            raise BadFrameError("nonsense")
        return value
