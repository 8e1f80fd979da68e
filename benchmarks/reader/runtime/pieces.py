"""From text to the numbers of pieces that the encoder reads: windows of whole passages, and sentences by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tokenizers import Tokenizer

START, PAD, END = 0, 1, 2
WINDOW = 224  # pieces of a window, the title's with them
TITLE = 24
SENTENCE = 160
QUESTION = 64


@dataclass(frozen=True, slots=True)
class Document:
    """What is read at once: a title, and passages as tuples of sentences."""

    title: str
    passages: tuple[tuple[str, ...], ...]

    @property
    def sentences(self) -> list[str]:
        """All sentences in reading order."""
        return [sentence for passage in self.passages for sentence in passage]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a document: windows, for each sentence its window, start and end there, and each sentence alone."""

    windows: list[list[int]]
    places: list[tuple[int, int, int]]
    alone: list[list[int]]

    @property
    def window_of(self) -> list[int]:
        """The window of each piece of the windows in turn."""
        return [number for number, window in enumerate(self.windows) for _ in window]

    @property
    def sentence_of(self) -> list[int]:
        """The sentence of each piece of the windows in turn, -1 for the title's."""
        rows = [[-1] * len(window) for window in self.windows]
        for number, (window, start, end) in enumerate(self.places):
            rows[window][start:end] = [number] * (end - start)
        return [number for row in rows for number in row]


def of_document(tokenizer: Tokenizer, title: str, passages: Sequence[Sequence[str]]) -> Pieces:
    """Return the pieces of a document; a passage is not cut where a window can hold it."""
    head = [START, *tokenizer.encode(f"passage: {title}").ids[:TITLE]]
    windows: list[list[int]] = [[*head]]
    places, alone = [], []

    def room_for(count: int) -> None:
        if len(windows[-1]) > len(head) and len(windows[-1]) + count >= WINDOW:
            windows.append([*head])

    for passage in passages:
        rows = [encoding.ids[:SENTENCE] for encoding in tokenizer.encode_batch(list(passage))]
        room_for(sum(map(len, rows)))
        for row in rows:
            room_for(len(row))
            start = len(windows[-1])
            windows[-1] += row
            places.append((len(windows) - 1, start, len(windows[-1])))
        by_itself = tokenizer.encode_batch([f"passage: {sentence}" for sentence in passage])
        alone += [[START, *encoding.ids[:SENTENCE], END] for encoding in by_itself]
    return Pieces([[*window, END] for window in windows], places, alone)


def of_question(tokenizer: Tokenizer, question: str) -> list[int]:
    """Return the pieces of a question."""
    return [START, *tokenizer.encode(f"query: {question}").ids[:QUESTION], END]
