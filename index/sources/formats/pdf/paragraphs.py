"""From the lines of a PDF file to paragraphs: by where the lines stand, how long they are, and how they end."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.sources.formats.pdf.lines import Line

SAME_SIZE = 0.1  # by how much letters of one paragraph may differ
SPACED = 1.25  # times the usual distance between two lines, from which they are of two paragraphs
WIDE, MANY = 2.0, 4  # times the size of the letters; lines
INDENT = 0.8  # times the size of the letters
FITS = 0.9  # of the longest line of its paragraph: a line that ends before it although a word had room ends on purpose
_HYPHENS = "-\u00ad\u2010"
_OPEN_END = re.compile(r"[^.!?…:;»”\")\]]$")
_ITEM = re.compile(r"[•◦▪‣⁃*–—-]\s|\(?(?:\d{1,3}|[a-z])[.)]\s")  # what a list's items begin with
_STAMP = re.compile(r"\[?(?:\d{1,2}[:h]\d{2}|\d{4}-\d{2}-\d{2})\b")  # and the lines of a log
_LEADERS = re.compile(r"(?:\. ?){4}\d*$")
_LAST = re.compile(r"(?<![^\W\d_])([^\W\d_]++)[-\u2010]$")
_FIRST = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_WORD = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")
# What French puts behind a verb, or a pronoun, with a hyphen of its own.
_JOINED = frozenset("je tu il elle on nous vous ils elles ce ci là même mêmes t-il t-elle t-on t-ils t-elles".split())


def compose(lines: Sequence[Line]) -> str:
    """Return the text of lines that are in reading order: an empty line between paragraphs."""
    usual = _usual_distance(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _continues(groups[-1], line, usual):
            groups[-1].append(line)
        else:
            groups.append([line])
    words = Counter(word for line in lines for word in _WORD.findall(line.text.rstrip(_HYPHENS).casefold()))
    return "\n\n".join(_join([line.text for line in group], words) for group in groups)


def _usual_distance(lines: Sequence[Line]) -> dict[int, float]:
    """Return how far lines stand apart, by the size of their letters: the least of the distances that are common."""
    found: dict[int, Counter[float]] = {}
    for above, below in pairwise(lines):
        distance = above.y - below.y
        if above.page == below.page and distance > 0 and _alike(above, below):
            found.setdefault(round(below.size), Counter())[round(distance, 1)] += 1
    usual = {}
    for size, counted in found.items():
        # A few large distances are those of paragraphs; many are those of widely spaced lines.
        common = [d for d, n in counted.items() if 3 * n >= max(counted.values()) and (d < WIDE * size or n >= MANY)]
        if common:
            usual[size] = min(common)
    return usual


def _continues(group: Sequence[Line], line: Line, usual: dict[int, float]) -> bool:
    """Tell whether a line goes on with the paragraph of the lines before it."""
    last = group[-1]
    if not _alike(last, line):
        return False
    distance = last.y - line.y
    if last.page != line.page or distance < 0:  # in the next column, or on the next page
        return bool(_OPEN_END.search(last.text)) and line.text[0].islower()
    if distance > SPACED * usual.get(round(line.size), 1.2 * line.size):
        return False
    # The next one begins further right where paragraphs are told apart so, but for what stands behind a bullet.
    indented = line.x > last.x + INDENT * line.size and not _ITEM.match(last.text)
    return not indented or bool(_OPEN_END.search(last.text))


def _alike(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= SAME_SIZE * max(one.size, other.size)


def _join(lines: Sequence[str], words: Counter[str]) -> str:
    """Put the lines of a paragraph together; one that ends on purpose stays a line."""
    longest = max(map(len, lines))
    text, logged = lines[0], _STAMP.match(lines[0])
    for above, below in pairwise(lines):
        if above[-1] in _HYPHENS and len(above) > 1 and above[-2].isalpha():
            text = _without_hyphen(text, below, words) + below
        elif _ITEM.match(below) or (logged and _STAMP.match(below)) or _ends(above, below, longest):
            text += f"\n{below}"
        else:
            text += f" {below}"
    return text


def _ends(above: str, below: str, longest: int) -> bool:
    """Tell whether a line ends on purpose: the next word had room in it, or a page number stands at its end."""
    if _OPEN_END.search(above) and below[0].islower():
        return False
    return bool(_LEADERS.search(above)) or len(above) + 1 + len(below.split(" ", 1)[0]) < FITS * longest


def _without_hyphen(text: str, below: str, words: Counter[str]) -> str:
    """Return a text that ends in a hyphen without it where the line end alone has put it there."""
    if text[-1] == "\u00ad":
        return text[:-1]
    last, first = _LAST.search(text), _FIRST.match(below)
    if last is None or first is None or not below[0].islower():
        return text
    before, after = last[1].casefold(), first[0].casefold()
    if after in _JOINED or words[f"{before}-{after}"] > words[before + after]:
        return text
    return text[:-1]
