"""Shown text: what a reader of the page sees of a text that holds markup."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.text.spans import Span

_SEPARATES = re.compile(r"[|\r\n]|!!|<(?:br|t[dh])|&(?:nbsp|ensp|emsp|thinsp|#160|#xa0);", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is seen of `text[start:end]`, and where each of its characters stands.

    `pieces` are the spans of the text that are seen, in order, and `starts` where each begins in what is shown. Where
    markup alone kept two words apart, as between two cells of a table, one space stands for it.
    """

    text: str
    pieces: tuple[Span, ...]
    starts: tuple[int, ...]

    def place(self, at: int) -> int:
        """Return where the shown character number `at` stands in the source's text."""
        piece = bisect_right(self.starts, at) - 1
        start, end = self.pieces[piece]
        return min(start + at - self.starts[piece], end - 1)

    def span(self, start: int, end: int) -> Span:
        """Return the span of the source's text whose shown words are `text[start:end]`; not for an empty one."""
        return self.place(start), self.place(end - 1) + 1

    def shown_span(self, start: int, end: int) -> Span:
        """Return what part of the shown text a span of the source's text is."""
        return self._shown_place(start), self._shown_place(end)

    def _shown_place(self, at: int) -> int:
        piece = bisect_right(self.pieces, at, key=itemgetter(0)) - 1
        if piece < 0:
            return 0
        start, end = self.pieces[piece]
        return self.starts[piece] + min(at, end) - start


def show(text: str, start: int, end: int, hidden: Sequence[Span]) -> Shown:
    """Leave the `hidden` spans out of `text[start:end]`; they are in order and disjoint."""
    pieces, parts, starts, length = list(_pieces(start, end, hidden)), [], [], 0
    reached, before = start, " "
    for first, last in pieces:
        piece = text[first:last]
        if not (before.isspace() or piece[0].isspace()) and _SEPARATES.search(text, reached, first):
            parts.append(" ")
            length += 1
        parts.append(piece)
        starts.append(length)
        length += len(piece)
        reached, before = last, piece[-1]
    return Shown("".join(parts), tuple(pieces), tuple(starts))


def _pieces(start: int, end: int, hidden: Sequence[Span]) -> Iterator[Span]:
    at = start
    for number in range(bisect_right(hidden, start, key=itemgetter(1)), len(hidden)):
        first, last = hidden[number]
        if first >= end:
            break
        if first > at:
            yield at, first
        at = max(at, last)
    if at < end:
        yield at, end
