"""Pieces: lines that belong together, before what stands around them says what they are for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from typing import TYPE_CHECKING

from index.sources.formats.plain import stamps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.sources.formats.plain.lines import Line, Stretch


class Form(Enum):
    """What lines look like, before what stands around them says what they are."""

    TEXT = auto()
    ITEM = auto()
    ENTRY = auto()  # of a log, a chat, a sheet
    TIME = auto()  # says when what follows was said
    QUOTED = auto()
    ASKED = auto()  # Q: ...
    REPLY = auto()  # A: ...
    SPOKEN = auto()  # SMITH: ...
    HEADING = auto()
    MAIL = auto()  # the head of an e-mail


PROSE = (Form.TEXT, Form.HEADING)


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines of one stretch that belong together."""

    form: Form
    lines: tuple[Line, ...]
    stretch: int  # which one of the text's
    words: str  # what is seen of them, without a list item's marker
    mark: int = 0  # characters of that marker
    head: int = 0  # characters of the time that an entry begins with
    alone: bool = False  # the only one of its stretch
    level: int = 0  # of a heading that a rule below makes one
    before: str = ""  # what sets its stretch apart

    @property
    def start(self) -> int:
        """Where its words start in the text."""
        return self.lines[0].place(self.mark)

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.lines[-1].end

    def stands_in(self, item: Piece) -> bool:
        """Tell an item of a list that stands inside an item of another."""
        return self.form is Form.ITEM and self.lines[0].indent > item.lines[0].indent

    def place(self, at: int) -> int:
        """Return where the character number `at` of its words stands in the text."""
        at += self.mark
        for line in self.lines:
            if at < len(line.words):
                return line.place(at)
            at -= len(line.words) + 1
        return self.end


LONG = 130  # characters: wrapped lines are hardly ever longer


@dataclass(frozen=True, slots=True)
class Measure:
    """How the lines of a text were made."""

    width: int  # of wrapped lines
    wrapped: bool  # a line's end says nothing by itself
    entries: bool  # several lines begin with a date or a time


def measure(stretches: Sequence[Stretch]) -> Measure:
    """Find out whether the lines of a text were wrapped, and at which width."""
    breaks = timed = 0
    longest = 1
    cut: list[int] = []
    for stretch in stretches:
        for line in stretch.lines:
            timed += line.stamp is not None or stamps.is_time_line(line.words)
            longest = max(longest, len(line.words) if " " in line.words else 1)
        for line, after in pairwise(stretch.lines):
            if after.mark is None:
                breaks += 1
                if after.low and not line.closed:
                    cut.append(len(line.words))
    cut.sort()
    wrapped = longest <= LONG or len(cut) * 4 >= breaks > 0
    return Measure(cut[len(cut) * 4 // 5] if cut else longest, wrapped, timed > 1)
