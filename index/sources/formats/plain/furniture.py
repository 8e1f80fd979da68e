"""The furniture of pages: their numbers, what is repeated at their head and foot, tables of contents."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from index.sources.formats.boilerplate import is_contents, is_contents_line
from index.text.spans import overlaps

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from index.sources.formats.plain.lines import Line, Stretch
    from index.text.spans import Span

_PAGE = re.compile(
    r"(?:.{0,80}\[)?\s?page\s(?:\d{1,4}|[ivxlc]{1,6})(?:\s?(?:of|sur|de|/)\s?\d{1,4})?\s?\]?|[-–—]\s?\d{1,4}\s?[-–—]",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,4}(?:\s?/\s?\d{1,4})?")
_COLUMNS = re.compile(r"\S[^\S\r\n]{3}[^\S\r\n]*\S")
_ENTRY_LENGTH = 90
_HEAD_LINES = 10


def clear(stretches: Sequence[Stretch], asides: Sequence[Span]) -> tuple[list[Stretch], list[Line]]:
    """Return the stretches without the furniture between them, and the lines that are furniture.

    What starts in one of the `asides`, which are in order, is furniture too. A paragraph that runs over a page's end
    becomes one stretch.
    """
    kinds = (_of_pages(stretches), _of_contents(stretches), _of_the_head(stretches), _inside(stretches, asides))
    furniture = {id(line) for line in chain.from_iterable(kinds)}
    if not furniture and not any(stretch.before == "\f" for stretch in stretches):
        return list(stretches), []
    return _without(stretches, furniture)


def _without(stretches: Sequence[Stretch], furniture: Collection[int]) -> tuple[list[Stretch], list[Line]]:
    kept: list[Stretch] = []
    parts: list[Line] = []
    left_out: list[Line] = []
    turned = False
    for stretch in stretches:
        lines = tuple(line for line in stretch.lines if id(line) not in furniture)
        left_out += [line for line in stretch.lines if id(line) in furniture]
        turned = turned or stretch.before == "\f" or len(lines) < len(stretch.lines)
        if not lines:
            continue
        if turned and parts and lines[0].low and not parts[-1].closed:
            parts += lines
        else:
            if parts:
                kept[-1] = replace(kept[-1], lines=tuple(parts))
            kept.append(stretch)
            parts = list(lines)
        turned = False
    if parts:
        kept[-1] = replace(kept[-1], lines=tuple(parts))
    return kept, left_out


def _inside(stretches: Sequence[Stretch], spans: Sequence[Span]) -> Iterator[Line]:
    """Yield the lines that overlap one of the spans."""
    for stretch in stretches if spans else ():
        for line in stretch.lines:
            if overlaps(spans, line.start, line.end):
                yield line


def _of_pages(stretches: Sequence[Stretch]) -> Iterator[Line]:
    """Yield page numbers, and the lines beside a page's end that come back."""
    edges: list[Line] = []
    for before, stretch in pairwise([None, *stretches]):
        if stretch is None:
            continue
        yield from (line for line in stretch.lines if is_page_number(line.words))
        if stretch.before == "\f":
            edges += [stretch.lines[0], *(before.lines[-1:] if before else ())]
        elif is_page_number(stretch.lines[-1].words):
            edges += stretch.lines[-2:-1]
    if not edges:
        return
    repeated = Counter(_key(line.words) for line in edges)
    first = stretches[0].lines[0] if stretches else None
    if first and _key(first.words) in repeated:
        yield first
    for line in edges:
        if repeated[_key(line.words)] > 1 or _COLUMNS.search(line.words[:120]) or _NUMBER.fullmatch(line.words):
            yield line


def _of_the_head(stretches: Sequence[Stretch]) -> Iterator[Line]:
    """Yield the two columns over the title of a memorandum: who made it and when."""
    lines = stretches[0].lines if len(stretches) > 1 else ()
    if 1 < len(lines) <= _HEAD_LINES and all(len(_COLUMNS.findall(line.words[:120])) == 1 for line in lines):
        yield from lines


def _key(words: str) -> str:
    return "".join(letter for letter in words if not letter.isdigit())


def is_page_number(words: str) -> bool:
    """Tell a line that is the number of a page."""
    return len(words) <= 100 and words[-1] in "]-–—0123456789ivxlcIVXLC" and _PAGE.fullmatch(words) is not None


def _of_contents(stretches: Sequence[Stretch]) -> Iterator[Line]:
    """Yield the lines of tables of contents."""
    for stretch, after in pairwise([*stretches, None]):
        if stretch is None:
            continue
        first, *rest = stretch.lines
        yield from (line for line in stretch.lines if is_contents_line(line.words))
        if is_contents(first.words):
            entries = rest or (after.lines if after else ())
            if len(entries) > 1 and all(map(_is_title, entries)):
                yield first
                yield from entries
            elif any(is_contents_line(line.words) for line in entries):
                yield first


def _is_title(line: Line) -> bool:
    return (len(line.words) <= _ENTRY_LENGTH and not line.closed) or is_contents_line(line.words) or line.asks
