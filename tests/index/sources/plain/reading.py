"""What is told of a text that was read: its blocks, their words, and what leads up to them."""

from __future__ import annotations

from index.sources.formats.document import Block, Document, Kind
from index.sources.formats.plain import read
from index.text.shown import show

P, H, I, L, Q, A, LEAD = (  # noqa: E741
    Kind.PARAGRAPH,
    Kind.HEADING,
    Kind.ITEM,
    Kind.LINE,
    Kind.QUESTION,
    Kind.ASIDE,
    Kind.LEAD,
)


def words(document: Document, block: Block) -> str:
    return " ".join(show(document.text, block.start, block.end, document.hidden).text.split())


def told(text: str) -> list[tuple[Kind, str]]:
    document = read(text)
    return [(block.kind, words(document, block)) for block in document.blocks]


def leads(text: str) -> dict[str, str]:
    document = read(text)
    return {words(document, block): text[slice(*block.lead)] for block in document.blocks if block.lead}
