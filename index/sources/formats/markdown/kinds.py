"""What the parts of a text are to each other: what stands over what, and what says nothing of the matter."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from index.sources.formats.boilerplate import is_boilerplate, is_pointer
from index.sources.formats.bylines import is_byline
from index.sources.formats.document import Kind
from index.sources.formats.markdown.sections import asks, headline
from index.sources.formats.plain.marks import LABEL_WORDS
from index.text.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.sources.formats.markdown.part import Part

_STANDS_OVER = {Kind.HEADING, Kind.QUESTION, Kind.LEAD}
_ASKED = 300  # characters, at most, of a paragraph that is a question
_DEEPEST = 6  # of headings
_OPENING, _CLOSING = 8, 6  # parts: a byline stands among the first, or the last


def settle(parts: list[Part]) -> Part | None:
    """Settle the kinds of parts by what follows each; return the title, the heading before any other text."""
    _set_aside(parts)
    title = next((part for part in parts if part.kind is not Kind.ASIDE), None)
    if title is None or title.kind is not Kind.HEADING:
        title = None
    else:
        title.level = 1
    follower: Part | None = None
    for part in reversed(parts):
        if part is not title and not part.header:
            part.kind = _kind(part, follower)
            if part.kind is Kind.HEADING:
                part.level = part.level or _DEEPEST
        follower = part
    return title


def numbers(parts: list[Part]) -> Iterator[int]:
    """Yield the number of each part's paragraph, as a reader counts: what stands over a paragraph bears its number."""
    number = group = 0
    for part in parts:
        if part.group == group:
            yield number
        elif part.kind in _STANDS_OVER or part.header:
            yield number + 1
        else:
            number, group = number + 1, part.group
            yield number


def _set_aside(parts: list[Part]) -> None:
    lists: defaultdict[int, list[Part]] = defaultdict(list)
    for number, part in enumerate(parts):
        if part.kind is Kind.ITEM:
            lists[part.group].append(part)
        elif part.kind is Kind.PARAGRAPH and (part.pointing or is_boilerplate(part.words)):
            part.kind = Kind.ASIDE
        elif part.kind is Kind.PARAGRAPH and part.words and (number < _OPENING or number >= len(parts) - _CLOSING):
            part.kind = Kind.ASIDE if is_byline(part.words) else part.kind
    if len(parts) > 1 and parts[-1].kind is Kind.PARAGRAPH and is_pointer(parts[-1].words):
        parts[-1].kind = Kind.ASIDE
    for items in lists.values():
        if all(item.pointing for item in items):
            for item in items:
                item.kind = Kind.ASIDE


def _kind(part: Part, follower: Part | None) -> Kind:
    """Tell what a part is, with what it is followed by."""
    if follower is None:
        return part.kind
    stands_over = follower.kind is not Kind.HEADING
    if part.kind is Kind.HEADING:
        return Kind.QUESTION if stands_over and asks(part.words) else Kind.HEADING
    if part.kind is Kind.QUOTATION:
        return Kind.QUESTION if stands_over and _is_question(part) else part.kind
    if part.kind is not Kind.PARAGRAPH:
        return part.kind
    if part.bold and part.bold >= len(part.words.rstrip(" :")) - 1:
        kind = headline(part.words)
        return kind if kind and (stands_over or kind is Kind.HEADING) else part.kind
    if part.words.endswith(":"):
        return Kind.HEADING if len(part.words.split()) <= LABEL_WORDS else part.kind
    return Kind.QUESTION if stands_over and follower.kind is not Kind.QUESTION and _is_question(part) else part.kind


def _is_question(part: Part) -> bool:
    """Tell a paragraph that is one question."""
    if not asks(part.words) or len(part.words) > _ASKED:
        return False
    return len(list(split_sentences(part.words, 0, len(part.words)))) == 1
