"""Alignment: where in a source the words of a supposed quote stand, and in which words the two differ.

A text is given as a string with one character for each of its words (see `candidates.Lookup`), so that what libraries
do with characters is done with words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.text.spans import Span

LEAST_ALIKE = 30.0  # of 100: below that a stretch of a source is not looked at closely


@dataclass(frozen=True, slots=True)
class Alignment:
    """Words of a claim beside the words `first` to `last` of a source.

    `edits` are pairs of spans, in words, where the two differ: of the claim, and of the source from its first word on.
    Either span may be empty.
    """

    first: int
    last: int
    edits: tuple[tuple[Span, Span], ...]
    alike: float  # the share of words that are the same


def align(claim: str, source: str) -> Alignment | None:
    """Find the stretch of `source` that is closest to `claim` by Levenshtein's distance over words."""
    found = fuzz.partial_ratio_alignment(claim, source, score_cutoff=LEAST_ALIKE)
    if found is None or not claim:
        return None
    first, last = 0, len(source)
    if len(claim) < len(source):
        first, last = _fitted(claim, source, found.dest_start, found.dest_end)
    said = source[first:last]
    alike = 1 - Levenshtein.distance(claim, said) / max(len(claim), len(said))
    return Alignment(first, last, tuple(_edits(claim, said)), alike)


def _fitted(claim: str, source: str, first: int, last: int) -> Span:
    """Move the ends of a stretch, which is as long as the claim, to where the two are closest.

    Of two places as close, the end is where the last words are the same: "did resign" is not "did not" but "did not
    resign".
    """
    slack, distance = len(claim) // 3 + 3, Levenshtein.distance
    lasts = range(max(last - slack, first + 1), min(last + slack, len(source)) + 1)
    last = min(lasts, key=lambda at: (distance(claim, source[first:at]), source[at - 1] != claim[-1], abs(at - last)))
    firsts = range(max(first - slack, 0), min(first + slack, last - 1) + 1)
    first = min(firsts, key=lambda at: (distance(claim, source[at:last]), source[at] != claim[0], abs(at - first)))
    return first, last


def _edits(claim: str, source: str) -> Iterator[tuple[Span, Span]]:
    """Yield where two stretches differ; differences next to each other are one."""
    pending: tuple[Span, Span] | None = None
    for op in Levenshtein.opcodes(claim, source):
        if op.tag != "equal":
            ours, theirs = pending or ((op.src_start, 0), (op.dest_start, 0))
            pending = (ours[0], op.src_end), (theirs[0], op.dest_end)
        elif pending is not None:
            yield pending
            pending = None
    if pending is not None:
        yield pending


def runs(claim: str, sources: Sequence[str], least: int) -> list[tuple[Span, int]]:
    """Cut a claim into runs of words, each found whole in one of `sources`.

    Return each run's span in words and the number of its source; none where the claim is not made of runs of `least`
    words or more.
    """
    at = 0
    found: list[tuple[Span, int]] = []
    while at < len(claim):
        reached, holder = longest_run(claim, sources, at)
        if reached - at < least:
            return []
        found.append(((at, reached), holder))
        at = reached
    return found


def longest_run(claim: str, sources: Sequence[str], start: int = 0) -> tuple[int, int]:
    """Return the end of the longest run from the word `start` that a source holds, and the number of that source."""
    reached, holder = start, -1
    for number, source in enumerate(sources):
        while reached < len(claim) and claim[start : reached + 1] in source:
            reached, holder = reached + 1, number
    return reached, holder
