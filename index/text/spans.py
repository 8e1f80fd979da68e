"""Spans: where a stretch of a text starts and ends, never a copy of it."""

from __future__ import annotations

import re

Span = tuple[int, int]

_RULE = re.compile(r"[\s\-=_*#>`|:]*$")


def visible(text: str, start: int, end: int) -> Span | None:
    """Return the span of `text[start:end]` without the white space around it, None where it holds no word."""
    while start < end and (text[start].isspace() or text[start] in "\ufeff\u200b"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\ufeff\u200b"):
        end -= 1
    return (start, end) if start < end and not _RULE.match(text, start, end) else None
