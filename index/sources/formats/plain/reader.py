"""Read a plain text by its layout."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from index.sources.formats.document import Block, Document, Kind
from index.sources.formats.plain import furniture, headings, marks, wiki
from index.sources.formats.plain.lines import stretches
from index.sources.formats.plain.piece import Form, measure
from index.sources.formats.plain.pieces import pieces
from index.sources.formats.plain.roles import asides, roles
from index.text.sentences import split_sentences
from index.text.spans import merge, overlaps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.sources.formats.plain.piece import Piece
    from index.sources.formats.plain.roles import Role
    from index.sources.formats.plain.wiki import Tables
    from index.text.spans import Span

_LINE_LENGTH = 300  # characters: a longer line of a log or sheet is told apart into sentences
_LED = (Kind.PARAGRAPH, Kind.ITEM, Kind.LINE, Kind.QUOTATION)
_OVER = (Kind.HEADING, Kind.QUESTION, Kind.LEAD)  # bear the number of what they stand over


def read(text: str) -> Document:
    """Return the blocks of a plain text, told by how its lines begin and end; never raises."""
    markup = wiki.markup(text)
    tables = markup.tables
    tabled = tables.spans
    outside_prose = sorted([*markup.asides, *tabled])
    stretched, left_out = furniture.clear(stretches(text, markup.hidden, markup.headings), outside_prose)
    found = list(pieces(stretched, measure(stretched)))
    nothing = asides(found)
    title = headings.find_title(found, nothing)
    told, marked = _parts(found, roles(found, nothing, title))
    told = sorted([*told, *_rows(tables)], key=attrgetter("start"))
    lines = [(line.start, line.end) for line in left_out if not overlaps(tabled, line.start, line.end)]
    outside, inside = _apart(text, lines, told)
    hidden = tuple(merge([*markup.hidden, *marked, *inside]))
    shown = _trimmed(text, sorted([*told, *outside], key=attrgetter("start")), hidden)
    name = headings.subject(found) if title is None else found[title].words
    return Document(text, tuple(_numbered(list(shown))), hidden, name)


# ---------------------------------------------------------------- from pieces to parts


@dataclass(frozen=True, slots=True)
class _Part:
    """A block that has no number yet: parts of one group share theirs."""

    kind: Kind
    start: int
    end: int
    group: tuple[str, int]
    level: int = 0
    lead: Span | None = None


def _parts(pieces: Sequence[Piece], roles: Sequence[Role]) -> tuple[list[_Part], list[Span]]:
    """Return the parts of a text in order, and the marks that are hidden in it."""
    found: list[_Part] = []
    led: dict[int, Span] = {}
    lists = 0
    for number, (piece, role) in enumerate(zip(pieces, roles, strict=True)):
        lists += number == 0 or pieces[number - 1].form is not Form.ITEM
        if role.kind is Kind.LEAD:
            *rest, lead = _lead(piece)
            listed = piece.form is Form.ITEM
            kind, group = (Kind.ITEM, ("list", lists)) if listed else (Kind.PARAGRAPH, ("text", number))
            found += [_Part(kind, *span, group, lead=led.get(number) if listed else None) for span in rest]
            found.append(_Part(Kind.LEAD, *lead, ("lead", number)))
            led |= dict.fromkeys(_stands_over(pieces, number), lead)
        else:
            found += _told(piece, role, _group(piece, role, number, lists), led.get(number))
    return found, [mark for piece in pieces for mark in _marks(piece)]


def _marks(piece: Piece) -> Iterator[Span]:
    """Yield what is hidden of a piece: a list item's marker, the marks of a quotation."""
    if piece.mark:
        yield piece.lines[0].start - piece.lines[0].indent, piece.start
    for line in piece.lines:
        if line.quoted:
            yield line.start - line.quoted, line.start


def _group(piece: Piece, role: Role, number: int, lists: int) -> tuple[str, int]:
    if role.kind is Kind.ITEM:
        return "list", lists
    if piece.form is Form.ENTRY or role.kind is Kind.ASIDE:
        return role.kind.name if role.kind is Kind.ASIDE else "lines", piece.stretch
    return "text", number


def _told(piece: Piece, role: Role, group: tuple[str, int], lead: Span | None) -> Iterator[_Part]:
    start, end = piece.start, piece.end
    if role.kind is Kind.LINE and len(piece.words) > _LINE_LENGTH:
        if piece.head:
            lead, start = (start, piece.place(len(piece.words[: piece.head].rstrip()))), piece.place(piece.head)
            yield _Part(Kind.LEAD, *lead, group)
        yield _Part(Kind.PARAGRAPH, start, end, group, lead=lead)
    elif role.kind is Kind.QUESTION and (reply := marks.reply_on_the_line(piece.words)):
        yield _Part(Kind.QUESTION, start, piece.place(reply), group)
        yield _Part(Kind.PARAGRAPH, piece.place(reply), end, group)
    else:
        yield _Part(role.kind, start, end, group, role.level, lead if role.kind in _LED else None)


def _rows(tables: Tables) -> Iterator[_Part]:
    for row in tables.rows:
        yield _Part(Kind.ROW, row.start, row.end, ("table", row.table), lead=row.header)


# ---------------------------------------------------------------- leads


def _lead(piece: Piece) -> list[Span]:
    """Split what announces something from what comes before it in its paragraph."""
    sentences = [] if piece.form is Form.TIME else list(split_sentences(piece.words, 0, len(piece.words)))
    if len(sentences) < 2:
        return [(piece.start, piece.end)]
    cut = piece.place(sentences[-1][0])
    return [(piece.start, cut), (cut, piece.end)]


def _stands_over(pieces: Sequence[Piece], number: int) -> Iterator[int]:
    """Yield the pieces that a lead is shown above: its list or sheet, the update that a time is for."""
    lead, first = pieces[number], number + 1
    for at in range(first, len(pieces)):
        piece, before = pieces[at], pieces[at - 1]
        if lead.form is Form.ITEM:
            goes_on = piece.stands_in(lead)
        elif lead.form is Form.TIME:
            goes_on = piece.form in (Form.TEXT, Form.ITEM, Form.QUOTED) and piece.stretch == pieces[first].stretch
        else:
            goes_on = piece.form is pieces[first].form and (
                piece.form is not Form.ENTRY or piece.stretch == pieces[first].stretch
            )
        if not goes_on or (at > first and before.form is Form.HEADING):
            return
        yield at


# ---------------------------------------------------------------- from parts to blocks


def _apart(text: str, spans: Iterable[Span], told: Sequence[_Part]) -> tuple[list[_Part], list[Span]]:
    """Return the page's furniture that is a part of its own, and what runs through another."""
    outside, inside = [], []
    for start, end in spans:
        at = bisect_right(told, start, key=attrgetter("start")) - 1
        if at >= 0 and told[at].end > start:
            inside.append(_around(text, start, end))
        else:
            outside.append(_Part(Kind.ASIDE, start, end, ("page", 0)))
    return outside, inside


def _around(text: str, start: int, end: int) -> Span:
    """Return a span with the white space around it, which is seen as one space."""
    while text[start - 1].isspace():
        start -= 1
    while text[end].isspace():
        end += 1
    return start, end


def _trimmed(text: str, told: Iterable[_Part], hidden: Sequence[Span]) -> Iterator[_Part]:
    """Yield the parts without the white space and the hidden spans at their ends, those with something in them."""
    for part in told:
        start, end = part.start, part.end
        while start < end and (reach := _reach(text, start, hidden)) > start:
            start = reach
        while start < end and (reach := _reach_back(text, end, hidden)) < end:
            end = reach
        if start < end:
            yield _Part(part.kind, start, end, part.group, part.level, part.lead)


def _reach(text: str, at: int, hidden: Sequence[Span]) -> int:
    """Return the end of what is not seen at `at`, `at` itself where it is seen."""
    if text[at].isspace() or text[at] in "\ufeff\u200b":
        return at + 1
    span = bisect_right(hidden, at, key=itemgetter(0)) - 1
    return hidden[span][1] if span >= 0 and hidden[span][1] > at else at


def _reach_back(text: str, end: int, hidden: Sequence[Span]) -> int:
    """Return the start of what is not seen right before `end`, `end` itself where it is seen."""
    if text[end - 1].isspace() or text[end - 1] in "\ufeff\u200b":
        return end - 1
    span = bisect_right(hidden, end - 1, key=itemgetter(0)) - 1
    return hidden[span][0] if span >= 0 and hidden[span][1] >= end else end


def _numbered(told: Sequence[_Part]) -> list[Block]:
    """Give each part its number, as a reader counts; what stands over something has that one's."""
    numbers, number, group = [], 0, ("", 0)
    for part in told:
        if part.kind not in _OVER and part.group != group:
            number, group = number + 1, part.group
        numbers.append(number)
    after = number
    for at in reversed(range(len(told))):
        if told[at].kind in _OVER:
            numbers[at] = after
        after = numbers[at]
    return [
        Block(part.kind, part.start, part.end, number, part.level, part.lead)
        for part, number in zip(told, numbers, strict=True)
    ]
