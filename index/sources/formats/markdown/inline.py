"""What is seen of a paragraph: its content is walked token by token, and each token says what stands at the cursor."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.sources.formats.markdown.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from index.text.spans import Span

_COMMENT = re.compile("<!--")
_UNSEEN = {"image", "html_inline", "footnote_ref", "template"}
_STRUCK = {"s_open", "s_close"}  # seen: what is struck out is said no more, and would be said again without them


@dataclass(frozen=True, slots=True)
class Seen:
    """The spans of the text that are seen of a paragraph, and how it is set."""

    pieces: tuple[Span, ...]
    bold_until: int = 0  # where the bold words end that it begins with; 0 where it begins with none
    links: int = 0  # how many, where it has no words but theirs
    anchored: bool = False  # all links lead into the page itself
    comments: tuple[int, ...] = ()  # where one begins that the parser takes for words


def see(token: Token) -> Seen:
    """Tell what is seen of a paragraph; `token` is its inline token as `parse` makes it."""
    lines = Lines(token.meta["lines"])
    if token.type == "verbatim":
        comments = (lines.place(match.start()) for match in _COMMENT.finditer(token.content))
        return Seen(tuple(lines.pieces((0, len(token.content)))), comments=tuple(comments))
    walk = _Walk(token.content)
    spans = list(walk.spans(token.children or ()))
    return Seen(
        tuple(piece for span in spans for piece in lines.pieces(span)),
        lines.place(walk.bold_until - 1) + 1 if walk.bold_until else 0,
        0 if walk.unlinked else len(walk.targets),
        all(target.startswith("#") for target in walk.targets),
        tuple(map(lines.place, walk.comments)),
    )


class _Walk:
    """A walk over the tokens of a paragraph's content."""

    def __init__(self, content: str) -> None:
        self.content = content
        self.at = 0
        self.link = 0  # how deep inside links
        self.automatic = False  # inside <https://...>
        self.targets: list[str] = []
        self.unlinked = False
        self.bold = 0  # how deep inside the bold words that it begins with
        self.bold_until = 0
        self.comments: list[int] = []

    def spans(self, tokens: Sequence[Token]) -> Iterator[Span]:
        """Yield the spans of the content that are seen."""
        shown = False
        for token in tokens:
            if token.type == "strong_open" and (self.bold or not shown):
                self.bold += 1
            elif token.type == "strong_close" and self.bold:
                self.bold -= 1
                self.bold_until = self.at if not self.bold else 0
            start, end, self.at = self._step(token)
            if start >= end:
                continue
            words = self.content[start:end].strip()
            if words:
                # bold words that are not closed before others begin do not count
                shown = shown or not self.bold
                self.unlinked |= not self.link and any(map(str.isalnum, words))
            yield start, end

    def _step(self, token: Token) -> tuple[int, int, int]:
        """Return the span that is seen of a token, and where the next one begins."""
        at, kind = self.at, token.type
        if kind == "text":
            return self._text(token)
        if kind in {"softbreak", "hardbreak"}:
            line_end = self.content.index("\n", at)
            return line_end, line_end + 1, self._skip_space(line_end + 1)
        if kind == "code_inline":
            end, fence = token.meta["end"], len(token.markup)
            pad = (end - at - 2 * fence - len(token.content)) // 2
            return at + fence + pad, end - fence - pad, end
        if kind == "text_special":
            end = at + len(token.markup)
            return *_special(token, at, end), end
        if kind == "link_open":
            self.link += 1
            self.automatic = token.info == "auto"
            self.targets.append(str(token.attrs.get("href", "")))
            return at, at, at + 1
        if kind == "link_close":
            self.link -= 1
            end = token.meta["end"]
            automatic, self.automatic = self.automatic, False
            return (at, end - 1, end) if automatic else (at, at, end)
        end = token.meta["end"] if kind in _UNSEEN else at + len(token.markup)
        return (at, end, end) if kind in _STRUCK else (at, at, end)

    def _text(self, token: Token) -> tuple[int, int, int]:
        at = self.at
        if self.automatic:  # markdown-it gives it in another spelling than the text's: link_close takes it
            return at, at, at
        end = at + len(token.content)
        self.comments += (at + match.start() for match in _COMMENT.finditer(token.content))
        return at, end, end

    def _skip_space(self, at: int) -> int:
        while self.content[at : at + 1] in {" ", "\t"}:
            at += 1
        return at


def _special(token: Token, start: int, end: int) -> Span:
    """Return what is seen of an escaped character, or of an entity: all of it, unless a part of it is the character."""
    if token.content.isspace():
        return start, start
    if token.info == "escape":
        return end - len(token.content), end
    found = token.markup.find(token.content)
    return (start, end) if found < 0 else (start + found, start + found + len(token.content))
