"""The lines of a text, and how each begins and ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.sources.formats.plain import marks, stamps
from index.text.shown import show
from index.text.spans import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from index.text.shown import Shown
    from index.text.spans import Span

_LINE = re.compile(r"[^\r\n\f]+|\r\n?|[\n\f]")
_CLOSED = re.compile(r"[.!?…](?:[\s»\"”’)\]]|\[\d{1,3}\])*$")
_WORD_WIDTH = 80  # characters, at most, of a word that is measured
_TAIL = 40  # characters: what ends a line is among its last
_SETS_APART = {"\f": "\f", "--": "--"}
_UNDERLINED = {"=": 1, "-": 2, "~": 2}
_QUOTED = re.compile(r"(?:>[^\S\r\n\f]?){1,9}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with a word in it: `text[start:end]`, without the white space around it."""

    start: int
    end: int
    indent: int
    words: str  # what is seen of it
    closed: bool  # it ends a sentence
    mark: marks.Mark | None  # the list item's marker that it begins with
    stamp: stamps.Stamp | None  # the time that it begins with
    quoted: int = 0  # how many characters before `start` say that it is a quotation
    shown: Shown | None = None  # where markup is hidden in it

    def place(self, at: int) -> int:
        """Return where the character number `at` of its words stands in the text."""
        return self.shown.place(at) if self.shown else self.start + at

    @property
    def low(self) -> bool:
        """Tell a line that begins in the middle of a sentence."""
        return self.words[0].islower()

    @property
    def asks(self) -> bool:
        """Tell a line that ends in a question mark."""
        return self.words[-_TAIL:].rstrip(' \u00a0\u202f»"”’)').endswith("?")

    def has_room(self, line: Line, width: float) -> bool:
        """Tell a line that ends before `width` although the first word of the next `line` would have fitted."""
        return len(self.words) + 1 + len(line.words[:_WORD_WIDTH].split(None, 1)[0]) <= width


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines without a blank one between them."""

    lines: tuple[Line, ...]
    before: str = ""  # what sets it apart: a page's end, the two dashes over a signature, or a blank line
    level: int = 0  # of the heading that markup, or a rule right below, makes of it


def stretches(text: str, hidden: Sequence[Span], headings: Mapping[int, int]) -> list[Stretch]:
    """Return the stretches of lines of `text`; a rule, a page's end, and a change of quotation end one as well.

    `hidden` is the text's markup, `headings` has the level of those that it makes, by where their lines start.
    """
    found: list[Stretch] = []
    lines: list[Line] = []
    before = ""

    def close(level: int = 0) -> None:
        nonlocal before
        if lines:
            found.append(Stretch(tuple(lines), before, level if len(lines) == 1 else 0))
            lines.clear()
            before = ""

    for start, end in _physical(text):
        line = _line(text, start, end, hidden)
        if line is None:
            close(_UNDERLINED.get(_rule(text[start:end]), 0))
            before = _SETS_APART.get(text[start:end].rstrip(" "), before)
        else:
            if lines and bool(line.quoted) is not bool(lines[-1].quoted):
                close()
            if start in headings:
                close()
            lines.append(line)
            if start in headings:
                close(headings[start])
    close()
    return found


def _physical(text: str) -> Iterator[Span]:
    """Yield the span of each line, and that of each line end that nothing stands before."""
    after = True
    for match in _LINE.finditer(text):
        ends = match[0][0] in "\r\n\f"
        if not ends or after or match[0] == "\f":
            yield match.span()
        after = ends


def _rule(line: str) -> str:
    rule = line.strip()
    return rule[0] if len(rule) > 2 and rule[0] in "=-~" and not rule.strip(rule[0]) else ""


def _line(text: str, start: int, end: int, hidden: Sequence[Span]) -> Line | None:
    span = visible(text, start, end)
    if span is None or (text[span[0]] == "~" and _rule(text[start:end])):
        return None
    indent, quoted = span[0] - start, 0
    if text[span[0]] == ">" and (prefix := _QUOTED.match(text, *span)):
        span = visible(text, prefix.end(), end)
        if span is None:
            return None
        quoted = span[0] - prefix.start()
    shown = show(text, *span, hidden) if hidden else None
    words = shown.text if shown else text[slice(*span)]
    if not words or words.isspace():
        return None
    closed = _CLOSED.search(words[-_TAIL:]) is not None
    return Line(*span, indent, words, closed, marks.mark(words), stamps.stamp(words), quoted, shown)
