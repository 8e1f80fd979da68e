"""A sentence as the rules read it: its words, with each quotation in it as one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.text.spans import Span

QUOTATION = "\x02"

_WORD = re.compile(
    r"(?:MM?|M[rs]|Mrs|Dr|Prof|St)\.(?!\w)|(?:[ldnsjmtc]|qu)['’](?=\w)|[^\W_]+(?:[-'’&][^\W_]+)*+|\S", re.IGNORECASE
)
_CLOSING = {"«": "»", "“": "”", '"': '"', "‘": "’"}
_MARK = re.compile(r'[«»“”"‘’]')


class Word(NamedTuple):
    """A word, a mark, or a whole quotation."""

    start: int
    end: int
    text: str
    low: str  # in small letters, with straight apostrophes

    @property
    def capital(self) -> bool:
        """Whether it is written as names are."""
        return self.text[0].isupper()

    @property
    def small(self) -> bool:
        """Whether it is a word in small letters."""
        return self.text[0].islower() and self.text[-1] not in "'’"

    @property
    def quoted(self) -> bool:
        """Whether it stands for a quotation."""
        return self.text == QUOTATION


def quotations(text: str) -> list[Span]:
    """Return where quotations stand, with their marks, in order; those within others are part of them.

    One that is never closed goes on to the end where it opens the text, as each paragraph of a long quotation does.
    """
    found: list[Span] = []
    opening, start, depth = "", 0, 0
    for mark in _MARK.finditer(text):
        if not opening:
            if mark[0] in _CLOSING and not (mark[0] == '"' and text[mark.start() - 1 : mark.start()].isdigit()):
                opening, start, depth = mark[0], mark.start(), 1
            continue
        if mark[0] == _CLOSING[opening] and not (mark[0] == "’" and text[mark.end() : mark.end() + 1].isalnum()):
            depth -= 1
        elif mark[0] == opening:
            depth += 1
        if not depth:
            found.append((start, mark.end()))
            opening = ""
    if opening in {"«", "“"} and not text[:start].strip():
        found.append((start, len(text)))
    return found


def read_words(text: str, start: int, end: int, quoted: Sequence[Span]) -> list[Word]:
    """Return the words of `text[start:end]`, each quotation that has a part in it as one."""
    return list(_words(text, start, end, quoted))


def _words(text: str, start: int, end: int, quoted: Sequence[Span]) -> Iterator[Word]:
    at = start
    for first, last in quoted:
        if last <= start or first >= end:
            continue
        yield from _plain(text, at, max(first, start))
        yield Word(max(first, start), min(last, end), QUOTATION, QUOTATION)
        at = min(last, end)
    yield from _plain(text, at, end)


def _plain(text: str, start: int, end: int) -> Iterator[Word]:
    for match in _WORD.finditer(text, start, end):
        yield Word(match.start(), match.end(), match[0], match[0].lower().replace("’", "'"))
