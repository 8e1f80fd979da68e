"""Lines that belong together: from the lines of a text to its pieces."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from index.sources.formats.boilerplate import is_of_the_page
from index.sources.formats.plain import headings, marks, stamps
from index.sources.formats.plain.piece import Form, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.sources.formats.plain.lines import Line, Stretch
    from index.sources.formats.plain.piece import Measure


PARAGRAPH_LINE = 100  # characters: of lines that all end a sentence, one of this length makes each a paragraph
LOG_LENGTH = 400  # characters: longer lines with a time below them are prose


def pieces(stretches: Sequence[Stretch], measured: Measure) -> Iterator[Piece]:
    """Yield the pieces of a text in order."""
    for number, stretch in enumerate(stretches):
        if len(stretch.lines) == 1 and _is_plain(line := stretch.lines[0]):
            yield Piece(
                Form.TEXT, stretch.lines, number, line.words, alone=True, level=stretch.level, before=stretch.before
            )
            continue
        neighbours = [stretches[n].lines[0] for n in (number - 1, number + 1) if 0 <= n < len(stretches)]
        yield from _Fold(stretch, number, neighbours, measured).pieces()


def _is_plain(line: Line) -> bool:
    """Tell a line that begins with nothing but words."""
    words = line.words
    return not (
        line.mark
        or line.stamp
        or line.quoted
        or any(map(str.isdigit, words[:100]))
        or marks.is_asked(words)
        or marks.is_reply(words)
        or words[0] == "<"
    )


class _Fold:
    """Fold the lines of a stretch into pieces: each line begins one or goes on with the one before."""

    def __init__(self, stretch: Stretch, number: int, neighbours: list[Line], measured: Measure) -> None:
        self.stretch, self.lines, self.number, self.measured = stretch, stretch.lines, number, measured
        self.marks = [line.mark for line in stretch.lines]
        self.labels = [marks.label(line.words) for line in stretch.lines]
        self.styles = Counter(mark.style for mark in self.marks if mark)
        self.loose = self._is_loose(neighbours)
        self.speech = self._speech()

    def pieces(self) -> list[Piece]:
        lines = self.lines
        if self._is_dated_below():
            return [self._piece(Form.ENTRY, 0, len(lines))]
        forms, starts = [self._opened(0, Form.TEXT, 0) or Form.TEXT], [0]
        for at in range(1, len(lines)):
            if opened := self._opened(at, forms[-1], starts[-1]):
                forms.append(opened)
                starts.append(at)
        ends = [*starts[1:], len(lines)]
        return [self._piece(form, start, end) for form, start, end in zip(forms, starts, ends, strict=True)]

    def _piece(self, form: Form, start: int, end: int) -> Piece:
        lines, mark = self.lines[start:end], self.marks[start]
        marked = mark.length if form is Form.ITEM and mark else 0
        stamp = lines[0].stamp if form is Form.ENTRY else None
        alone = len(lines) == len(self.lines)
        return Piece(
            form,
            lines,
            self.number,
            words=" ".join(line.words for line in lines)[marked:],
            mark=marked,
            head=stamp.length if stamp else 0,
            alone=alone,
            level=self.stretch.level,
            before=self.stretch.before,
        )

    def _opened(self, at: int, form: Form, start: int) -> Form | None:
        """Return what a line begins, None where it goes on with the piece of this form that began at `start`."""
        if self.lines[at].quoted:
            return Form.QUOTED if at == 0 or self._begins_quotation(at) else None
        begun = self._form(at)
        if begun is Form.TEXT and at > 0 and self._continues(at, form, start):
            return None
        return begun

    # ------------------------------------------------------------ what a line begins

    def _form(self, at: int) -> Form:
        words = self.lines[at].words
        if self.speech == "mail" and marks.is_header(words):
            return Form.MAIL
        if self._is_item(at):
            return Form.ITEM
        if self._is_time(at):
            return Form.TIME
        if self._is_entry(at):
            return Form.ENTRY
        if marks.is_asked(words):
            return Form.ASKED
        if marks.is_reply(words) and (at == 0 or self._asks):
            return Form.REPLY
        if self.labels[at] and self.speech:
            return Form.SPOKEN if self.speech == "talk" else Form.ENTRY
        if self._has_columns:
            return Form.ENTRY
        return Form.HEADING if self._is_heading(at) else Form.TEXT

    def _is_item(self, at: int) -> bool:
        mark = self.marks[at]
        if mark is None:
            return False
        if self.styles[mark.style] > 1:
            return self._begins_well if mark.style in marks.DASHES else mark.style[0] not in "aA" or self._in_sequence
        if self.loose and at == 0:
            return not self._is_heading(0)
        if len(self.lines) == 1:
            return mark.style in marks.SIGNS
        before = self.lines[at - 1].words[-1] if at else ""
        if mark.style in marks.BULLETS:
            return at == 0 or before in ".:;,!?"
        return before == ":"

    @cached_property
    def _begins_well(self) -> bool:
        """Tell dashes that begin items from those that stand at the beginning of a line by chance."""
        first = next(at for at, mark in enumerate(self.marks) if mark and mark.style in marks.DASHES)
        mark, before = self.marks[first], self.lines[first - 1]
        said = self.lines[first].words[mark.length :] if mark else ""
        return first == 0 or before.closed or before.words[-1] in ":;," or not said[0].islower()

    @cached_property
    def _asks(self) -> bool:
        return any(marks.is_asked(line.words) for line in self.lines)

    @cached_property
    def _has_columns(self) -> bool:
        """Tell the rows of a table whose columns are set apart by tabs."""
        tabs = {line.words.count("\t") for line in self.lines}
        return len(self.lines) > 1 and len(tabs) == 1 and tabs != {0}

    @cached_property
    def _is_timed(self) -> bool:
        """Tell a stretch with a time at the beginning of several lines."""
        timed = (line.stamp.clock if line.stamp else stamps.is_time_line(line.words) for line in self.lines)
        return sum(timed) > 1

    @cached_property
    def _in_sequence(self) -> bool:
        lettered = [mark for mark in self.marks if mark and mark.style[0] in "aA"]
        return all(marks.follows(one, other) for one, other in pairwise(lettered))

    def _is_loose(self, neighbours: list[Line]) -> bool:
        """Tell an item of a list that has blank lines between its items."""
        mark = self.marks[0]
        if mark is None or mark.style == "A.":
            return False
        others = [line.mark for line in neighbours if line.mark]
        if mark.style in marks.BULLETS or mark.style in marks.DASHES:
            return any(other.style == mark.style for other in others)
        return any(marks.follows(mark, other) or marks.follows(other, mark) for other in others)

    def _is_time(self, at: int) -> bool:
        """Tell a line that says when the update below it was made; what says something itself is an entry."""
        line = self.lines[at]
        if (self.labels[at] and self.speech) or not (stamps.is_time_line(line.words) and self._is_apart(at)):
            return False
        if at + 1 == len(self.lines):
            return line.stamp is None
        after = self.lines[at + 1]
        goes_on = after.indent > line.indent or (after.low and not self.measured.entries)
        return not (after.stamp or goes_on or stamps.is_time_line(after.words))

    def _is_entry(self, at: int) -> bool:
        words = self.lines[at].words
        if marks.nick(words):
            return True
        found = self.lines[at].stamp
        return found is not None and (found.clock or self.measured.entries) and self._is_apart(at)

    def _speech(self) -> str:
        """Tell what the labels of a stretch are for: `mail`, `talk`, `sheet`, or nothing."""
        found = [label for label in self.labels if label]
        if len(found) < 2 or len(found) * 5 < len(self.lines) * 2:
            return ""
        if marks.is_mail_head(found):
            return "mail"
        repeated = len(set(found)) < len(found)
        asks = any(line.asks for line, label in zip(self.lines, self.labels, strict=True) if label)
        return "talk" if (repeated or asks) and all(map(marks.is_name, found)) else "sheet"

    def _is_heading(self, at: int) -> bool:
        """Tell a line over text of the same stretch; what stands on its own is judged by what follows."""
        if at + 1 == len(self.lines) or not self._is_apart(at):
            return False
        line, after = self.lines[at], self.lines[at + 1]
        if after.low or not (headings.is_headlike(line.words) or headings.is_caption(line.words)):
            return False
        if not (len(after.words) > len(line.words) or after.closed or self._is_listed(at + 1)):
            return False
        return not self.measured.wrapped or line.has_room(after, 0.75 * self.measured.width)

    def _is_listed(self, at: int) -> bool:
        return self._is_item(at) or self._is_entry(at) or bool(self.labels[at] and self.speech)

    def _is_dated_below(self) -> bool:
        """Tell an update with its time below it ("Fixed - All is well again." over "Mar 3, 14:49 PST")."""
        first, last = self.lines[0], self.lines[-1]
        return (
            len(self.lines) > 1
            and last.end - first.start <= LOG_LENGTH
            and self.lines[-2].closed
            and stamps.is_time_line(last.words, most=1)
            and not any(stamps.is_time_line(line.words) or line.stamp for line in self.lines[:-1])
        )

    # ------------------------------------------------------------ what goes on

    def _is_apart(self, at: int) -> bool:
        """Tell whether the line before is complete, so that this one may begin something."""
        if at == 0 or not self.measured.wrapped:
            return True
        before = self.lines[at - 1]
        return (
            before.closed
            or before.words[-1] in ":;"
            or before.has_room(self.lines[at], 0.75 * self.measured.width)
            or before.stamp is not None
            or marks.nick(before.words) != ""
            or self._is_timed
        )

    def _begins_quotation(self, at: int) -> bool:
        before = self.lines[at - 1]
        return self.marks[at] is not None and (before.closed or before.words[-1] in ":;,")

    def _continues(self, at: int, form: Form, start: int) -> bool:
        """Tell a line that goes on with a piece."""
        before, line = self.lines[at - 1], self.lines[at]
        if form in (Form.HEADING, Form.TIME) or (at - start == 1 and is_of_the_page(before.words)):
            return False
        if line.low and not before.closed:
            return True
        prose = form in (Form.TEXT, Form.SPOKEN, Form.REPLY, Form.ASKED)
        if not prose and line.indent > before.indent:
            return True
        if not self.measured.wrapped or (form is Form.TEXT and self._a_line_each):
            return False
        width = self.measured.width
        if line.asks and before.closed and before.has_room(line, 0.75 * width):
            return False
        if before.asks:
            return not before.has_room(line, 0.9 * width)
        if not before.closed:
            return prose or not before.has_room(line, width)
        if form is Form.TEXT and at - start > 1 and line.indent >= before.indent + 2:
            return False
        return not before.has_room(line, 0.8 * width) or (prose and not self._was_cut)

    @cached_property
    def _was_cut(self) -> bool:
        """Tell whether lines of this stretch end in the middle of a sentence, so that room to spare means an end."""
        return any(after.low and not line.closed for line, after in pairwise(self.lines))

    @cached_property
    def _a_line_each(self) -> bool:
        """Tell lines that all end a sentence, one of them long."""
        return all(line.closed for line in self.lines) and any(len(line.words) > PARAGRAPH_LINE for line in self.lines)
