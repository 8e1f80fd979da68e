"""The passages that are ranked: paragraphs of sources, or parts of long ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, overload

import numpy as np

from index.segment.columns import offsets
from index.segment.splitting import Role
from index.text.marks import without_half_marks
from index.text.shown import show

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from index.segment.columns import Columns
    from index.sources.source import Source
    from index.text.shown import Shown
    from index.text.spans import Span

    Ints = npt.NDArray[np.int32]
    Longs = npt.NDArray[np.int64]

CACHED = 1 << 13  # passages, and as many sentences, that are kept for the next question
MARKED = 1 << 10  # sources whose markup is kept: all passages of one share it


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a source, or a run of sentences of a long one."""

    source: Source
    paragraph: int  # 1-based
    role: Role
    sentences: tuple[Span, ...]  # of the source's text, in order, disjoint
    lead: Span | None = None  # what must be seen above any of them: the lead-in of a list, the header of a table
    hidden: tuple[Span, ...] = field(default=(), repr=False)  # the markup of the source

    @property
    def start(self) -> int:
        """Where its first sentence starts in the source's text."""
        return self.sentences[0][0]

    @property
    def end(self) -> int:
        """Where its last sentence ends in the source's text."""
        return self.sentences[-1][1]

    @property
    def text(self) -> str:
        """The source's own words."""
        return self.source.text[self.start : self.end]

    def shown(self, start: int, end: int) -> Shown:
        """Return what is seen of `source.text[start:end]`."""
        return show(self.source.text, start, end, self.hidden)

    def shown_sentences(self, first: int, last: int) -> Shown:
        """Return what is seen of the sentences from number `first` to number `last`."""
        return self.shown(self.sentences[first][0], self.sentences[last][1])

    def quotable(self, first: int, last: int) -> Span:
        """Return where these sentences stand in the text, without a quotation mark whose counterpart is not theirs."""
        shown = self.shown_sentences(first, last)
        return shown.span(*without_half_marks(shown.text))


class Passages(Sequence[Passage]):
    """The passages of sources in reading order, each made when it is asked for."""

    def __init__(
        self, sources: Sequence[Source], columns: Columns, first_passages: Longs, first_sentences: Longs
    ) -> None:
        self._size = len(columns.roles)
        # The caches hold what they need and not this object: a cycle would keep the arrays of an old corpus.
        maker = _Maker(sources, columns, first_passages, first_sentences, _hidden_of(columns))
        self._passage = lru_cache(maxsize=CACHED)(maker.passage)
        self.sentence = lru_cache(maxsize=CACHED)(maker.sentence)

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, number: int) -> Passage: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[Passage, ...]: ...
    def __getitem__(self, number: int | slice) -> Passage | tuple[Passage, ...]:
        if isinstance(number, slice):
            return tuple(map(self._passage, range(*number.indices(self._size))))
        if not -self._size <= number < self._size:
            raise IndexError(f"there are {self._size} passages, none is number {number}")
        return self._passage(number % self._size)


@dataclass(frozen=True, slots=True)
class _Maker:
    sources: Sequence[Source]
    columns: Columns
    first_passages: Longs
    first_sentences: Longs
    hidden: Callable[[int], tuple[Span, ...]]  # the markup of a source

    def passage(self, p: int) -> Passage:
        source = int(np.searchsorted(self.first_passages, p, "right")) - 1
        first, last = self.columns.leads[p].tolist()
        return Passage(
            self.sources[source],
            int(self.columns.paragraphs[p]),
            Role(int(self.columns.roles[p])),
            _spans(self.columns.spans[self.first_sentences[p] : self.first_sentences[p + 1]]),
            (first, last) if last else None,
            self.hidden(source),
        )

    def sentence(self, number: int) -> str:
        """Return the words of a sentence as they are seen."""
        passage = int(np.searchsorted(self.first_sentences, number, "right")) - 1
        source = int(np.searchsorted(self.first_passages, passage, "right")) - 1
        start, end = self.columns.spans[number].tolist()
        return show(self.sources[source].text, start, end, self.hidden(source)).text


def _hidden_of(columns: Columns) -> Callable[[int], tuple[Span, ...]]:
    firsts = offsets(columns.hidden_spans)

    @lru_cache(maxsize=MARKED)
    def hidden(source: int) -> tuple[Span, ...]:
        return _spans(columns.hidden[firsts[source] : firsts[source + 1]])

    return hidden


def _spans(pairs: Ints) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in pairs.tolist())
