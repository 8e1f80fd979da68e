"""Quotation marks: whether a text holds both marks of what it quotes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.text.spans import Span

_OPENING, _CLOSING = "«“‘", "»”’"
_SINGLE = "‘’'"
_MARKS = _OPENING + _CLOSING + "\"'"
_ENDS = ".!?…,"
_CODE = "{[(<$%/\\._-"


@lru_cache(maxsize=1 << 12)
def opened(text: str) -> int:
    """Return how many quotations `text` opens and does not close; below 0, how many it only closes."""
    depth = single = 0  # of all, and of those opened by a mark that may be an apostrophe as well
    for at, mark in enumerate(text):
        if mark in _MARKS:
            step = _step(text, at, depth, single)
            depth += step
            single = max(single + step, 0) if mark in _SINGLE else single
    return depth


def _step(text: str, at: int, depth: int, single: int) -> int:
    """Tell a mark that opens a quotation, 1, from one that closes it, -1, and from an apostrophe or a sign, 0."""
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if mark in _OPENING:
        return 1
    if mark in "»”":
        return -1
    if mark in "\"'" and (not before or before.isspace() or before in '([«“‘"') and after and not after.isspace():
        return int(mark == '"' or after.isalpha())
    if (
        mark == '"'
        and depth <= 0
        and (before.isalpha() or before in "=:,/{")
        and after
        and (after.isalnum() or after in _CODE)
    ):
        return 1  # f"{name}"
    if mark == '"':
        return 0 if before.isdigit() and depth <= 0 else -1  # 5" are inches
    if not before or after.isalnum():
        return 0
    return -1 if before in _ENDS or single > 0 else 0


def without_half_marks(text: str) -> Span:
    """Return the span of `text` without a mark at its beginning or end whose counterpart is not in it."""
    start, end = 0, len(text)
    marks = opened(text) if end > 1 else 0
    if marks > 0 and text[0] in _OPENING + '"':
        start = end - max(len(text[1:].lstrip()), 1)
    elif marks < 0 and text[-1] in _CLOSING + '"':
        end = max(len(text[:-1].rstrip()), 1)
    return start, end
