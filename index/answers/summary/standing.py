"""Which sentences can be quoted on their own, and what those that cannot have to bring along."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from index.answers.choice import fits, quotation
from index.answers.leaning import leans
from index.text.marks import opened

if TYPE_CHECKING:
    from index.segment.passages import Passage

FURTHEST = 2  # sentences before one that it may lean on


class Unit(NamedTuple):
    """A run of sentences that can be quoted together."""

    passage: int
    first: int
    last: int

    @property
    def size(self) -> int:
        """How many sentences it has."""
        return self.last - self.first + 1


def unit_of(passage: Passage, p: int, s: int, *, opens: bool = False) -> Unit | None:
    """Return what to quote for sentence `s` of passage number `p`: all of a quotation, and what the sentence leans on.

    None where it cannot be quoted so: what it needs is not in its paragraph, or is too long to be quoted with it. Where
    the passage `opens` its source, its first sentence leans on nothing but the title.
    """
    first, last = _quotation_around(passage, s)
    for _ in range(FURTHEST):
        if not leans(passage.shown_sentences(first, last).text):
            break
        if first == 0:
            if not opens:
                return None
            break
        first = _quotation_around(passage, first - 1)[0]
    shown = passage.shown_sentences(first, last).text
    if (
        opened(shown)
        or _inside(passage, first)
        or (leans(shown) and not (opens and first == 0))
        or (first < last and not fits(passage, first, last))
    ):
        return None
    return Unit(p, first, last)


def _quotation_around(passage: Passage, s: int) -> tuple[int, int]:
    """Return the first and last sentence of the quotation that `s` is of, `s` twice where there is none or too much."""
    if not _inside(passage, s):
        return quotation(passage, s)
    opening = next((n for n in range(s - 1, -1, -1) if opened(passage.shown_sentences(n, n).text) > 0), s)
    first, last = quotation(passage, opening)
    return (first, last) if last >= s else (s, s)


def _inside(passage: Passage, s: int) -> bool:
    """Tell whether a quotation is open where sentence `s` begins."""
    return s > 0 and opened(passage.shown_sentences(0, s - 1).text) > 0
