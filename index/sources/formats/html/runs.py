"""Runs of words, with white space as a browser shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from index.sources.formats.document import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TOKEN = re.compile(r"[ \t\n]|[^ \t\n]+")
_GAPS = {"": 0, " ": 1, "\t": 2, "\n": 3, "\n\n": 4}  # what is between two words, by rank
_SHORT = 80  # characters
_LINKS = 3  # times as many characters: what has more links than that is no prose


class Piece(NamedTuple):
    """Words in which white space is a gap: a space, the end of a cell (a tab) or of a line."""

    words: str
    bold: bool = False
    linked: bool = False


@dataclass(slots=True)
class Run:
    """The words between one block's edge and the next."""

    words: str
    bold: int = 0  # how many characters are bold, from the first on
    linked: int = 0  # how many characters are links
    pointing: bool = False  # it has no words but those of links
    kind: Kind = Kind.PARAGRAPH
    level: int = 0  # of a heading
    group: int = 0  # the number of the outermost list, table or code that it stands in, 0 where it stands in none
    inner: int = 0  # the number of the innermost
    header: bool = False  # of a table

    @property
    def prose(self) -> int:
        """How many characters of prose it has; the short lines of menus and teasers have none."""
        return max(0, len(self.words) - _SHORT - _LINKS * self.linked)


def make_runs(pieces: Iterable[Piece]) -> Iterator[Run]:
    """Yield the runs that pieces come to: an empty line ends one."""
    line, gap = _Line(), ""
    for piece in pieces:
        for token in _TOKEN.findall(piece.words):
            if token in _GAPS:
                gap = "\n\n" if gap == token == "\n" else max(gap, token, key=lambda space: _GAPS[space])
                continue
            if gap == "\n\n":
                yield from line.end()
                line = _Line()
            line.add(gap, token, piece)
            gap = ""
    yield from line.end()


class _Line:
    """A run in the making."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = self._bold = self._linked = 0
        self._pointing = True

    def add(self, gap: str, token: str, piece: Piece) -> None:
        """Add a word and what is before it."""
        words = gap + token if self._parts else token
        self._parts.append(words)
        if piece.bold and self._bold == self._length:
            self._bold += len(words)
        if piece.linked:
            self._linked += len(token)
        elif any(map(str.isalnum, token)):
            self._pointing = False
        self._length += len(words)

    def end(self) -> Iterator[Run]:
        """Yield the run, where it says anything."""
        words = "".join(self._parts)
        if any(map(str.isalnum, words)):
            cut = len(words) - len(words.lstrip())  # spaces that do not break
            words = words.strip()
            yield Run(words, min(max(0, self._bold - cut), len(words)), self._linked, self._pointing)
