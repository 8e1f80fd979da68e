"""Read Markdown: its blocks, and the markup in them."""

from __future__ import annotations

import re
from bisect import bisect_left
from pathlib import Path
from typing import TYPE_CHECKING

from index.sources.files import SourceError
from index.sources.formats import front_matter
from index.sources.formats.document import Block, Document
from index.sources.formats.markdown.blocks import Blocks
from index.sources.formats.markdown.kinds import numbers, settle
from index.sources.formats.markdown.parser import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.sources.formats.markdown.part import Part
    from index.text.spans import Span

_LINE_END = re.compile(r"\r\n?")


def read(text: str, path: Path | None = None) -> Document:
    """Return a Markdown text as it is meant.

    Front matter that cannot be read says nothing, unless it is known which file it is in: then `SourceError` is raised.
    """
    start, fields = _front_matter(text, path)
    place = _Place(text, start)
    body = _LINE_END.sub("\n", text[start:])
    blocks = Blocks(body)
    for token in parse(body):
        blocks.take(token)
    blocks.finish()
    title = settle(blocks.parts)
    return Document(
        text,
        tuple(
            Block(part.kind, *place.span(part.span), number, part.level, part.lead and place.span(part.lead))
            for part, number in zip(blocks.parts, numbers(blocks.parts), strict=True)
            if not part.header
        ),
        tuple(([(0, start)] if start else []) + [place.span(span) for span in _hidden(body, blocks.parts)]),
        fields.get("title") or (" ".join(title.words.split()) if title else None),
        fields,
    )


def _front_matter(text: str, path: Path | None) -> tuple[int, dict[str, str]]:
    """Return where the article begins, and what front matter says."""
    matter = front_matter.find(text)
    if matter is None:
        return 0, {}
    try:
        return matter.end, front_matter.read(path or Path(), text, matter)
    except SourceError:
        if path:
            raise
        return matter.end, {}


class _Place:
    """Where a character of the body stands in the whole text, whose lines may end in two characters."""

    def __init__(self, text: str, start: int) -> None:
        self._start = start
        ends = [match.start() for match in re.finditer(r"\r\n", text[start:])]
        self._double = [end - earlier for earlier, end in enumerate(ends)]

    def span(self, span: Span) -> Span:
        return self._place(span[0]), self._place(span[1])

    def _place(self, at: int) -> int:
        return self._start + at + bisect_left(self._double, at)


def _hidden(text: str, parts: list[Part]) -> Iterator[Span]:
    """Yield what no part shows, but for the white space between parts."""
    at = 0
    for part in parts:
        first, *others = part.pieces
        yield from _between(text, at, first[0])
        at = first[1]
        for start, end in others:
            if at < start:
                yield at, start
            at = end
    yield from _between(text, at, len(text))


def _between(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield what is hidden between two parts: to the end of the one's line, and from the next markup's to the last."""
    line_end = text.find("\n", start, end)
    if line_end > start:
        yield start, line_end
        start = line_end
    gap = text[start:end]
    if not (words := gap.strip()):
        return
    first = start + gap.index(words)
    last = first + len(words)
    begin = max(start, text.rfind("\n", start, first) + 1)
    finish = last if "\n" in text[last:end] else end
    line_end = text.find("\n", first, last) if (begin, finish) == (start, end) else -1
    if line_end < 0:
        yield begin, finish
        return
    yield begin, line_end
    yield line_end + 1, finish
