"""Lines that stand over a text: headings, captions, titles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.sources.formats.plain import marks, stamps
from index.sources.formats.plain.piece import PROSE, Form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.sources.formats.plain.piece import Piece

OPENING = 8  # pieces: a title stands among the first
_REPLIES = frozenset("re fw fwd tr rép".split())
HEADING_LENGTH = 80
HEADING_WORDS = 12
TITLE_LENGTH = 250
_CAPTION_WORDS = 4
_UNFINISHED = re.compile(r"[.…:;,](?:[\s»\"”’)]|\[\d{1,3}\])*$")
_SENTENCE_INSIDE = re.compile(r"[^\W\d_]{3}[.!?…][»\"”’)]?\s+[^\W\d_a-z]")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S")
# A title does not end in one of these; a line that was cut may.
_DANGLING = frozenset(
    "a an the of and or but with for from by at into than that which whose le la les un une des du de et "
    "ou mais pour par avec "
    "sans sous sur dans à au aux en que qui dont".split()
)


def is_headlike(words: str) -> bool:
    """Tell a short line that begins like a title and does not end like a sentence."""
    if len(words) > HEADING_LENGTH or words[-1] in ".?!,;:" or len(words.split()) > HEADING_WORDS:
        return False
    said = words[len(marks.number(words)) :]
    if not (said[0].isupper() or said[0].isdigit() or said[0] in '«“"¿'):
        return False
    return not (
        _UNFINISHED.search(words)
        or words[-1] in "?!"
        or _SENTENCE_INSIDE.search(said)
        or _ADDRESS.search(words)
        or not any(map(str.isalpha, said))
        or said.split()[-1] in _DANGLING
        or said.count(",") > 1
    )


def is_caption(words: str) -> bool:
    """Tell a label alone on its line ("Cause:")."""
    said = words[:-1].rstrip() if words.endswith(":") else ""
    return bool(said) and len(said) <= HEADING_LENGTH // 2 and len(said.split()) <= _CAPTION_WORDS and said[0].isupper()


def is_dateline(words: str) -> bool:
    """Tell a line under a title that says when, or which edition."""
    return any(map(str.isdigit, words[len(marks.number(words)) :]))


def is_strong(words: str) -> bool:
    """Tell a heading by its number or its capitals, whatever stands below it."""
    letters = [letter for letter in words if letter.isalpha()]
    return bool(marks.number(words)) or (len(letters) > 3 and all(map(str.isupper, letters)))


def level(words: str) -> int:
    """Return the level of a heading in a text without markup: the title has the first."""
    number = marks.number(words).rstrip(" .)")
    return min(6, 2 + (number.count(".") if number[:1].isdigit() else 0))


def is_title(words: str) -> bool:
    """Tell a line that may be a title: short, and not closed like a sentence."""
    return len(words) <= TITLE_LENGTH and not _UNFINISHED.search(words[-20:])


# ---------------------------------------------------------------- titles


def find_title(pieces: Sequence[Piece], left_out: set[int]) -> int | None:
    """Return the number of the piece that is the title: the first that says something, if it looks like one."""
    for number, piece in enumerate(pieces[:OPENING]):
        if piece.form is Form.MAIL:
            return None
        if number in left_out or stamps.is_dateline(piece.words) or _ADDRESS.search(piece.words):
            continue
        follows = any(other not in left_out for other in range(number + 1, min(len(pieces), number + 20)))
        return number if follows and (piece.level or _may_be_title(piece, pieces[number + 1])) else None
    return None


def _may_be_title(piece: Piece, after: Piece) -> bool:
    """Tell a line on its own, or three words and more right over a text, not closed like a sentence."""
    if (
        not (piece.alone or piece.form is Form.HEADING)
        or piece.form not in PROSE
        or len(piece.lines) > 1
        or marks.is_turn(piece.words, after.words)
    ):
        return False
    if marks.number(piece.words)[:1].isdigit():
        return False
    return (piece.alone or len(piece.words.split()) > 2) and is_title(piece.words)


def subject(pieces: Sequence[Piece]) -> str | None:
    """Return what the e-mail that a text begins with is about."""
    for piece in pieces[:OPENING]:
        if piece.form is Form.MAIL and marks.label(piece.words).lower() in {"subject", "objet", "sujet"}:
            return _without_reply(piece.words.partition(":")[2].strip()) or None
    return None


def _without_reply(words: str) -> str:
    start, colon, rest = words.partition(":")
    while colon and start.strip().lower() in _REPLIES:
        words = rest.strip()
        start, colon, rest = words.partition(":")
    return words
