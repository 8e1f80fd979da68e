"""What a reader of a format makes of a text: blocks, the markup inside them, and what the text says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.text.spans import Span


class Kind(IntEnum):
    """What a block is."""

    PARAGRAPH = 0  # prose
    HEADING = 1  # also a label alone on its line ("Cause:"), and a line that is bold as a whole
    ITEM = 2  # of a list
    ROW = 3  # of a table: one sentence
    QUOTATION = 4  # prose in somebody else's words
    CODE = 5  # each line a sentence
    LINE = 6  # of a sheet, a log or a chat: one sentence
    QUESTION = 7  # that what follows answers: of an FAQ, an interview, a hearing
    LEAD = 8  # announces what follows: a list, a table, code
    ASIDE = 9  # says nothing of the matter: a byline, a cookie banner, "Read also", contents, the head of an e-mail


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a text: `text[start:end]`, never empty, with no white space at its ends."""

    kind: Kind
    start: int
    end: int
    paragraph: int  # 1-based, as a reader counts: shared by a list's items, a table's rows, a sheet's lines
    level: int = 0  # of a heading
    lead: Span | None = None  # what must be seen above it: the lead-in of its list, the header of its table


@dataclass(frozen=True, slots=True)
class Document:
    """A text as its format means it. Blocks, and hidden spans, are in order and disjoint."""

    text: str
    blocks: tuple[Block, ...]
    hidden: tuple[Span, ...] = ()  # markup: what a reader of the page does not see
    title: str | None = None  # the title that the text gives itself
    fields: Mapping[str, str] = field(default_factory=dict)  # what front matter says, under a sidecar's keys
