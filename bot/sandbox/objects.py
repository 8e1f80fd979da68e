"""JSON objects, in which everything travels between a bot and the sandbox."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
