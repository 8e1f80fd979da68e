"""From text to the numbers of pieces that the encoder reads."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sentencepiece import SentencePieceProcessor

START, PAD, END = 0, 1, 2
_REPEATED = re.compile(r"([^\w\s])\1+")
TITLE, QUESTION = 24, 64  # pieces at most
WINDOW = 480  # pieces of all sentences together: the encoder knows 512 places


@dataclass(frozen=True, slots=True)
class Window:
    """What is read at once: consecutive sentences of one source, below its title."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a window, and where its sentences are among them."""

    ids: list[int]
    first: int  # of the first sentence; the others follow
    counts: list[int]  # of each sentence, never 0


def pieces_of_window(vocabulary: SentencePieceProcessor, window: Window) -> Pieces:
    """Return the pieces of a window; where there are too many, the longest sentences lose their ends."""
    title, *sentences = vocabulary.encode([normalised(f"passage: {window.title}"), *map(normalised, window.sentences)])
    head, rows = [START, *title[:TITLE]], [row or [END] for row in sentences]
    most = _fair_share([len(row) for row in rows], WINDOW)
    rows = [row[:most] for row in rows]
    return Pieces([*head, *(piece for row in rows for piece in row), END], len(head), [len(row) for row in rows])


def pieces_of_question(vocabulary: SentencePieceProcessor, question: str) -> list[int]:
    """Return the pieces of a question; however often a mark is repeated, "????", it says no more than once."""
    once = _REPEATED.sub(r"\1", question)
    return [START, *vocabulary.encode(normalised(f"query: {once}"))[:QUESTION], END]


def normalised(text: str) -> str:
    """Return `text` as the vocabulary knows it; half of a surrogate pair, which no encoding has, becomes "?"."""
    text = text.encode("utf-8", "replace").decode()
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _fair_share(lengths: Sequence[int], room: int) -> int:
    """Return the length that each may have at most, so that all together fit; at least 1."""
    left, many = room, len(lengths)
    for length in sorted(lengths):
        if length * many >= left:
            return max(left // many, 1)
        left, many = left - length, many - 1
    return max(lengths, default=1)
