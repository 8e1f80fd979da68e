"""The tables of a wiki's page: their rows, and the marks that set cells apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from index.text.spans import Span

_LINE = re.compile(r"[^\r\n]+")
_ATTRIBUTES = r"(?:[^|=!\r\n\[\]{}]{1,40}=[^|\r\n\[\]{}]{1,200}\|(?!\|))?"
_CELL = re.compile(rf"[ \t]*+[|!]{_ATTRIBUTES}[ \t]*+")  # at the beginning of a line
_NEXT = re.compile(rf"[ \t]{{0,9}}(?:\|\||!!){_ATTRIBUTES}[ \t]*+")  # inside one
_MOST_CELL_LINES = 200  # of one row: with more the table was never closed


class Row(NamedTuple):
    """A row of a table: `text[start:end]`."""

    start: int
    end: int
    table: int
    header: Span | None  # the row that names its columns


@dataclass(slots=True)
class Tables:
    """What the tables of a page hold."""

    rows: list[Row] = field(default_factory=list)
    headers: list[Span] = field(default_factory=list)  # rows that name the columns of others
    captions: list[Span] = field(default_factory=list)
    hidden: list[Span] = field(default_factory=list)

    @property
    def spans(self) -> list[Span]:
        """What is no text of its own: headers and rows, in order."""
        return sorted([*self.headers, *((row.start, row.end) for row in self.rows)])


def find_tables(text: str) -> Tables:
    """Find the tables of a wiki's page; one inside a cell is read as lines of its own."""
    found = Tables()
    table = _Table(text, found, 0)
    for match in _LINE.finditer(text) if "{|" in text else ():
        line = match[0].lstrip()
        if line.startswith("{|"):
            table.close()
            table = _Table(text, found, table.number + 1)
            table.is_open = True
        elif table.is_open:
            table.take(match.start(), match.end(), line)
    table.close()
    return found


class _Table:
    def __init__(self, text: str, found: Tables, number: int) -> None:
        self.text, self.found, self.number = text, found, number
        self.is_open = False
        self._header: Span | None = None
        self._named = False  # a row stands below the header
        self._lines: list[Span] = []  # of the row that is open
        self._marks: list[str] = []

    def take(self, start: int, end: int, line: str) -> None:
        """Take a line of the table."""
        if line.startswith("|+"):
            self._end_row()
            self.found.captions.append((start, end))
            self.found.hidden.append((start, start + self.text[start:end].index("+") + 1))
        elif line.startswith(("|-", "|}")):
            self._end_row()
            self.is_open = line[1] == "-"
        elif line[0] in "|!" or self._lines:
            self._lines.append((start, end))
            self._marks += line[0] if line[0] in "|!" else ""
            if len(self._lines) > _MOST_CELL_LINES:
                self._end_row()
                self.is_open = False

    def close(self) -> None:
        """End what is open."""
        self._end_row()
        if self._header and not self._named:
            self.found.headers.remove(self._header)
            self.found.rows.append(Row(*self._header, self.number, None))
        self.is_open = False

    def _end_row(self) -> None:
        lines, marks = self._lines, self._marks
        self._lines, self._marks = [], []
        if not lines:
            return
        first = before = lines[0][0]
        for start, end in lines:
            mark = _CELL.match(self.text, start, end)
            words = mark.end() if mark else start
            first = words if start == first else first
            self.found.hidden.append((before, words))
            self.found.hidden += [match.span() for match in _NEXT.finditer(self.text, words, end)]
            before = end
        span = first, max(first, lines[-1][1])
        if self._header is None and set(marks) == {"!"}:
            self._header = span
            self.found.headers.append(span)
        else:
            self._named = True
            self.found.rows.append(Row(*span, self.number, self._header))
