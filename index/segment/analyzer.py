"""Analyze sources: split them into passages and sentences, and number their informative words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.segment.columns import Columns
from index.text.paragraphs import split
from index.text.stopwords import is_stop_word
from index.text.tokens import fold, written_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from index.sources.source import Source

    Ints = npt.NDArray[np.int32]

STOP_WORD = -1


class Analyzer:
    """Splits sources and numbers the forms of their words, from `first` on."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._numbers: dict[str, int] = {}
        self._spellings: dict[str, _Spellings] = {}

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms met, in the order of their numbers."""
        return tuple(self._numbers)

    def analyze(self, source: Source) -> Columns:
        """Return the columns of a source."""
        if source.language not in self._spellings:
            self._spellings[source.language] = _Spellings(source.language, self._number)
        spellings = self._spellings[source.language]
        blocks = split(source.text, markdown=source.path.suffix.lower() == ".md")
        spans = [span for block in blocks for span in block.sentences]
        tokens: list[int] = []
        words = []
        for start, end in spans:
            found = spellings.informative(source.text, start, end)
            tokens += found
            words.append(len(found))
        title = spellings.informative(source.title, 0, len(source.title))
        return Columns(
            passages=_ints([len(blocks)]),
            paragraphs=_ints([block.paragraph for block in blocks]),
            roles=np.array([block.role for block in blocks], np.uint8),
            sentences=_ints([len(block.sentences) for block in blocks]),
            spans=_ints(spans).reshape(-1, 2),
            words=_ints(words),
            tokens=_ints(tokens),
            title_words=_ints([len(title)]),
            title_tokens=_ints(title),
        )

    def _number(self, form: str) -> int:
        return self._numbers.setdefault(form, self._first + len(self._numbers))


class _Spellings(dict[str, int]):
    """The number of each word of a language as it is written, `STOP_WORD` for one without information."""

    def __init__(self, language: str, number: Callable[[str], int]) -> None:
        self._language, self._number = language, number

    def __missing__(self, written: str) -> int:
        word = fold(written)
        number = STOP_WORD if is_stop_word(word, self._language) else self._number(f"{self._language} {word}")
        self[written] = number
        return number

    def informative(self, text: str, start: int, end: int) -> list[int]:
        """Return the numbers of the informative words of `text[start:end]`."""
        return [n for n in map(self.__getitem__, written_words(text, start, end)) if n != STOP_WORD]


def _ints(values: Sequence[object]) -> Ints:
    return np.array(values, np.int32)
