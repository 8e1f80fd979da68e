"""Quotes under their attribution, fitted into one message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.messages.links import masked_link, sentence_link
from bot.messages.markdown import MESSAGE_LENGTH, blockquote, clip, length, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.i18n import Words
    from index import Source, Span

TITLE_LENGTH, PUBLISHER_LENGTH = 120, 60
LINKED_LENGTH = 720  # of a title with its link
LEAST_QUOTE = 80  # a quote that would be shorter than that is left to another page


@dataclass(frozen=True, slots=True)
class QuoteBlock:
    """A quote and what is said about it, before its length is known."""

    text: str
    highlights: tuple[Span, ...]
    source: Source
    paragraphs: str  # which ones, in words
    linked: str  # the words that a link lands on: the text without the line that leads up to it
    same_source: bool = False  # as the quote above, which names it


def title_of(source: Source) -> str:
    """Return a source's title as markdown, within its limit."""
    return clip(one_line(source.title), TITLE_LENGTH)


def publisher_of(source: Source) -> str | None:
    """Return a source's publisher as markdown, within its limit."""
    return clip(one_line(source.publisher), PUBLISHER_LENGTH) if source.publisher else None


def assemble(head: Iterable[str], blocks: Sequence[QuoteBlock], tail: Iterable[str], words: Words) -> str:
    """Put a message together; where it would be too long, drop links first, then cut the quotes and say so."""
    before, after = [line for line in head if line], [line for line in tail if line]
    room = MESSAGE_LENGTH - sum(length(line) + 1 for line in (*before, *after))
    for linked in (True, False):
        drawn = [_draw_block(block, MESSAGE_LENGTH * 2, words, linked=linked) for block in blocks]
        if sum(length(part) + 1 for part in drawn) <= room:
            return "\n".join([*before, *drawn, *after])
    drawn = []
    for at, block in enumerate(blocks):
        share = room // (len(blocks) - at) - 1
        if at and share < length(_attribution(block, words, linked=False)) + 2 * LEAST_QUOTE:
            break  # the other pages show it
        drawn.append(_draw_block(block, share, words, linked=len(blocks) == 1))
        room -= length(drawn[-1]) + 1
    return "\n".join([*before, *drawn, *after])


def _draw_block(block: QuoteBlock, room: int, words: Words, *, linked: bool) -> str:
    attribution = _attribution(block, words, linked=linked)
    room -= length(attribution) + 1
    drawn, missing = blockquote(block.text, block.highlights, room)
    if not missing:
        return f"{drawn}\n{attribution}"
    notice = length(words.count("quote.cut", len(block.text))) + 1
    drawn, missing = blockquote(block.text, block.highlights, room - notice)
    return f"{drawn}\n{words.count('quote.cut', missing)}\n{attribution}"


def _attribution(block: QuoteBlock, words: Words, *, linked: bool) -> str:
    """Return the line under a quote: title, publisher, paragraph, date, and a link to the sentence."""
    source = block.source
    parts = [block.paragraphs]
    if not block.same_source:
        parts = [part for part in (title_of(source), publisher_of(source), block.paragraphs) if part]
    if linked and source.url:
        link = masked_link(parts[0], sentence_link(source.url, block.linked))
        if len(link) <= LINKED_LENGTH:
            parts[0] = link
    where = ", ".join(parts)
    if source.published and not block.same_source:
        return f"— {where} · {words.date(source.published)}"
    return f"— {where}"
