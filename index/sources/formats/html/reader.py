"""Read HTML: the article of a page, as text with blocks.

The text is what a browser copies: a tab between cells, an empty line between paragraphs, and no markup. It is taken
from lxml's tree by rules of our own: the extractors compared in docs/sources.md leave out more of what is no article on
long pages, but lose tables, lists and headings on short ones, as incident reports are, and glue words.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from index.sources.formats.document import Block, Document, Kind
from index.sources.formats.html.furniture import find_furniture
from index.sources.formats.html.metadata import find_fields, window_title
from index.sources.formats.html.page import parse
from index.sources.formats.html.parts import make_parts, write
from index.sources.formats.html.walk import Walk
from index.sources.formats.markdown.kinds import numbers, settle

if TYPE_CHECKING:
    from lxml.etree import _Element

    from index.sources.formats.html.runs import Run

_MOST = 0.8  # of a page's prose: what holds so much of it holds the article
_SHORT = 600  # characters of prose: on a page with less, all is kept that is no furniture
_MAIN = 0.25  # of the prose, at least, of what a page calls its main element
_NEAR = 8  # runs between the page's heading and its article: a byline, a date, a summary
_HOLDERS = frozenset("article body div main section table tbody td tr".split())


def read(data: bytes) -> Document:
    """Return the article of an HTML page; never raises."""
    tree = parse(data)
    if tree is None:
        return Document("", ())
    fields = find_fields(tree)
    walk = Walk(find_furniture(tree))
    walk.take(tree)
    runs = _article(tree, walk)
    text, spans = write(runs)
    parts = make_parts(text, runs, spans, walk.outer)
    title = settle(parts)
    return Document(
        text,
        tuple(
            Block(part.kind, *part.span, number, part.level, part.lead)
            for part, number in zip(parts, numbers(parts), strict=True)
            if not part.header
        ),
        (),
        fields.get("title") or (title.words if title else window_title(tree, fields.get("publisher"))),
        fields,
    )


def _article(tree: _Element, walk: Walk) -> list[Run]:
    """Return the runs of what holds nearly all the prose of a page, and the heading before it."""
    prose = [0, *accumulate(run.prose for run in walk.runs)]

    def weight(element: _Element) -> int:
        first, last = walk.extents.get(element, (0, 0))
        return prose[last] - prose[first]

    mains = [main for main in tree.iter("main") if weight(main) > _MAIN * weight(tree)]
    element = mains[0] if mains else tree
    while element.tag != "article" and weight(tree) > _SHORT:
        holders = [child for child in element if child.tag in _HOLDERS and not _is_table(walk, child)]
        largest = max(holders, key=weight, default=None)
        if largest is None or weight(largest) <= _MOST * weight(element):
            break
        others = [other for other in holders if other is not largest and _alike(other, largest)]
        if any(weight(other) or (other.get("class") and _says(walk, other)) for other in others):
            break
        element = largest
    first, last = walk.extents[element]
    return [*_heading(walk.runs, first, last), *_trimmed(walk.runs[first:last])]


def _heading(runs: list[Run], first: int, last: int) -> list[Run]:
    """Return the heading of a page where it stands before the article, and what is between."""
    if any(run.level == 1 for run in runs[first:last]):
        return []
    at = next((at for at in range(first - 1, -1, -1) if runs[at].level == 1), first)
    return [run for run in runs[at:first] if not run.pointing] if first - at <= _NEAR else runs[at : at + 1]


def _trimmed(runs: list[Run]) -> list[Run]:
    """Leave out the links that an article begins and ends with, and headings over nothing."""
    first, last = 0, len(runs)
    while first < last and runs[first].pointing and runs[first].level != 1:
        first += 1
    while first < last and (runs[last - 1].pointing or (runs[last - 1].level and last - first > 1)):
        last -= 1
    return runs[first:last] or runs


def _is_table(walk: Walk, element: _Element) -> bool:
    """Tell a table of data."""
    return element.tag == "table" and _says(walk, element) and walk.runs[walk.extents[element][1] - 1].kind is Kind.ROW


def _says(walk: Walk, element: _Element) -> bool:
    first, last = walk.extents.get(element, (0, 0))
    return first < last


def _alike(one: _Element, other: _Element) -> bool:
    return (one.tag, one.get("class")) == (other.tag, other.get("class"))
