"""Where the lines of a block stand in the text: what its containers put before them is no part of its content."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.text.spans import Span


class Lines:
    """The lines of a block, spans of the text without their ends; its content is these lines."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._starts = [0, *accumulate(end - start + 1 for start, end in spans)]

    def place(self, at: int) -> int:
        """Return where a character of the content stands in the text."""
        line = min(bisect_right(self._starts, at), len(self._spans)) - 1
        return self._spans[line][0] + at - self._starts[line]

    def pieces(self, span: Span) -> Iterator[Span]:
        """Yield where a span of the content stands in the text: a piece a line, the line's end with it."""
        at, end = span
        line = bisect_right(self._starts, at) - 1
        while at < end:
            last = min(end, self._starts[line + 1])
            first = self._spans[line][0] + at - self._starts[line]
            yield first, first + last - at
            at, line = last, line + 1
