"""Paragraphs that hold several things: a question and its answer, a bold line and what stands under it, a sheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.sources.formats.document import Kind
from index.sources.formats.plain.marks import is_asked, is_reply, label, reply_on_the_line
from index.sources.formats.plain.stamps import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.sources.formats.markdown.part import Part

_LINE = re.compile(r"[^\n]+")
_CLOSED = re.compile(r"[.!;…,][\s»\"”’)]*$")
_ASKING = re.compile(r"[?？][\s»\"”’)]*$")
_HEADLINE = 150  # characters, at most, of a bold line that stands over what follows


def sections(text: str, part: Part) -> list[Part]:
    """Return the parts that a paragraph or the paragraph of an item falls into: mostly itself."""
    if part.kind not in {Kind.PARAGRAPH, Kind.ITEM}:
        return [part]
    lines = [(match.start(), match[0].strip()) for match in _LINE.finditer(part.words)]
    if is_asked(lines[0][1]):
        return list(_questions(text, part, lines))
    if len(lines) > 1 and part.kind is Kind.PARAGRAPH and all(_is_entry(line) for _, line in lines):
        found = list(part.cut(text, *(at for at, _ in lines[1:])))
        for line in found:
            line.kind = Kind.LINE
        return found
    if part.bold and len(lines) > 1:
        under = lines[1][0]
        if under - 3 <= part.bold < under and headline(lines[0][1]) is not None:
            return list(part.cut(text, under))
    return [part]


def headline(words: str) -> Kind | None:
    """Tell what a bold line is to what follows it, None where it says something itself."""
    if asks(words):
        return Kind.QUESTION
    return None if len(words) > _HEADLINE or "\n" in words or _CLOSED.search(words) else Kind.HEADING


def asks(words: str) -> bool:
    """Tell words that end in a question mark."""
    return _ASKING.search(words[-9:]) is not None


def _questions(text: str, part: Part, lines: list[tuple[int, str]]) -> Iterator[Part]:
    """Cut `Q: ...`, `A: ...` apart."""
    places, kinds = list[int](), [Kind.QUESTION]
    for at, line in lines:
        if at and (is_asked(line) or is_reply(line)):
            places.append(at)
            kinds.append(Kind.QUESTION if is_asked(line) else part.kind)
        if is_asked(line) and (reply := reply_on_the_line(line)):
            places.append(at + part.words[at:].index(line) + reply)
            kinds.append(part.kind)
    for section, kind in zip(part.cut(text, *places), kinds, strict=False):
        section.kind = kind
        yield section


def _is_entry(line: str) -> bool:
    """Tell a line of a sheet ("Owner: Priya Nair") or of a log."""
    if not line or stamp(line):
        return bool(line)
    name = label(line)
    return bool(name) and not name[0].islower() and len(line) > len(name) + 2
