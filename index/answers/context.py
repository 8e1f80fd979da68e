"""The sentences around a quote."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING, NamedTuple

from index.segment.splitting import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.segment.passages import Passage
    from index.text.spans import Span


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
    turn: int  # where the words begin in the quote by itself, below its own lead
    lead_shift: int | None  # how much further on in `shown` that lead stands; None where it is out of sight
    shift: int  # how much further on the words stand

    @property
    def shown(self) -> str:
        """All that a reader sees."""
        return self.lead + self.words

    def moved(self, span: Span) -> Span:
        """Return where a span of what is shown of the quote by itself stands in `shown`; empty where it does not."""
        start, end = span
        if start >= self.turn:
            return start + self.shift, end + self.shift
        if self.lead_shift is None:
            return 0, 0
        return start + self.lead_shift, min(end, self.turn - 1) + self.lead_shift


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
    passage, quoted = sentences[low].passage, sentences[first].passage
    lead, own_lead = _lead_over(passage, opens), _lead_over(quoted, start)
    own = passage.shown(opens, closes)
    if quoted.lead and quoted.lead[0] >= opens:
        lead_shift: int | None = len(lead) + own.shown_span(*quoted.lead)[0]
    else:
        lead_shift = 0 if lead == own_lead else None
    return Stretch(
        opens,
        closes,
        passage.paragraph,
        sentences[high].passage.paragraph,
        low > 0,
        high < len(sentences) - 1,
        lead,
        own.text,
        len(own_lead),
        lead_shift,
        len(lead) + own.shown_span(start, end)[0] - len(own_lead),
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
