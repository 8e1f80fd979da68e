"""The passages of a corpus: a sequence over arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, overload

import numpy as np

from index.segment.forward import offsets
from index.segment.passage import Passage
from index.text.paragraphs import Role

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.segment.forward import Layout
    from index.sources.source import Source

    Indices = npt.NDArray[np.intp]
    Longs = npt.NDArray[np.int64]

KEPT = 1 << 13  # passages, and sentences, that are kept for the next question once they were made


class Passages(Sequence[Passage]):
    """The passages of sources in reading order, each made when it is asked for.

    Sentences are numbered through all of them: passage `p` holds those from `first_sentences[p]` up to
    `first_sentences[p + 1]`, source `s` the passages from `first_passages[s]` up to `first_passages[s + 1]`.
    """

    def __init__(self, sources: Sequence[Source], layout: Layout) -> None:
        self.sources = sources
        self.roles, self.spans = layout.roles, layout.spans
        self.first_passages, self.first_sentences = offsets(layout.passages), offsets(layout.sentences)
        # The caches hold what they need and not this object: a cycle would keep the arrays of an old corpus.
        maker = _Maker(sources, layout, self.first_passages, self.first_sentences)
        self._passage = lru_cache(maxsize=KEPT)(maker.passage)
        self.sentence = lru_cache(maxsize=KEPT)(maker.sentence)

    def __len__(self) -> int:
        return len(self.roles)

    @overload
    def __getitem__(self, number: int) -> Passage: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[Passage, ...]: ...
    def __getitem__(self, number: int | slice) -> Passage | tuple[Passage, ...]:
        size = len(self.roles)
        if isinstance(number, slice):
            return tuple(map(self._passage, range(*number.indices(size))))
        if not -size <= number < size:
            raise IndexError(f"there are {size} passages, none is number {number}")
        return self._passage(number % size)

    def have_role(self, numbers: Indices, *roles: Role) -> npt.NDArray[np.bool_]:
        """Tell which of the passages with these numbers have one of the roles."""
        wanted = sum(1 << role for role in roles)
        return wanted >> self.roles[numbers] & 1 > 0


@dataclass(frozen=True, slots=True)
class _Maker:
    sources: Sequence[Source]
    layout: Layout
    first_passages: Longs
    first_sentences: Longs

    def passage(self, p: int) -> Passage:
        source = int(np.searchsorted(self.first_passages, p, "right")) - 1
        spans = self.layout.spans[self.first_sentences[p] : self.first_sentences[p + 1]].tolist()
        sentences = tuple((start, end) for start, end in spans)
        return Passage(self.sources[source], int(self.layout.paragraphs[p]), Role(int(self.layout.roles[p])), sentences)

    def sentence(self, number: int) -> str:
        """Return the words of a sentence."""
        passage = int(np.searchsorted(self.first_sentences, number, "right")) - 1
        source = int(np.searchsorted(self.first_passages, passage, "right")) - 1
        start, end = self.layout.spans[number].tolist()
        return self.sources[source].text[start:end]
