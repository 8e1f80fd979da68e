"""A block in the making: what is seen of it, before it is known what stands around it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.sources.formats.document import Kind
    from index.text.spans import Span


@dataclass(slots=True)
class Part:
    """What becomes a block; its pieces begin and end with what is no white space."""

    kind: Kind
    pieces: tuple[Span, ...]  # what is seen: in order, disjoint, none empty
    words: str  # of the pieces, with nothing between them
    group: int  # shared by what has one number as a paragraph: the items of a list, the rows of a table
    level: int = 0
    lead: Span | None = None
    bold: int = 0  # how many of its characters are bold, from the first on
    header: bool = False  # of a table: seen above each row, and no block itself
    pointing: bool = False  # it has no words but those of links: a menu, a table of contents
    starts: list[int] = field(init=False, repr=False)  # of the pieces, among the words

    def __post_init__(self) -> None:
        self.starts = [0, *accumulate(end - start for start, end in self.pieces)]

    @property
    def span(self) -> Span:
        """Where it stands in the text."""
        return self.pieces[0][0], self.pieces[-1][1]

    def place(self, at: int) -> int:
        """Return where the character number `at` of its words stands in the text."""
        piece = bisect_right(self.starts, at) - 1
        return self.pieces[piece][0] + at - self.starts[piece]

    def cut(self, text: str, *places: int) -> Iterator[Part]:
        """Yield what it is cut into at some of its words; `text` is the text that it is of."""
        for start, end in pairwise([0, *places, len(self.words)]):
            first, last = bisect_right(self.starts, start) - 1, bisect_left(self.starts, end)
            pieces = [
                (max(piece[0], piece[0] + start - at), min(piece[1], piece[0] + end - at))
                for piece, at in zip(self.pieces[first:last], self.starts[first:last], strict=True)
            ]
            if kept := trim(text, pieces):
                yield replace(self, pieces=kept, words=join(text, kept), bold=max(0, self.bold - start))


def trim(text: str, pieces: Sequence[Span]) -> tuple[Span, ...]:
    """Leave out the white space that pieces of a text begin and end with; nothing stays of white space alone."""
    first, last = 0, len(pieces)
    while first < last and not text[slice(*pieces[first])].strip():
        first += 1
    while first < last and not text[slice(*pieces[last - 1])].strip():
        last -= 1
    if first == last:
        return ()
    kept = list(pieces[first:last])
    start, end = kept[0]
    kept[0] = end - len(text[start:end].lstrip()), end
    start, end = kept[-1]
    kept[-1] = start, start + len(text[start:end].rstrip())
    return tuple(kept)


def join(text: str, pieces: Iterable[Span]) -> str:
    """Return the words of pieces of a text."""
    return "".join(text[start:end] for start, end in pieces)


def cut_out(pieces: Iterable[Span], holes: Sequence[Span]) -> Iterator[Span]:
    """Yield what pieces of a text are outside some spans of it; all are in order and disjoint."""
    at = 0
    for start, end in pieces:
        reached = start
        while at < len(holes) and holes[at][0] < end:
            if reached < holes[at][0]:
                yield reached, holes[at][0]
            reached = max(reached, holes[at][1])
            if reached > end:
                break
            at += 1
        if reached < end:
            yield reached, end
