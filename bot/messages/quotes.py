"""Quotes under their attribution, fitted into one message."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from bot.messages.links import is_site, masked_link, sentence_link, titled_link
from bot.messages.markdown import LAYOUT_LENGTH, MESSAGE_LENGTH, blockquote, clip, length, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.i18n import Words
    from index import Quote, Source, Span

TITLE_LENGTH, PUBLISHER_LENGTH, SPEAKER_LENGTH = 60, 60, 80
WHOLE_TITLE = 240  # where sources are listed
LINKED_LENGTH = 720  # of a title with its link
LEAST_QUOTE = 80  # a quote that would be shorter than that is left to another page


@dataclass(frozen=True, slots=True)
class QuoteBlock:
    """A quote and what is said about it, before its length is known."""

    text: str
    highlights: tuple[Span, ...]
    source: Source
    paragraphs: Span  # the first and the last one
    linked: str  # the words that a link lands on: the text without the line that leads up to it
    speaker: str | None = None  # whose words they are, where the source tells
    above: str = ""  # a line of markdown over the quote


def block_of(quote: Quote) -> QuoteBlock:
    """Return a quote as it stands, with nothing in it in bold."""
    paragraphs = quote.paragraph, quote.paragraph
    return QuoteBlock(quote.shown, (), quote.source, paragraphs, quote.words, quote.speaker)


def title_of(source: Source, limit: int = TITLE_LENGTH) -> str:
    """Return a source's title as markdown, within its limit."""
    return clip(one_line(source.title), limit)


def publisher_of(source: Source) -> str | None:
    """Return a source's publisher as markdown, within its limit."""
    return clip(one_line(source.publisher), PUBLISHER_LENGTH) if source.publisher else None


def named_source(source: Source, title: str, address: str | None, words: Words) -> list[str]:
    """Return a source's title and its publisher, one of which leads to `address`: the publisher to its whole site."""
    publisher = publisher_of(source)
    if address is None:
        return [title, *filter(None, [publisher])]
    if is_site(address):
        site = words("quote.site_of", publisher=publisher) if publisher else words("quote.site")
        return [title, titled_link(site, address, words("quote.page"))]
    link = titled_link(title, address, words("quote.page"))
    return [link if len(link) <= LINKED_LENGTH else title, *filter(None, [publisher])]


def assemble(
    head: Iterable[str], blocks: Sequence[QuoteBlock], tail: Iterable[str], words: Words, *, headed: bool = False
) -> str:
    """Put a message together; where it would be too long, drop links first, then cut the quotes and say so.

    Quotes of one source stand above one line that names it; `headed`, below it.
    """
    before, after = [line for line in head if line], [line for line in tail if line]
    room = _room(before, after)
    drawn = draw_whole(blocks, room, words, headed=headed)
    if drawn is not None:
        return "\n".join([*before, *drawn, *after])
    drawn = []
    for at, block in enumerate(blocks):
        share = room // (len(blocks) - at) - 1
        if at and share < length(_attribution([block], words, linked=False)) + 2 * LEAST_QUOTE:
            break  # the other pages show it
        line = _attribution([block], words, linked=len(blocks) == 1)
        drawn.append(_draw(block, share, line, words))
        room -= length(drawn[-1]) + 1
    return "\n".join([*before, *drawn, *after])


def assemble_whole(
    head: Iterable[str], blocks: Sequence[QuoteBlock], tail: Callable[[int], Iterable[str]], words: Words
) -> str:
    """Put a message together of the first quotes, as many as it holds whole; `tail` is told how many it does not.

    The first one is there, cut where it must be.
    """
    before = [line for line in head if line]
    for count in range(len(blocks), 0, -1):
        after = [line for line in tail(len(blocks) - count) if line]
        drawn = draw_whole(blocks[:count], _room(before, after), words)
        if drawn is not None:
            return "\n".join([*before, *drawn, *after])
    return assemble(before, blocks[:1], tail(len(blocks) - 1), words)


def draw_whole(blocks: Sequence[QuoteBlock], room: int, words: Words, *, headed: bool = False) -> list[str] | None:
    """Draw quotes with nothing cut, their sources linked if there is room for that; None where there is none at all."""
    for linked in (True, False):
        lines = _attributions(blocks, words, linked=linked, headed=headed)
        named = _headings(blocks, words, linked=linked) if headed else blocks
        drawn = [_draw(block, MESSAGE_LENGTH * 2, line, words) for block, line in zip(named, lines, strict=True)]
        if sum(length(part) + 1 for part in drawn) <= room:
            return drawn
    return None


def _room(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many characters are left for quotes."""
    return MESSAGE_LENGTH - sum(length(line) + 1 for line in (*before, *after))


def draw_each(blocks: Sequence[QuoteBlock], room: int, words: Words) -> list[str]:
    """Draw each quote above a line of its own, all in `room` units: the longest links go first, then quotes are cut."""
    linked, lines = ([_attribution([block], words, linked=yes) for block in blocks] for yes in (True, False))
    longest = sorted(range(len(blocks)), key=lambda at: length(linked[at]) - length(lines[at]), reverse=True)
    for dropped in range(len(blocks) + 1):
        kept = longest[dropped:]
        shown = [linked[at] if at in kept else line for at, line in enumerate(lines)]
        drawn = [_draw(block, LAYOUT_LENGTH * 2, line, words) for block, line in zip(blocks, shown, strict=True)]
        if sum(map(length, drawn)) <= room:
            return drawn
    drawn = []
    for at, block in enumerate(blocks):
        drawn.append(_draw(block, room // (len(blocks) - at), lines[at], words))
        room -= length(drawn[-1])
    return drawn


def _draw(block: QuoteBlock, room: int, line: str, words: Words) -> str:
    """Return a quote above the line that names its source; an empty one parts it from the next quote of the same."""
    above = f"{block.above}\n" if block.above else ""
    room -= length(line) + 1 + length(above)
    drawn, missing = blockquote(block.text, block.highlights, room)
    if not missing:
        return f"{above}{drawn}\n{line}"
    notice = length(words.count("quote.cut", len(block.text))) + 1
    drawn, missing = blockquote(block.text, block.highlights, room - notice)
    return f"{above}{drawn}\n{words.count('quote.cut', missing)}\n{line}"


def _runs(blocks: Sequence[QuoteBlock]) -> list[list[QuoteBlock]]:
    """Return quotes by their sources."""
    return [list(run) for _, run in groupby(blocks, key=lambda block: id(block.source))]


def _headings(blocks: Sequence[QuoteBlock], words: Words, *, linked: bool) -> Iterator[QuoteBlock]:
    """Yield quotes, the first one of each source under a line that names it."""
    for run in _runs(blocks):
        name = _dated(f"**{', '.join(_named(run[0], words, linked=linked))}**", run[0].source, words)
        yield replace(run[0], above=name)
        yield from run[1:]


def _attributions(blocks: Sequence[QuoteBlock], words: Words, *, linked: bool, headed: bool = False) -> Iterator[str]:
    """Yield for each quote the line under it: of a run of one source and one speaker, only the last one has any.

    The source is named under its last quote, unless it is named above its first one.
    """
    for run in _runs(blocks):
        voices = [list(quotes) for _, quotes in groupby(run, key=lambda block: block.speaker)]
        for quotes in voices:
            yield from [""] * (len(quotes) - 1)
            if quotes is voices[-1] and not headed:
                yield _attribution(quotes, words, linked=linked)
            else:
                yield f"— {_speaker(quotes)}{_paragraphs(quotes, words, _page(quotes) if linked else None)}"


def _attribution(blocks: Sequence[QuoteBlock], words: Words, *, linked: bool) -> str:
    """Return the line under quotes of one speaker: who, title, publisher, paragraphs, date, a link to each of them."""
    page = _page(blocks) if linked and len({block.paragraphs for block in blocks}) > 1 else None
    parts = [*_named(blocks[0], words, linked=linked and page is None), _paragraphs(blocks, words, page)]
    return _dated(f"— {_speaker(blocks)}{', '.join(parts)}", blocks[0].source, words)


def _page(blocks: Sequence[QuoteBlock]) -> str | None:
    """Return the address of the page that quotes stand on, where it is that of a page."""
    url = blocks[0].source.url
    return url if url and not is_site(url.split(":~:", maxsplit=1)[0].removesuffix("#")) else None


def _named(block: QuoteBlock, words: Words, *, linked: bool) -> list[str]:
    """Return the title and the publisher of a quote's source, with a link to the quote."""
    source = block.source
    link = sentence_link(source.url, block.linked) if linked and source.url else None
    return named_source(source, title_of(source), link, words)


def _dated(line: str, source: Source, words: Words) -> str:
    return f"{line} · {words.date(source.published)}" if source.published else line


def _speaker(blocks: Sequence[QuoteBlock]) -> str:
    """Return who speaks, before what is said of the source."""
    speaker = blocks[0].speaker
    return f"{clip(one_line(speaker), SPEAKER_LENGTH)} · " if speaker else ""


def _paragraphs(blocks: Sequence[QuoteBlock], words: Words, url: str | None = None) -> str:
    """Return which paragraphs quotes stand in, in order, in words; with `url`, each leads to its quote on that page."""
    first_in = {block.paragraphs: block for block in sorted(blocks, key=lambda block: block.paragraphs, reverse=True)}
    spans = sorted(first_in)
    numbers = [str(first) if first == last else f"{first}–{last}" for first, last in spans]
    if url:
        links = [sentence_link(url, first_in[span].linked) for span in spans]
        numbers = list(map(masked_link, numbers, links))
    if len(spans) == 1 and spans[0][0] == spans[0][1]:
        return words("quote.paragraph", paragraph=numbers[0])
    return words("quote.paragraphs", paragraphs=", ".join(numbers))
