"""From the runs of an article to its text and the parts of it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from index.sources.formats.document import Kind
from index.sources.formats.markdown.part import Part
from index.sources.formats.markdown.sections import sections
from index.text.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from index.sources.formats.html.runs import Run
    from index.text.spans import Span


def write(runs: Sequence[Run]) -> tuple[str, list[Span]]:
    """Return the text of runs, and where each stands in it: what is of one list, table or code has no line between."""
    pieces, spans, at = [run.words for run in runs[:1]], [(0, len(run.words)) for run in runs[:1]], 0
    for before, run in pairwise(runs):
        pieces += ["\n" if run.group and run.group == before.group else "\n\n", run.words]
        at = spans[-1][1] + len(pieces[-2])
        spans.append((at, at + len(run.words)))
    return "".join(pieces), spans


class Parts:
    """Takes the runs of a text one by one; `parts` is what they come to."""

    def __init__(self, text: str, outer: Mapping[int, int]) -> None:
        self.text = text
        self.parts: list[Part] = []
        self._outer = outer  # the list that a list stands in
        self._leads: dict[int, Span | None] = {0: None}  # of lists
        self._lead: Span | None = None  # of the code or the quotation
        self._header: Part | None = None
        self._before: Run | None = None
        self._groups = 0  # below 0: of what stands in no list, table or code

    def take(self, run: Run, span: Span) -> None:
        """Take the next run, which stands at `span`."""
        before = self._before
        begins = before is None or (before.kind, before.inner) != (run.kind, run.inner)
        lead: Span | None = None
        if run.kind is Kind.ITEM:
            if run.inner not in self._leads:
                self._leads[run.inner] = self._announced() or self._leads.get(self._outer[run.inner])
            lead = self._leads[run.inner]
        elif run.kind in {Kind.CODE, Kind.QUOTATION}:
            self._lead = lead = self._announced() if begins else self._lead
        elif run.kind is Kind.ROW:
            self._header = self._header if before and before.inner == run.inner else None
            if begins:
                self._announced()
            lead = self._header.span if self._header else None
        group = run.group or self._group()
        part = Part(run.kind, (span,), run.words, group, run.level, lead, run.bold, pointing=run.pointing)
        if run.header:
            part.lead, self._header = None, part
        elif run.kind is Kind.ROW and self._header:
            self._header.header = True
        self.parts += sections(self.text, part)
        self._before = run

    def _announced(self) -> Span | None:
        """Return the sentence that announces what comes next, where there is one: it becomes a lead-in."""
        last = self.parts[-1] if self.parts else None
        if last is None or last.kind not in {Kind.PARAGRAPH, Kind.ITEM} or not last.words.endswith((":", "：")):
            return None
        sentences = list(split_sentences(last.words, 0, len(last.words)))
        start = sentences[-1][0] if sentences else 0
        self.parts[-1:] = last.cut(self.text, start) if start else [last]
        self.parts[-1].kind = Kind.LEAD
        if last.group < 0:  # in no list
            self.parts[-1].group = self._group()
        return self.parts[-1].span

    def _group(self) -> int:
        self._groups -= 1
        return self._groups


def make_parts(text: str, runs: Iterable[Run], spans: Iterable[Span], outer: Mapping[int, int]) -> list[Part]:
    """Return the parts of a text; `outer` tells which list each list stands in."""
    parts = Parts(text, outer)
    for run, span in zip(runs, spans, strict=True):
        parts.take(run, span)
    return parts.parts
