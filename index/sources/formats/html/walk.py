"""From the tree of a page to its runs: the words between one block's edge and the next."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from lxml import etree

from index.sources.formats.document import Kind
from index.sources.formats.html.runs import Piece, Run, make_runs

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from lxml.etree import _Element

    from index.text.spans import Span

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table "
    "tbody td tfoot th thead tr ul".split()
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "summary": 6, "dt": 6, "legend": 6}
_LISTS = frozenset({"ul", "ol"})
_BOLD = ("b", "strong")
_ROWS = frozenset("table caption colgroup thead tbody tfoot tr".split())
_CELLS = ("td", "th")
_LAYOUT = ("table", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "blockquote")  # in no table of data
_CELL_LENGTH = 400  # characters, at most, in a table of data
_BLANK = re.compile(r"[ \t\n\r\f]+")
_UNSEEN = str.maketrans("", "", "\u00ad\u200b\ufeff")  # where a word may be broken, and where nothing is


class Walk:
    """Takes the elements of a page in order; `runs` is what they say, `extents` which runs are whose."""

    def __init__(self, furniture: AbstractSet[_Element]) -> None:
        self.runs: list[Run] = []
        self.extents: dict[_Element, Span] = {}
        self.outer: dict[int, int] = {}  # the list that a list stands in, 0 where it stands in none
        self._furniture = furniture
        self._pieces: list[Piece] = []
        self._open: Counter[str] = Counter()  # how many elements of a tag are open
        self._lists: list[int] = []  # the numbers of those that are open
        self._headings: list[int] = []  # the levels of those that are open
        self._count = 0  # of lists, tables and pieces of code
        self._links = 0  # how many are open
        self._begins_item = False
        self._table = self._code = 0  # its number, 0 outside
        self._header = False

    def take(self, body: _Element) -> None:
        """Take the elements of a page."""
        firsts: list[int] = []
        walker = etree.iterwalk(body, events=("start", "end"))
        for event, element in walker:
            self._break(element.tag)
            if event == "start":
                firsts.append(len(self.runs))
                if element in self._furniture:
                    walker.skip_subtree()
                else:
                    self._enter(element)
                    self._say(element.text)
            else:
                if element not in self._furniture:
                    self._leave(element)
                self.extents[element] = firsts.pop(), len(self.runs)
                self._say(element.tail)
        self._flush()

    def _say(self, words: str | None) -> None:
        if words:
            words = (words if self._code else _BLANK.sub(" ", words)).translate(_UNSEEN)
            self._pieces.append(Piece(words, any(self._open[tag] for tag in _BOLD), self._links > 0))

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS:
            if self._table and tag not in _ROWS:
                self._pieces.append(Piece(" "))
            else:
                self._flush()

    def _enter(self, element: _Element) -> None:
        tag = element.tag
        self._open[tag] += 1
        self._links += self._is_link(element)
        if tag == "br":
            self._pieces.append(Piece(" " if self._table else "\n"))
        elif tag in _LISTS:
            number = self._number()
            self.outer[number] = self._lists[-1] if self._lists else 0
            self._lists.append(number)
        elif tag == "li":
            self._begins_item = True
        elif tag == "table" and _is_data(element):
            self._table = self._number()
        elif tag == "tr":
            self._header = self._open["thead"] > 0 or all(cell.tag == "th" for cell in element)
        elif tag == "pre":
            self._code = self._number()
        elif tag in _HEADINGS:
            self._headings.append(_HEADINGS[tag])

    def _leave(self, element: _Element) -> None:
        tag = element.tag
        self._open[tag] -= 1
        self._links -= self._is_link(element)
        if tag in _LISTS:
            self._lists.pop()
        elif tag in _CELLS and self._table:
            self._pieces.append(Piece("\t"))
        elif tag == "table":
            self._table = 0
        elif tag == "pre" and not self._open["pre"]:
            self._code = 0
        elif tag in _HEADINGS:
            self._headings.pop()

    def _is_link(self, element: _Element) -> bool:
        """Tell a link, but for that of a heading to itself."""
        if element.tag != "a" or "href" not in element.attrib:
            return False
        return not (self._headings and element.get("href", "").startswith("#"))

    def _number(self) -> int:
        self._count += 1
        return self._count

    def _flush(self) -> None:
        """Make runs of what was said."""
        pieces, self._pieces = self._pieces, []
        if not pieces:
            return
        if self._code:
            words = "".join(piece.words for piece in pieces).strip()
            runs = [Run(words, kind=Kind.CODE)] if words else []
        else:
            runs = list(make_runs(pieces))
        for run in runs:
            self._classify(run)
        self.runs += runs

    def _classify(self, run: Run) -> None:
        """Say what a run is, by the elements that are open."""
        inside = [*self._lists, *filter(None, (self._table, self._code))]
        run.group, run.inner = (inside[0], inside[-1]) if inside else (0, 0)
        if self._code:
            return
        if self._table:
            run.kind = Kind.LEAD if self._open["caption"] else Kind.ROW
            run.header = self._header and run.kind is Kind.ROW
        elif self._open["aside"] or self._open["figcaption"]:
            run.kind = Kind.ASIDE
        elif self._headings:
            if run.pointing and self._headings[0] > 1:
                run.kind = Kind.ASIDE  # the heading of another article
            else:
                run.kind, run.level = Kind.HEADING, self._headings[0]
        elif self._lists and self._begins_item:
            run.kind, self._begins_item = Kind.ITEM, False
        elif self._open["blockquote"] and not self._lists:
            run.kind = Kind.QUOTATION


def _is_data(table: _Element) -> bool:
    """Tell a table of data from one that lays out a page."""
    if table.get("role") in {"presentation", "none"} or next(table.iterdescendants(*_LAYOUT), None) is not None:
        return False
    return any(len(row) > 1 for row in table.iter("tr")) and all(
        sum(map(len, cell.itertext())) <= _CELL_LENGTH for cell in table.iter(*_CELLS)
    )
