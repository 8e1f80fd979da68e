"""Windows: the runs of passages that are read at once, so that a sentence is understood where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.segment.passages import Passage

CHARACTERS = 900  # of a window, unless a single passage has more
SENTENCES = 120  # of a window: each has a piece at least


def cut(characters: Sequence[int], sentences: Sequence[int]) -> list[int]:
    """Return the number of the first passage of each window, given what each passage of a source holds.

    >>> cut([400, 400, 400, 2000, 10], [3, 3, 3, 9, 1])
    [0, 2, 3, 4]
    """
    starts: list[int] = []
    length = count = 0
    for number, (more, several) in enumerate(zip(characters, sentences, strict=True)):
        if not starts or length + more > CHARACTERS or count + several > SENTENCES:
            starts.append(number)
            length = count = 0
        length, count = length + more, count + several
    return starts


def texts_of(passage: Passage) -> list[str]:
    """Return the sentences of a passage as they are read: in the words that are seen, each with what announces it."""
    lead = f"{passage.shown(*passage.lead).text} " if passage.lead else ""
    return [f"{lead}{passage.shown(*sentence).text}" for sentence in passage.sentences]
