"""HTML inside Markdown: its tags are hidden, its words are read."""

from __future__ import annotations

import re
from typing import NamedTuple

from index.sources.formats.markdown.parser import TEMPLATE
from index.text.spans import Span

# Each alternative ends at the first of a fixed string, at the next `<`, or with the text: linear.
_MARKUP = re.compile(
    r"(?:<!--.*?-->|<(?P<element>script|style|textarea|template|svg)\b.*?</(?P=element)\b[^<>]*+>?)"
    r"|(?P<open><!--|<(?P<unseen>script|style|textarea|template|svg)\b).*"
    r"|<[?!].*?(?:>|\Z)"
    r"|<(?P<close>/?)(?P<tag>[a-z][a-z0-9-]*+)(?:[^<>\"']|\"[^<\"]*\"|'[^<']*')*+>"
    rf"|{TEMPLATE}"
    r"|&(?:nbsp|ensp|emsp|thinsp|#160|#xa0);|(?<=&)amp;",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tr ul".split()
)


class Stretch(NamedTuple):
    """Words of an HTML block with no block's tag between them."""

    tag: str  # the block's tag right before them, "" where a closing one is
    spans: list[Span]


class Unended(NamedTuple):
    """A comment, or an element whose content is not seen, that an HTML block begins and does not end."""

    start: int
    closing: str


class RawHtml:
    """What is seen of an HTML block, in order, and what it leaves open."""

    def __init__(self, content: str) -> None:
        self.stretches: list[Stretch] = []
        self.unended: Unended | None = None
        at, tag, spans = 0, "", list[Span]()
        for match in _MARKUP.finditer(content):
            if content[at : match.start()].strip():
                spans.append((at, match.start()))
            at = match.end()
            if (name := (match["tag"] or "").lower()) in _BLOCK:
                self._add(tag, spans)
                tag, spans = "" if match["close"] else name, []
            elif match["open"] is not None:
                closing = f"</{match['unseen']}" if match["unseen"] else "-->"
                self.unended = Unended(match.start(), closing)
        if content[at:].strip():
            spans.append((at, len(content)))
        self._add(tag, spans)

    def _add(self, tag: str, spans: list[Span]) -> None:
        if spans:
            self.stretches.append(Stretch(tag, spans))
