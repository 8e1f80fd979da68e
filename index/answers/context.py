"""The sentences around a quote."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING, NamedTuple

from index.text.paragraphs import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.segment.passages import Passage


class Stretch(NamedTuple):
    """A run of sentences of a source, and whether there are more on either side."""

    start: int
    end: int
    first_paragraph: int
    last_paragraph: int
    more_before: bool
    more_after: bool


class _Sentence(NamedTuple):
    start: int
    end: int
    paragraph: int


def stretch_around(passages: Iterable[Passage], start: int, end: int, before: int, after: int) -> Stretch:
    """Add up to `before` and `after` neighbouring sentences to `text[start:end]` of the source of these passages."""
    sentences = _sentences(passages, start)
    first = max(bisect.bisect_right([s.start for s in sentences], start) - 1, 0)
    last = max(bisect.bisect_left([s.end for s in sentences], end), first)
    last = min(last, len(sentences) - 1)
    low, high = max(first - before, 0), min(last + after, len(sentences) - 1)
    return Stretch(
        min(start, sentences[low].start),
        max(end, sentences[high].end),
        sentences[low].paragraph,
        sentences[high].paragraph,
        low > 0,
        high < len(sentences) - 1,
    )


def _sentences(passages: Iterable[Passage], start: int) -> list[_Sentence]:
    """Return the sentences of the body, in order; the title's or pointer's too where that is what is quoted."""
    return [
        _Sentence(*span, passage.paragraph)
        for passage in passages
        if passage.role in {Role.BODY, Role.HEADING} or passage.start <= start < passage.end
        for span in passage.sentences
    ]
