"""The lines of a page, where they stand, and which of them are the running heads of a document."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

EDGE = 2  # lines at the top of a page, and as many at its bottom, that may be a running head
REPEATED = 0.4  # of the pages that have one: left and right pages may have their own
BESIDE = 0.2  # times the size of its letters: by how much what stands in one line may be higher or lower
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"})
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: `x` and `y` are where it begins, in points from the lower left corner."""

    text: str
    page: int
    x: float
    y: float
    size: float  # of its letters, in points


class LinesOfPage:
    """Puts together the pieces of text of a page, in the order in which the page shows them."""

    def __init__(self, page: int) -> None:
        self._page = page
        self._lines: list[Line] = []
        self._open: Line | None = None

    def take(
        self, text: str, outer: Sequence[float], inner: Sequence[float], _: object, size: float | None, *__: object
    ) -> None:
        """Take a piece of text, and the two matrices that say where it stands."""
        x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        scale = math.sqrt(
            abs((inner[0] * inner[3] - inner[1] * inner[2]) * (outer[0] * outer[3] - outer[1] * outer[2]))
        )
        for number, piece in enumerate(_CONTROL.sub(" ", text.translate(_LIGATURES)).split("\n")):
            if number:
                self._close()
            if self._open is not None:
                self._open = _appended(self._open, piece, (size or 0.0) * scale)
            elif piece.strip():
                self._begin(Line(piece, self._page, x, y, (size or 0.0) * scale))

    def _begin(self, line: Line) -> None:
        """Begin a line, or go on with the last one where this stands beside it: after a bullet, in the next cell."""
        last = self._lines[-1] if self._lines else None
        if last is not None and abs(last.y - line.y) < BESIDE * line.size and last.x < line.x:
            self._lines.pop()
            line = _appended(last, f" {line.text}", line.size)
        self._open = line

    def done(self) -> list[Line]:
        """Return the lines."""
        self._close()
        return self._lines

    def _close(self) -> None:
        if self._open is not None:
            line, self._open = self._open, None
            self._lines.append(replace(line, text=" ".join(line.text.split())))


def _appended(line: Line, text: str, size: float) -> Line:
    """Add to a line; its letters are as large as those of its longer part: bullets and notes are smaller."""
    return replace(line, text=line.text + text, size=size if len(text) > len(line.text) else line.size)


def without_running_heads(pages: Sequence[list[Line]]) -> list[Line]:
    """Return the lines of all pages but headers, footers and page numbers.

    These stand at the edge of many pages, at the same height, and differ by their numbers at most.
    """
    edges = [_edges(lines) for lines in pages]
    seen = Counter(key for lines in edges for key in {_key(line) for line in lines})
    most = max(2, math.ceil(REPEATED * sum(map(bool, pages))))
    return [
        line
        for lines, edge in zip(pages, edges, strict=True)
        for line in lines
        if line not in edge or seen[_key(line)] < most
    ]


def _edges(lines: Sequence[Line]) -> list[Line]:
    heights = sorted({round(line.y) for line in lines})
    outer = {*heights[:EDGE], *heights[-EDGE:]}
    return [line for line in lines if round(line.y) in outer]


def _key(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("#", line.text.casefold()), round(line.y)
