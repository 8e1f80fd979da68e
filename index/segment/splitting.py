"""From a document to what is ranked and quoted: passages of sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from index.sources.formats.document import Kind
from index.text.sentences import cut_to_length, split_sentences
from index.text.shown import show
from index.text.spans import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from index.sources.formats.document import Block, Document
    from index.text.spans import Span

PASSAGE_LENGTH = 1500  # characters; a longer paragraph becomes several passages
WHOLE = {Kind.ROW, Kind.LINE, Kind.HEADING}  # a sentence each, however they are punctuated
ANNOUNCING = {Kind.HEADING, Kind.QUESTION, Kind.LEAD}
COMMENTS = ("#", "//", "--", ";")  # what a comment in code begins with


class Role(IntEnum):
    """What a passage is for."""

    BODY = 0
    TITLE = 1
    HEADING = 2  # announces what follows: a heading, a question that is answered below, the lead-in of a list
    ASIDE = 3  # says nothing of the matter, only where the original is, who wrote it, what to click


class Part(NamedTuple):
    """Consecutive sentences of one paragraph, short enough to be ranked as one passage."""

    paragraph: int  # 1-based; what announces bears the number of what it stands over
    role: Role
    sentences: tuple[Span, ...]
    lead: Span | None = None  # what must be seen above any of them
    above: tuple[Span, ...] = ()  # the headings, the question and the lead-in that they stand under


@dataclass(slots=True)
class _Outline:
    """What the next block stands under."""

    headings: list[tuple[int, Span]] = field(default_factory=list)
    question: Span | None = None
    lead: Span | None = None
    teaser: Span | None = None  # a question in passing, which the next block alone may answer

    def enter(self, block: Block) -> None:
        """Note a block that announces."""
        span = (block.start, block.end)
        if block.kind is Kind.LEAD:
            self.lead = span
            return
        if block.level:
            while self.headings and self.headings[-1][0] >= block.level:
                self.headings.pop()
            self.headings.append((block.level, span))
        self.lead = None
        self.question = None if block.level else span

    def over(self, block: Block) -> tuple[Span, ...]:
        """Return the spans above a block that says something, outermost first."""
        above = [*(span for _, span in self.headings), self.question]
        if block.kind is Kind.ITEM:
            self.lead = block.lead  # the list goes on after one inside it
        elif not block.lead and block.kind is not Kind.CODE:
            self.lead = None
        above += [*dict.fromkeys((self.lead, block.lead)), self.teaser]
        self.teaser = None
        return tuple(span for span in above if span)


def split(document: Document) -> list[Part]:
    """Return the parts of a document in reading order; together they hold every visible word of its blocks."""
    outline, parts = _Outline(), list[Part]()
    titled = _has_title(document)
    placed: list[tuple[Block, Role, tuple[Span, ...]]] = []
    for number, block in enumerate(document.blocks):
        if block.kind is Kind.ASIDE:
            placed.append((block, Role.ASIDE, ()))
            if document.text[block.end - 1] == "?":
                outline.teaser = (block.start, block.end)
        elif titled and not number:
            placed.append((block, Role.TITLE, ()))
        elif block.kind in ANNOUNCING and number + 1 < len(document.blocks):
            placed.append((block, Role.HEADING, ()))
            outline.enter(block)
        else:
            placed.append((block, Role.BODY, outline.over(block)))
    for (paragraph, role, lead, above), run in groupby(placed, key=_belonging):
        sentences = [sentence for block, _, _ in run for sentence in _sentences(document, block)]
        parts += [Part(paragraph, role, some, lead, above) for some in _runs(sentences)]
    return parts


def _has_title(document: Document) -> bool:
    """Tell whether the first block is the document's title."""
    first = next(iter(document.blocks), None)
    return document.title is not None and first is not None and first.kind is Kind.HEADING and first.level == 1


def _belonging(placed: tuple[Block, Role, tuple[Span, ...]]) -> tuple[int, Role, Span | None, tuple[Span, ...]]:
    """Return what blocks of one part have in common; whatever announces stands alone."""
    block, role, above = placed
    alone = ((block.start, block.end),) if role is Role.HEADING else ()
    return block.paragraph, role, block.lead if block.kind is not Kind.QUOTATION else None, above or alone


def _sentences(document: Document, block: Block) -> Iterator[Span]:
    """Yield the sentences of a block as they are seen: markup neither ends one nor stands at its ends."""
    shown = show(document.text, block.start, block.end, document.hidden)
    if block.kind in WHOLE:
        spans: Iterable[Span] = [(0, len(shown.text))]
    elif block.kind is Kind.CODE:
        spans = _lines(shown.text)
    else:
        spans = split_sentences(shown.text, 0, len(shown.text))
    for span in spans:
        for start, end in cut_to_length(shown.text, *span):
            yield shown.span(start, end)


def _lines(code: str) -> Iterator[Span]:
    """Yield the lines of code, each together with the comments right above it."""
    at, opened = 0, None
    for line in code.splitlines(keepends=True):
        span = visible(code, at, at + len(line))
        at += len(line)
        if span and line.lstrip().startswith(COMMENTS):
            opened = opened or span
        elif span:
            yield (opened or span)[0], span[1]
            opened = None
        elif opened:
            yield opened
            opened = None
    if opened:
        yield opened


def _runs(sentences: list[Span]) -> Iterator[tuple[Span, ...]]:
    """Group sentences into runs of about even length, none much over `PASSAGE_LENGTH`."""
    if not sentences:
        return
    start, end = sentences[0][0], sentences[-1][1]
    parts = -(-(end - start) // PASSAGE_LENGTH)
    for _, run in groupby(sentences, lambda s: (s[0] + s[1] - 2 * start) * parts // (2 * (end - start))):
        yield tuple(run)
