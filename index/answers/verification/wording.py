"""The words of a text as a checker of quotes compares them: folded, with the signs that change what is said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.text.tokens import Token, tokenize

if TYPE_CHECKING:
    from index.segment.passages import Passage

_SIGN = re.compile(r"[%‰$€£¥₹]|(?<![\w-])[-−+](?=\d)")


def read_words(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the words, numbers and signs of `text[start:end]` in order, with spans in `text`."""
    end = len(text) if end is None else end
    signs = (
        Token(found.start(), found.end(), found[0].replace("−", "-")) for found in _SIGN.finditer(text, start, end)
    )
    return sorted([*tokenize(text, start, end), *signs])


def read_passage(passage: Passage) -> list[Token]:
    """Return the words that are seen of a passage, with spans in its source's text."""
    return [word for start, end in passage.sentences for word in _read_sentence(passage, start, end)]


def _read_sentence(passage: Passage, start: int, end: int) -> list[Token]:
    text, shown = passage.source.text, passage.shown(start, end)
    if shown.pieces == ((start, end),):  # nothing is hidden in it
        return read_words(text, start, end)
    return [Token(*shown.span(word.start, word.end), word.text) for word in read_words(shown.text)]
