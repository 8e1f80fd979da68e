"""From answers to Discord messages: pure, and within every limit of Discord's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote as percent_encode
from urllib.parse import quote_plus

from bot.messages.markdown import blockquote, clip, length, one_line, unescape
from bot.messages.state import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.i18n import Words
    from bot.messages.state import Card, Place
    from bot.service.snapshots import Snapshot
    from index import Quote, Source, Span, Stretch

MESSAGE_LENGTH = 2000
BUTTON_LENGTH = 80
LINK_LENGTH = 512  # of a link button
QUESTION_LENGTH, TITLE_LENGTH, PUBLISHER_LENGTH = 240, 120, 60
LINKED_LENGTH, FRAGMENT_LENGTH = 720, 240
LEAST_QUOTE = 80  # a quote that would be shorter than that is left to another page
FRAGMENT_WORDS = 5  # at either end of a text fragment

_HEADER = "-# ❓ "


class StaleError(Exception):
    """The quote's source has changed since."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A quote and what is said of it, before its length is known."""

    text: str
    highlights: tuple[Span, ...]
    source: Source
    about: str  # which paragraphs
    follows: bool = False  # another one of the same source that is already named


def render_card(card: Card, snapshot: Snapshot, words: Words, question: str | None = None) -> str:
    """Return a card's message; `question` is shown above where no message beside it bears it. Raises `StaleError`."""
    head = [] if question is None else [header(question)]
    blocks = [_block(place, card, snapshot, words, widened=at == 0) for at, place in enumerate(card.shown)]
    tail: list[str] = []
    match card.standing:
        case Standing.UNANSWERED if not card.page:
            tail = [words("answer.none"), words("answer.about", titles=list_titles(snapshot.corpus.sources))]
        case Standing.UNANSWERED:
            head.append(words("answer.closest"))
        case Standing.UNSURE:
            head.append(words("answer.unsure"))
    if foreign := [block.source.language for block in blocks if is_foreign(card.asked, block.source)]:
        tail.append(f"-# {words('answer.foreign', language=words.language_name(foreign[0]))}")
    return _assemble(head, blocks, tail, words)


def render_summary(quotes: Sequence[Quote], words: Words) -> str:
    """Return the message of a summary."""
    if not quotes:
        return words("summary.empty")
    blocks, named = [], None
    for quote in quotes:
        about = words("quote.paragraph", paragraph=quote.paragraph)
        blocks.append(_Block(quote.text, (), quote.source, about, follows=quote.source is named))
        named = quote.source
    return _assemble([words("summary.heading")], blocks, [], words)


def fit(lines: list[str], words: Words) -> str:
    """Join as many lines as a message holds, and say how many more there are."""
    room, shown = MESSAGE_LENGTH - 40, 0
    for line in lines:
        room -= length(line) + 1
        if room < 0:
            break
        shown += 1
    rest = [words.count("index.more", len(lines) - shown)] if shown < len(lines) else []
    return "\n".join([*lines[:shown], *rest])


def header(question: str) -> str:
    """Return the line that repeats a question."""
    return _HEADER + clip(one_line(question), QUESTION_LENGTH)


def read_header(content: str) -> str | None:
    """Return the question that `header` wrote above an answer."""
    if not content.startswith(_HEADER):
        return None
    return unescape(content.split("\n", 1)[0].removeprefix(_HEADER))


def list_titles(sources: Iterable[Source], limit: int = 3) -> str:
    """Name the first few sources."""
    titles = [clip(one_line(source.title), TITLE_LENGTH) for source in sources]
    return " · ".join(titles[:limit]) + (" · …" if len(titles) > limit else "")


def is_foreign(asked: str, source: Source) -> bool:
    """Tell whether a quote is in another language than the question."""
    return "und" not in (asked, source.language) and asked != source.language


def masked_link(label: str, address: str) -> str:
    """Return markdown for a link under a label, which is markdown; in angle brackets, so that no preview follows."""
    return f"[{label}](<{re.sub(r'[()<>]', lambda m: percent_encode(m[0], safe=''), address)}>)"


def sentence_link(url: str, text: str) -> str:
    """Return a link that lands on a text of the page: a text fragment, of its first and last words where it is long.

    https://wicg.github.io/scroll-to-text-fragment: `text=start` or `text=start,end`, each within one block of the page.
    """
    page = url.split(":~:", maxsplit=1)[0].removesuffix("#")
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if not lines:
        return page
    one, most = len(lines) == 1, FRAGMENT_WORDS
    whole = [[" ".join(lines[0])]] if one and len(lines[0]) <= 2 * FRAGMENT_WORDS else []
    if one:
        most = min(most, len(lines[0]) // 2)  # the two must not overlap
    ends = [[" ".join(lines[0][:count]), " ".join(lines[-1][-count:])] for count in range(most, 0, -1)]
    for parts in (*whole, *ends):
        # A hyphen means something in a text fragment, as comma and ampersand do, and `quote` would leave it as it is.
        fragment = ",".join(percent_encode(part, safe="").replace("-", "%2D") for part in parts)
        if len(fragment) <= FRAGMENT_LENGTH:
            return f"{page}{'' if '#' in page else '#'}:~:text={fragment}"
    return page


def translation_link(source: Source, text: str, language: str) -> str:
    """Return a link that translates a quote into `language`; the end of a long one is left out."""
    start = f"https://translate.google.com/?op=translate&sl={source.language}&tl={language}&text="
    words = text.split()
    for count in range(len(words), 0, -1):
        ellipsis = "" if count == len(words) else " …"
        link = start + quote_plus(" ".join(words[:count]) + ellipsis)
        if len(link) <= LINK_LENGTH:
            return link
    return start


def stretch_of(card: Card, snapshot: Snapshot, place: Place) -> tuple[Source, Stretch]:
    """Return a quote's source and the sentences that a card shows of it. Raises `StaleError`."""
    source = snapshot.versions.find(place.version)
    if source is None or place.end > len(source.text):
        raise StaleError
    return source, snapshot.corpus.widen(source, place.start, place.end, card.before, card.after)


def _block(place: Place, card: Card, snapshot: Snapshot, words: Words, *, widened: bool) -> _Block:
    source, stretch = stretch_of(card, snapshot, place)
    start, end = (stretch.start, stretch.end) if widened else (place.start, place.end)
    shift = place.start - start
    first, last = stretch.first_paragraph, stretch.last_paragraph
    about = (
        words("quote.paragraph", paragraph=first)
        if first == last or not widened
        else words("quote.paragraphs", first=first, last=last)
    )
    highlights = tuple((a + shift, b + shift) for a, b in place.highlights)
    return _Block(source.text[start:end], highlights, source, about)


def _assemble(head: Iterable[str], blocks: Sequence[_Block], tail: Iterable[str], words: Words) -> str:
    """Put a message together; where it would be too long, links go first, then ends of quotes, and it says so."""
    before, after = [line for line in head if line], [line for line in tail if line]
    room = MESSAGE_LENGTH - sum(length(line) + 1 for line in (*before, *after))
    for linked in (True, False):
        drawn = [_draw(block, MESSAGE_LENGTH * 2, words, linked=linked) for block in blocks]
        if sum(length(part) + 1 for part in drawn) <= room:
            return "\n".join([*before, *drawn, *after])
    drawn = []
    for at, block in enumerate(blocks):
        share = room // (len(blocks) - at) - 1
        if at and share < length(attribution(block, words, linked=False)) + 2 * LEAST_QUOTE:
            break  # the other pages show it
        drawn.append(_draw(block, share, words, linked=len(blocks) == 1))
        room -= length(drawn[-1]) + 1
    return "\n".join([*before, *drawn, *after])


def _draw(block: _Block, room: int, words: Words, *, linked: bool) -> str:
    credit = attribution(block, words, linked=linked)
    room -= length(credit) + 1
    drawn, missing = blockquote(block.text, block.highlights, room)
    if not missing:
        return f"{drawn}\n{credit}"
    notice = length(words.count("quote.cut", len(block.text))) + 1
    drawn, missing = blockquote(block.text, block.highlights, room - notice)
    return f"{drawn}\n{words.count('quote.cut', missing)}\n{credit}"


def attribution(block: _Block, words: Words, *, linked: bool) -> str:
    """Return the line under a quote: title, publisher, paragraph, date, and a link to the sentence."""
    source = block.source
    parts = [block.about]
    if not block.follows:
        publisher = clip(one_line(source.publisher), PUBLISHER_LENGTH) if source.publisher else None
        parts = [part for part in (clip(one_line(source.title), TITLE_LENGTH), publisher, block.about) if part]
    if linked and source.url:
        link = masked_link(parts[0], sentence_link(source.url, block.text))
        if len(link) <= LINKED_LENGTH:
            parts[0] = link
    where = ", ".join(parts)
    if source.published and not block.follows:
        return f"— {where} · {words.date(source.published)}"
    return f"— {where}"
