"""What the pieces of a text are for, as what stands around them tells."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, islice
from typing import TYPE_CHECKING

from index.sources.formats.boilerplate import is_boilerplate, is_pointer
from index.sources.formats.bylines import is_byline, is_contact, is_reached
from index.sources.formats.document import Kind
from index.sources.formats.plain import headings, marks, stamps
from index.sources.formats.plain.piece import PROSE, Form
from index.text.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.sources.formats.plain.piece import Piece

LISTED = (Form.ITEM, Form.ENTRY, Form.QUOTED)
_BELOW = ("Posted", "Publié", "Updated")  # a time that stands below its update
_TITLED = (Form.TEXT, Form.TIME)
_CLOSING = 6  # pieces: a byline may stand among the last
_ASIDE_LENGTH = 400  # characters: no signature and no bar of buttons is longer
_QUESTION_LENGTH = 300  # characters
_FAQ_LENGTH = 120
_TURN_LENGTH = 900
_SAYS_LENGTH = 80  # characters: a longer line is text, however it ends


@dataclass(frozen=True, slots=True)
class Role:
    """What a piece is for."""

    kind: Kind
    level: int = 0


_PLAINLY = {
    Form.ITEM: Role(Kind.ITEM),
    Form.ENTRY: Role(Kind.LINE),
    Form.QUOTED: Role(Kind.QUOTATION),
}
_PARAGRAPH = Role(Kind.PARAGRAPH)


def asides(pieces: Sequence[Piece]) -> set[int]:
    """Return the numbers of the pieces that say nothing of the text's matter."""
    found: set[int] = set()
    mail = any(piece.form in (Form.MAIL, Form.QUOTED) for piece in pieces)
    for _, group in groupby(range(len(pieces)), lambda number: pieces[number].stretch):
        stretch = list(group)
        if _is_aside(pieces, stretch, mail=mail):
            found.update(stretch)
        else:
            found.update(number for number in stretch if _says_nothing(pieces, number))
    for number in sorted(found):
        after = number + 1
        if after < len(pieces) and is_contact(pieces[number].words) and is_reached(pieces[after].words):
            found.add(after)
    rest = [number for number in range(max(0, len(pieces) - 6), len(pieces)) if number not in found]
    if rest and rest[-1] > 0 and pieces[rest[-1]].form in PROSE and is_pointer(pieces[rest[-1]].words):
        found.add(rest[-1])
    return found


def _is_aside(pieces: Sequence[Piece], stretch: list[int], *, mail: bool) -> bool:
    """Tell a stretch that is boilerplate as a whole: a bar of buttons, a contact block, a signature."""
    first, last = pieces[stretch[0]], pieces[stretch[-1]]
    length = last.end - first.start
    if length > _ASIDE_LENGTH:
        return False
    if first.before == "--":
        return mail or pieces[-1].stretch == first.stretch
    if len(stretch) == 1:
        return False
    return is_contact(first.words) or is_boilerplate(" ".join(pieces[number].words for number in stretch))


def _says_nothing(pieces: Sequence[Piece], number: int) -> bool:
    piece = pieces[number]
    if piece.form is Form.MAIL:
        return True
    if piece.level or piece.form in (Form.QUOTED, Form.ASKED, Form.REPLY, Form.TIME):
        return False
    edge = number < headings.OPENING or number >= len(pieces) - _CLOSING
    return is_boilerplate(piece.words) or (
        edge and piece.form in PROSE and len(piece.lines) == 1 and is_byline(piece.words)
    )


# ---------------------------------------------------------------- roles


def roles(pieces: Sequence[Piece], asides: set[int], title: int | None) -> list[Role]:
    """Return the role of each piece; `asides` and `title` are known by their numbers."""
    return _Roles(pieces, asides, title).found()


class _Roles:
    """From the last piece to the first: what a piece is depends on what follows."""

    def __init__(self, pieces: Sequence[Piece], asides: set[int], title: int | None) -> None:
        self.pieces, self.asides, self.title = pieces, asides, title
        self.roles = [_PARAGRAPH] * len(pieces)
        self.above: dict[int, int] = {}  # how many headings stand right over one another, up to this one
        self.dates = sum(stamps.is_date_line(piece.words) for piece in pieces)
        asking = (piece for piece in pieces if len(piece.lines) == 1 and piece.lines[0].asks)
        self.is_faq = len(list(islice((piece for piece in asking if is_one_question(piece.words)), 2))) > 1

    def found(self) -> list[Role]:
        after: int | None = None
        for number in reversed(range(len(self.pieces))):
            if number in self.asides:
                self.roles[number] = Role(Kind.ASIDE)
                continue
            self.roles[number] = self._role(number, after)
            after = number
        return self.roles

    def _role(self, number: int, after: int | None) -> Role:
        piece = self.pieces[number]
        if piece.form is Form.ASKED and marks.reply_on_the_line(piece.words):
            return Role(Kind.QUESTION)
        if after is None:
            return _PLAINLY.get(piece.form, _PARAGRAPH)
        if number == self.title:
            return Role(Kind.HEADING, 1)
        if piece.level:
            return self._heading(number, after, piece.level)
        if self._is_question(piece, self.pieces[after]):
            return Role(Kind.QUESTION)
        if number - 1 == self.title and self._is_dateline(piece):
            return _PARAGRAPH
        if piece.form is Form.TIME and not piece.words.startswith(_BELOW):
            return Role(Kind.LEAD if self.pieces[after].form in (*LISTED, *PROSE) else Kind.PARAGRAPH)
        if piece.form in PROSE:
            return self._prose(number, after)
        if piece.form is Form.ITEM and piece.words.endswith(":") and self.pieces[after].stands_in(piece):
            return Role(Kind.LEAD)
        return _PLAINLY.get(piece.form, _PARAGRAPH)

    def _is_dateline(self, piece: Piece) -> bool:
        dated = piece.form is Form.HEADING or (piece.alone and piece.form in _TITLED)
        return dated and headings.is_dateline(piece.words)

    def _prose(self, number: int, after: int) -> Role:
        piece, follower = self.pieces[number], self.pieces[after]
        if piece.words.endswith(":") and follower.form in LISTED:
            return Role(Kind.LEAD)
        if piece.form is Form.HEADING or self._is_heading(piece, after):
            return self._heading(number, after, headings.level(piece.words))
        return _PARAGRAPH

    def _heading(self, number: int, after: int, level: int) -> Role:
        self.above[number] = self.above.get(after, 0) + 1
        return Role(Kind.HEADING, level)

    # ------------------------------------------------------------ headings

    def _is_heading(self, piece: Piece, after: int) -> bool:
        """Tell a line on its own that stands over the text below it."""
        words = piece.words
        if not (piece.alone and len(piece.lines) == 1 and (headings.is_headlike(words) or headings.is_caption(words))):
            return False
        if stamps.is_date_line(words) and self.dates < 2:
            return False
        if marks.label(words) and marks.label(self.pieces[after].words):
            return False
        if self.roles[after].kind is Kind.HEADING:
            return self.above.get(after, 0) < 2 or headings.is_strong(words)
        return self._says(after)

    def _says(self, number: int) -> bool:
        """Tell a piece that says something, and is no line of words like the one above it."""
        piece = self.pieces[number]
        return (
            piece.form is not Form.TEXT
            or len(piece.lines) > 1
            or len(piece.words) > _SAYS_LENGTH
            or piece.lines[-1].closed
            or self.roles[number].kind in (Kind.QUESTION, Kind.LEAD)
        )

    # ------------------------------------------------------------ questions

    def _is_question(self, piece: Piece, follower: Piece) -> bool:
        """Tell a question that what follows answers."""
        if piece.form is Form.ASKED:
            return True
        if not piece.lines[-1].asks:
            return False
        if piece.form is Form.SPOKEN or marks.is_turn(piece.words, follower.words):
            return len(piece.words) <= _TURN_LENGTH and marks.label(piece.words) != marks.label(follower.words)
        if piece.form is Form.QUOTED:
            return is_one_question(piece.words) and follower.form in (Form.QUOTED, Form.TEXT)
        if piece.form is Form.ITEM:
            return is_one_question(piece.words) and (follower.form is Form.TEXT or _is_answer(piece, follower))
        return piece.form in PROSE and (
            is_one_question(piece.words) or (self.is_faq and len(piece.lines) == 1 and len(piece.words) <= _FAQ_LENGTH)
        )


def _is_answer(piece: Piece, follower: Piece) -> bool:
    """Tell the turns of a talk that has dashes before them."""
    dashed = piece.lines[0].words[0] in marks.DASHES
    return dashed and follower.form is Form.ITEM and not follower.lines[-1].asks


def is_one_question(words: str) -> bool:
    """Tell a single sentence; that it ends in a question mark is known."""
    return len(words) <= _QUESTION_LENGTH and len(list(islice(split_sentences(words, 0, len(words)), 2))) == 1
