"""Analyze sources: split them into passages and sentences, and number their informative words."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from index.segment.columns import Columns
from index.segment.splitting import split
from index.sources.formats.reading import read_document
from index.text.shown import show
from index.text.stopwords import is_stop_word
from index.text.tokens import fold, written_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from index.sources.formats.document import Document
    from index.sources.source import Source
    from index.text.spans import Span

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
        document = source.document or read_document(source.path, source.text)
        parts = split(document)
        spans = [span for part in parts for span in part.sentences]
        words = [spellings.informative(document, span) for span in spans]
        above = [[word for span in part.above for word in spellings.informative(document, span)] for part in parts]
        title = spellings.of(source.title, 0, len(source.title))
        return Columns(
            passages=_ints([len(parts)]),
            paragraphs=_ints([part.paragraph for part in parts]),
            roles=np.array([part.role for part in parts], np.uint8),
            leads=_ints([part.lead or (0, 0) for part in parts]).reshape(-1, 2),
            sentences=_ints([len(part.sentences) for part in parts]),
            spans=_ints(spans).reshape(-1, 2),
            words=_ints(list(map(len, words))),
            tokens=_ints([*chain.from_iterable(words)]),
            above_words=_ints(list(map(len, above))),
            above_tokens=_ints([*chain.from_iterable(above)]),
            title_words=_ints([len(title)]),
            title_tokens=_ints(title),
            hidden_spans=_ints([len(document.hidden)]),
            hidden=_ints(document.hidden).reshape(-1, 2),
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

    def informative(self, document: Document, span: Span) -> list[int]:
        """Return the numbers of the informative words that are seen of a span of a document."""
        if not document.hidden:
            return self.of(document.text, *span)
        shown = show(document.text, *span, document.hidden).text
        return self.of(shown, 0, len(shown))

    def of(self, text: str, start: int, end: int) -> list[int]:
        """Return the numbers of the informative words of `text[start:end]`."""
        return [n for n in map(self.__getitem__, written_words(text, start, end)) if n != STOP_WORD]


def _ints(values: Sequence[object]) -> Ints:
    return np.array(values, np.int32)
