"""Split a text into paragraphs and say what each is for: spans of it, never copies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from index.text.sentences import split_sentences
from index.text.spans import visible
from index.text.tokens import UNDETERMINED, fold_words, is_stop_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.text.spans import Span

PASSAGE_LENGTH = 1500  # characters; a longer paragraph becomes several blocks
TITLE_LENGTH = 250
WRAPPED_LENGTH = 100  # a block of lines no longer than this was wrapped by an editor, and is one paragraph


class Role(IntEnum):
    """What a paragraph is for."""

    BODY = 0
    TITLE = 1
    HEADING = 2
    POINTER = 3  # says only where the original is


class Block(NamedTuple):
    """Consecutive sentences of one paragraph, short enough to be ranked as one passage."""

    paragraph: int  # 1-based; a title or heading bears the number of the paragraph it stands over
    role: Role
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    start: int
    end: int
    heading: bool = False


def split(text: str, *, markdown: bool = False) -> list[Block]:
    """Return the blocks of `text` in reading order; together they hold every visible word of it."""
    paragraphs = list(_paragraphs(text, markdown=markdown))
    roles = _roles(text, paragraphs)
    blocks, number = [], 1
    for paragraph, role in zip(paragraphs, roles, strict=True):
        if role in {Role.TITLE, Role.HEADING}:
            blocks.append(Block(number, role, ((paragraph.start, paragraph.end),)))
            continue
        sentences = list(split_sentences(text, paragraph.start, paragraph.end))
        blocks += [Block(number, role, run) for run in _runs(sentences)]
        number += 1
    return blocks


def title_span(text: str, *, markdown: bool = False) -> Span | None:
    """Find the line that is the text's title, if it has one."""
    paragraphs = []
    for paragraph in _paragraphs(text, markdown=markdown):
        paragraphs.append(paragraph)
        if len(paragraphs) == 2:
            break
    if paragraphs and _is_title(text, paragraphs):
        return paragraphs[0].start, paragraphs[0].end
    return None


def _runs(sentences: list[Span]) -> Iterator[tuple[Span, ...]]:
    """Group sentences into runs of about even length, none much over `PASSAGE_LENGTH`."""
    if not sentences:
        return
    start, end = sentences[0][0], sentences[-1][1]
    parts = -(-(end - start) // PASSAGE_LENGTH)
    for _, run in groupby(sentences, lambda s: (s[0] + s[1] - 2 * start) * parts // (2 * (end - start))):
        yield tuple(run)


# ---------------------------------------------------------------- paragraphs

_BLANK_LINE = re.compile(r"(?:\r\n?|\n)[^\S\r\n]*(?=\r|\n)")
_LINE = re.compile(r"[^\r\n]+")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s++(.*[^\s#])?[\s#]*$")
_MARKER = re.compile(r"\s*(?:[-*+•]|>|\d{1,3}[.)])\s+")


def _paragraphs(text: str, *, markdown: bool) -> Iterator[_Paragraph]:
    at = 0
    while at < len(text):
        gap = _BLANK_LINE.search(text, at)
        end = gap.start() if gap else len(text)
        yield from _lines(text, at, end, markdown=markdown)
        at = gap.end() if gap else end


def _lines(text: str, start: int, end: int, *, markdown: bool) -> Iterator[_Paragraph]:
    """Yield the paragraphs of a stretch without blank lines: one, or one a line."""
    lines = [m.span() for m in _LINE.finditer(text, start, end)]
    wrapped = all(b - a <= WRAPPED_LENGTH for a, b in lines)
    run: Span | None = None
    for a, b in lines:
        heading = _HEADING.match(text, a, b) if markdown else None
        marker = _MARKER.match(text, a, b)
        if run and (heading or marker or not wrapped):
            yield from _paragraph(text, *run)
            run = None
        if heading:
            yield from _paragraph(text, *heading.span(1), heading=True)
        elif run:
            run = (run[0], b)
        else:
            run = (marker.end() if marker and (markdown or len(lines) > 1) else a, b)
    if run:
        yield from _paragraph(text, *run)


def _paragraph(text: str, start: int, end: int, *, heading: bool = False) -> Iterator[_Paragraph]:
    if span := visible(text, start, end):
        yield _Paragraph(*span, heading)


# ---------------------------------------------------------------- roles

_POINTER_LENGTH = 300
_POINTER_WORDS = 4  # beside names, addresses, function words and what points: with more, a line says something itself
_ADDRESS = re.compile(
    r"https?://|www\.|(?<![\w-])[\w-]++\.(?:com|org|net|fr|eu|io|info|news|co|uk|ca|be|ch|de|es)\b", re.IGNORECASE
)
_ORIGINAL = re.compile(
    r"\b(?:(?:article|version|texte|publication|billet|post|story|source)s?\s+(?:d['’]origine|original\w*|compl[eè]te?)"
    r"|(?:original|full)\s+(?:article|version|post|story|text|source)"
    r"|lire\s+(?:la\s+suite|l['’]article|l['’]original)|read\s+(?:more|the\s+(?:rest|full|original))"
    r"|(?:first|originally)\s+(?:appeared|published)"
    r"|(?:initialement\s+)?(?:paru|publié)e?\s+(?:à l['’]origine\s+)?sur\b)",
    re.IGNORECASE,
)
_SOURCE_LINE = re.compile(r"(?:source|via|lien|link)s?\s*:", re.IGNORECASE)


def _roles(text: str, paragraphs: list[_Paragraph]) -> list[Role]:
    roles = [Role.HEADING if p.heading else Role.BODY for p in paragraphs]
    if paragraphs and _is_title(text, paragraphs):
        roles[0] = Role.TITLE
    if len(paragraphs) > 1 and roles[-1] is Role.BODY and _is_pointer(text, paragraphs[-1]):
        roles[-1] = Role.POINTER
    return roles


def _is_title(text: str, paragraphs: list[_Paragraph]) -> bool:
    """Tell a title line: first, short, on its own, not closed like a sentence, and with a text below it."""
    first = paragraphs[0]
    if len(paragraphs) < 2 or first.end - first.start > TITLE_LENGTH:
        return False
    if first.heading:
        return True
    line = text[first.start : first.end]
    return not re.search(r"[\r\n]", line) and not re.search(r"[.…:;,][\s»\"”’)]*$", line)


def _is_pointer(text: str, paragraph: _Paragraph) -> bool:
    """Tell a closing line that only says where the original stands."""
    if paragraph.end - paragraph.start > _POINTER_LENGTH:
        return False
    line = text[paragraph.start : paragraph.end]
    rest, says = _ORIGINAL.subn("", _SOURCE_LINE.sub("", line))
    if not says and rest == line:
        return False
    if not _ADDRESS.search(line):
        return len(line.split()) <= 12
    words = fold_words(" ".join(w for w in rest.split() if not (_ADDRESS.search(w) or w[0].isupper())))
    return sum(not is_stop_word(word, UNDETERMINED) for word in words) <= _POINTER_WORDS
