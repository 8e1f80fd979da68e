"""Where everything stands: passages, sentences and words of sources, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from index.text.paragraphs import split
from index.text.stopwords import is_stop_word
from index.text.tokens import fold, written_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy.typing as npt

    from index.sources.source import Source

    AnyInts = npt.NDArray[np.integer]
    Indices = npt.NDArray[np.intp]
    Ints = npt.NDArray[np.int32]
    Longs = npt.NDArray[np.int64]
    Roles = npt.NDArray[np.uint8]

Kind = TypeVar("Kind", bound=np.integer)

STOP_WORD = -1


@dataclass(frozen=True, slots=True)
class Layout:
    """Passages `p`, their sentences `n` and the informative words of these, `w`, source after source in reading order.

    A word is the number of its form: the language and the folded word, `fr pannes`. Runs are given by their lengths,
    so layouts of several sources can stand one after the other; `offsets` turns these into places.
    """

    passages: Ints  # (source) how many it has
    paragraphs: Ints  # (p) 1-based
    roles: Roles  # (p)
    sentences: Ints  # (p) how many it has
    spans: Ints  # (n, 2) start and end in the source's text
    words: Ints  # (n) how many it has
    tokens: Ints  # (w)
    title_words: Ints  # (source) how many its title has
    title_tokens: Ints  # the words of the titles


def offsets(lengths: AnyInts) -> Longs:
    """Return where runs of these lengths start when they stand one after the other, and where the last one ends."""
    return np.concatenate([[0], _sums(lengths)])


def ranges(starts: AnyInts, lengths: AnyInts) -> Indices:
    """Return the integers of the ranges `start, start + 1 ... start + length - 1`, one range after the other."""
    ends = _sums(lengths)
    return np.repeat(starts - ends + lengths, lengths) + np.arange(ends[-1] if len(ends) else 0)


def _sums(lengths: AnyInts) -> Longs:
    return np.cumsum(lengths.astype(np.int64))  # cast first: numpy holds Python's lock while it adds and casts at once


def distinct(values: npt.NDArray[Kind]) -> npt.NDArray[Kind]:
    """Return the distinct values, ascending; unlike numpy's own this does not import masked arrays."""
    ordered = np.sort(values)
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def concatenate(layouts: Iterable[Layout]) -> Layout:
    """Return one layout for the sources of all."""
    none = np.empty(0, np.int32)
    start = Layout(none, none, none.astype(np.uint8), none, none.reshape(0, 2), none, none, none, none)
    return Layout(*map(np.concatenate, zip(*map(_columns, (start, *layouts)), strict=True)))


def take(layout: Layout, sources: Sequence[int]) -> Iterator[Layout]:
    """Yield the layout of each of the sources with these numbers: views, no copies."""
    passages, sentences, words = offsets(layout.passages), offsets(layout.sentences), offsets(layout.words)
    titles = offsets(layout.title_words)
    for s in sources:
        p = slice(passages[s], passages[s + 1])
        n = slice(sentences[p.start], sentences[p.stop])
        yield Layout(
            passages=layout.passages[s : s + 1],
            paragraphs=layout.paragraphs[p],
            roles=layout.roles[p],
            sentences=layout.sentences[p],
            spans=layout.spans[n],
            words=layout.words[n],
            tokens=layout.tokens[words[n.start] : words[n.stop]],
            title_words=layout.title_words[s : s + 1],
            title_tokens=layout.title_tokens[titles[s] : titles[s + 1]],
        )


def _columns(layout: Layout) -> tuple[npt.NDArray[np.integer], ...]:
    return tuple(getattr(layout, name) for name in Layout.__slots__)


class Reader:
    """Splits sources and numbers the forms of their words, from `first` on."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._numbers: dict[str, int] = {}
        self._spellings: dict[str, _Spellings] = {}

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms met, in the order of their numbers."""
        return tuple(self._numbers)

    def read(self, source: Source) -> Layout:
        """Return the layout of a source."""
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
        return Layout(
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
