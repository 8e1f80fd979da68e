"""Discord's markdown: show any text as it is, and measure it as Discord does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from index import Span

MESSAGE_LENGTH = 2000
LAYOUT_LENGTH = 4000  # of all texts of a message in Components V2

# What Discord would obey: emphasis, code, spoilers, links, mentions, emoji, timestamps, invitations; at the start of a
# line headings, lists, subtext and quotes. All else stays as it is, so that prose reads the same in the raw message.
_ACTIVE = re.compile(
    r"(?P<anywhere>[\\*_~|`\[\]<@])"
    r"|(?P<emoji>:)(?=[\w+-]+:)"
    r"|(?P<address>:)(?=//)"
    r"|(?P<invitation>\.)(?=gg/|com/invite)"
    r"|(?P<number>(?<![^\r\n])[^\S\r\n]*\d+)(?P<dot>[.)])"
    r"|(?P<margin>(?<![^\r\n])[^\S\r\n]*)(?P<mark>[#>+-])"
)
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_NEWLINE = re.compile(r"\r\n?|\n")
_MENTION = re.compile(r"<@[!&]?\d+>")
# What a line of text obeys: control characters, and those that turn the direction of all that follows them.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def escape(text: str) -> str:
    """Return markdown that shows `text`, which starts a line."""
    return _ACTIVE.sub(_escape_match, text)


def unescape(markdown: str) -> str:
    """Undo `escape`."""
    return _ESCAPED.sub(r"\1", markdown)


def strip_mentions(content: str) -> str:
    """Return what a message says apart from mentions and lone surrogates, trimmed."""
    return _SURROGATE.sub("\ufffd", _MENTION.sub(" ", content)).strip()


def length(text: str) -> int:
    """Measure a text in UTF-16 units, the strictest way that any Discord client counts."""
    return len(text) + sum(c > "\uffff" for c in text)


def one_line(text: str) -> str:
    """Make a text a single line that changes nothing beside it: white space evened out, control characters left out."""
    return " ".join(_CONTROL.sub("", text).split())


def clip(text: str, limit: int) -> str:
    """Shorten a text that is no quote to `limit` units of markdown, at a word where possible; return the markdown."""
    if length(escape(text)) <= limit:
        return escape(text)
    end = _longest(text, limit - 1, escape)
    space = text.rfind(" ", end // 2, end)
    return escape(text[: space if space > 0 else end].rstrip()) + "…"


def blockquote(text: str, highlights: Iterable[Span], limit: int) -> tuple[str, int]:
    """Return a quote's markdown in at most `limit` units, and how many characters of it had to be left out."""
    spans = list(highlights)

    def draw(part: str) -> str:
        return _draw_lines(part, spans)

    if length(draw(text)) <= limit:
        return draw(text), 0
    end = _longest(text, limit, draw)
    space = max(text.rfind(white, end * 3 // 4, end) for white in (" ", "\n"))
    end = space if space > 0 else end
    return draw(text[:end]), len(text) - end


def _longest(text: str, limit: int, draw: Callable[[str], str]) -> int:
    """Return the most characters of `text` whose drawing has at most `limit` units."""
    low, high = 0, min(len(text), max(limit, 0))
    while low < high:
        middle = (low + high + 1) // 2
        if length(draw(text[:middle])) <= limit:
            low = middle
        else:
            high = middle - 1
    return low


def _draw_lines(text: str, highlights: list[Span]) -> str:
    """Quote every line, with the highlighted words in bold."""
    # What must be escaped depends on its neighbours, so it is found in the whole text, not in its pieces.
    marks = {match.start(group) for match in _ACTIVE.finditer(text) for group in _MARKS if match[group] is not None}
    drawn = []
    for start, end, strong in _pieces(text, highlights):
        piece = "".join(f"\\{text[at]}" if at in marks else text[at] for at in range(start, end))
        drawn.append(f"**{piece}**" if strong else piece)
    return "\n".join(f"> {line}" for line in _NEWLINE.split("".join(drawn)))


_MARKS = ("anywhere", "emoji", "address", "invitation", "dot", "mark")


def _pieces(text: str, highlights: list[Span]) -> Iterator[tuple[int, int, bool]]:
    """Cut a text into plain and strong pieces; a strong one stays within a line and touches no other."""
    at = 0
    for start, end in _merge(text, highlights):
        if start > at:
            yield at, start, False
        yield start, end, True
        at = end
    if at < len(text):
        yield at, len(text), False


def _merge(text: str, highlights: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in highlights:
        for line in re.finditer(r"[^\r\n]+", text[start:end]):
            first, last = start + line.start(), start + line.end()
            stripped = text[first:last].strip()
            if not stripped:
                continue
            first += len(text[first:last]) - len(text[first:last].lstrip())
            last = first + len(stripped)
            if merged and first <= merged[-1][1]:
                merged[-1] = (merged[-1][0], last)
            else:
                merged.append((first, last))
    return merged


def _escape_match(match: re.Match[str]) -> str:
    kept = (match["number"] or "") + (match["margin"] or "")
    return f"{kept}\\{match[0][len(kept) :]}"
