"""The markup of a wiki's page, as a dump holds it: what a reader of the page does not see."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.sources.formats.plain.wiki.tables import Tables, find_tables
from index.text.spans import merge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from index.text.spans import Span

_SIGNS = (
    re.compile(r"^={2,6}[^=\r\n]{1,120}={2,6}[ \t]*$", re.MULTILINE),
    re.compile(r"\[\[[^\W_][^\[\]\r\n]{0,120}\]\]"),
    re.compile(r"'''[^'\r\n]{1,120}'''"),
    re.compile(r"\{\{[^\W\d_][^{}\r\n|]{1,40}[|}\r\n]"),
)
_HEADING = re.compile(r"^(={2,6})[ \t]{0,9}(?=[^=\s])([^=\r\n]{1,200})(={2,6})[ \t]*+$", re.MULTILINE)
_HIDDEN = re.compile(
    r"<ref\b[^<>]{0,300}/>|<br\s{0,3}/?>|</?(?:small|nowiki|sup|sub|center|div|span|blockquote)\b[^<>]{0,200}>|'{2,5}|__[A-Z]{3,20}__"
    r"|&(?:nbsp|thinsp|ensp|emsp|#160);|^(?:\{\||\|\}|\|-)[^\r\n]{0,500}",
    re.MULTILINE,
)
_BRACKET = re.compile(r"\{\{|\}\}|\[\[|\]\]")
_CLOSES_ITSELF = re.compile(r"<ref\b[^<>]{0,300}/>")
_FIELD = re.compile(r"^[ \t]{0,20}\|[^\r\n]{1,2000}", re.MULTILINE)
_NAME_LENGTH = 300
_EXTERNAL = re.compile(r"\[https?://[^\s\[\]]{1,500}(?:\s|(?=\]))")
_FILES = ("file:", "image:", "fichier:", "category:", "catégorie:", "media:")
_SAYS = frozenset("convert cvt unité nombre heure date date- nowrap nobr lang formatnum s- s siècle".split())
_SEPARATORS = re.compile(r"\|")


@dataclass(frozen=True, slots=True)
class Markup:
    """The markup of a wiki's page."""

    hidden: tuple[Span, ...] = ()
    headings: Mapping[int, int] = field(default_factory=dict)  # the level of each, by where its line starts
    asides: tuple[Span, ...] = ()  # what boxes say
    tables: Tables = field(default_factory=Tables)


def markup(text: str) -> Markup:
    """Find the markup of a wiki's page; in a text that is none, nothing."""
    if sum(sign.search(text) is not None for sign in _SIGNS) < 2 and not text[:80].lstrip().startswith("{{"):
        return Markup()
    hidden: list[Span] = [match.span() for match in _HIDDEN.finditer(text)]
    hidden += [*_enclosed(text, "<!--", "-->"), *_enclosed(text, "<ref", "</ref>")]
    headings = {}
    for match in _HEADING.finditer(text):
        hidden += [match.span(1), match.span(3)]
        headings[match.start()] = len(match[1])
    tables = find_tables(text)
    hidden += tables.hidden
    asides = [*tables.captions]
    for match in _EXTERNAL.finditer(text):
        close = text.find("]", match.end(), match.end() + 300)
        hidden += [match.span(), (close, close + 1)] if close >= 0 else []
    for start, end, opener, inner in _bracketed(text):
        if opener == "]]":
            hidden += _link(text, start, end)
        elif inner:
            hidden += _inner(text, start, end)
        else:
            shown, boxed = _template(text, start, end)
            hidden += shown
            asides += boxed
    return Markup(tuple(merge(hidden)), headings, tuple(sorted(asides)), tables)


def _enclosed(text: str, opener: str, closer: str) -> Iterator[Span]:
    """Yield what stands between an opener and the next closer, with both."""
    start = text.find(opener)
    while start >= 0 and (end := text.find(closer, start)) >= 0:
        if not _CLOSES_ITSELF.match(text, start):
            yield start, end + len(closer)
            start = text.find(opener, end)
        else:
            start = text.find(opener, start + 1)


def _bracketed(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Yield templates and links, and whether each stands inside a template."""
    open_templates: list[int] = []
    open_links: list[int] = []
    for match in _BRACKET.finditer(text):
        bracket = match[0]
        if bracket == "{{":
            open_templates.append(match.start())
        elif bracket == "}}" and open_templates:
            start = open_templates.pop()
            yield start, match.end(), bracket, bool(open_templates)
        elif bracket == "[[":
            open_links.append(match.start())
        elif bracket == "]]" and open_links:
            yield open_links.pop(), match.end(), bracket, bool(open_templates)


def _link(text: str, start: int, end: int) -> list[Span]:
    target = text[start + 2 : start + 12].lstrip(": ").lower()
    if target.startswith(_FILES):
        return [(start, end)]
    bar = text.find("|", start, min(end, start + _NAME_LENGTH))
    return [(start, bar + 1 if bar >= 0 else start + 2), (end - 2, end)]


def _inner(text: str, start: int, end: int) -> list[Span]:
    bar = text.find("|", start, min(end, start + _NAME_LENGTH))
    bars = [match.span() for match in _SEPARATORS.finditer(text, start, min(end, start + _NAME_LENGTH))]
    return [(start, bar + 1 if bar >= 0 else start + 2), *bars, (end - 2, end)]


def _template(text: str, start: int, end: int) -> tuple[list[Span], list[Span]]:
    """Return what is hidden of a template, and the lines of a box that say something."""
    fields = [match.span() for match in _FIELD.finditer(text, start, end) if "=" in match[0]]
    if fields:
        return _box(text, start, end, fields)
    bar = text.find("|", start, end)
    name = text[start + 2 : min(bar if bar >= 0 else end - 2, start + 40)].strip().lower()
    if bar < 0 or name not in _SAYS:
        return [(start, end)], []
    hidden, at, last = [(start, bar + 1)], bar + 1, 2 if name in {"convert", "cvt"} else 3
    for count, match in enumerate(_SEPARATORS.finditer(text, at, end - 2), 1):
        if count == last:
            return [*hidden, (match.start(), end)], []
        hidden.append(match.span())
    return [*hidden, (end - 2, end)], []


def _box(text: str, start: int, end: int, fields: list[Span]) -> tuple[list[Span], list[Span]]:
    hidden, asides, at = [], [], start
    for first, line_end in fields:
        last = min(line_end, end - 2)
        words = text.find("|", first) + 1
        equals = text.find("=", first, last)
        if equals < 0 or not text[equals + 1 : last].strip():
            continue
        hidden.append((at, words))
        asides.append((words, last))
        at = last
    return [*hidden, (at, end)], asides
