"""The sentences around a quote."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING, NamedTuple

from index.segment.splitting import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.segment.passages import Passage


class Stretch(NamedTuple):
    """A run of sentences of a source, around a quote, and whether there are more on either side."""

    start: int
    end: int
    first_paragraph: int
    last_paragraph: int
    more_before: bool
    more_after: bool
    lead: str  # the line above, with its end, that leads up to the words; or nothing
    words: str  # as a reader sees them
    shift: int  # how much further on in `shown` the quote's words stand than in the quote by itself

    @property
    def shown(self) -> str:
        """All that a reader sees."""
        return self.lead + self.words


class _Sentence(NamedTuple):
    start: int
    end: int
    passage: Passage


def stretch_around(passages: Iterable[Passage], start: int, end: int, before: int, after: int) -> Stretch:
    """Add up to `before` and `after` neighbouring sentences to `text[start:end]` of the source of these passages."""
    sentences = _sentences(passages, start)
    first = max(bisect.bisect_right([s.start for s in sentences], start) - 1, 0)
    last = max(bisect.bisect_left([s.end for s in sentences], end), first)
    last = min(last, len(sentences) - 1)
    low, high = max(first - before, 0), min(last + after, len(sentences) - 1)
    opens, closes = min(start, sentences[low].start), max(end, sentences[high].end)
    passage = sentences[low].passage
    lead = _lead_over(passage, opens)
    own = passage.shown(opens, closes)
    return Stretch(
        opens,
        closes,
        passage.paragraph,
        sentences[high].passage.paragraph,
        low > 0,
        high < len(sentences) - 1,
        lead,
        own.text,
        len(lead) + own.shown_span(start, end)[0] - len(_lead_over(sentences[first].passage, start)),
    )


def _lead_over(passage: Passage, start: int) -> str:
    """Return the line that leads up to what starts at `start`, where it does not show already."""
    if passage.lead is None or passage.lead[1] > start:
        return ""
    return f"{passage.shown(*passage.lead).text}\n"


def _sentences(passages: Iterable[Passage], start: int) -> list[_Sentence]:
    """Return the sentences of the body, in order; the title's or an aside's too where that is what is quoted."""
    return [
        _Sentence(*span, passage)
        for passage in passages
        if passage.role in {Role.BODY, Role.HEADING} or passage.start <= start < passage.end
        for span in passage.sentences
    ]
