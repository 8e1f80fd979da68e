"""Spans: where a stretch of a text starts and ends, never a copy of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Span = tuple[int, int]

_RULE = re.compile(r"[\s\-=_*#>`|:]*$")


def visible(text: str, start: int, end: int) -> Span | None:
    """Return the span of `text[start:end]` without the white space around it, None where it holds no word."""
    while start < end and (text[start].isspace() or text[start] in "\ufeff\u200b"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\ufeff\u200b"):
        end -= 1
    return (start, end) if start < end and not _RULE.match(text, start, end) else None


def overlaps(spans: Sequence[Span], start: int, end: int) -> bool:
    """Tell whether one of the `spans`, which are in order and disjoint, has a part in `start` to `end`."""
    at = bisect_left(spans, end, key=itemgetter(0)) - 1
    return at >= 0 and spans[at][1] > start


def merge(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield spans in order, those that overlap or touch as one; none that is empty."""
    reached: Span | None = None
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if reached and start <= reached[1]:
            reached = reached[0], max(end, reached[1])
            continue
        if reached:
            yield reached
        reached = start, end
    if reached:
        yield reached
