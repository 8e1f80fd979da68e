"""What sentences are chosen from for a summary, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.answers.summary.standing import unit_of
from index.segment.columns import distinct
from index.segment.splitting import Role

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.answers.summary.standing import Unit
    from index.segment.forward import ForwardIndex

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Material:
    """The sentences `n` of the body of some passages, in reading order, and their distinct stems `w`."""

    forward: ForwardIndex
    numbers: Indices  # n -> the number of the sentence in the forward index
    passages: Indices  # n -> the number of its passage
    rows: Indices  # w -> n, ascending
    stems: Indices  # w -> the number of the stem in the vocabulary
    topic: frozenset[int] = frozenset()  # the stems that are asked about

    @classmethod
    def of(cls, forward: ForwardIndex, treated: Flags | None = None, topic: frozenset[int] = frozenset()) -> Material:
        """Gather the sentences of the body, of the passages (p) that are `treated` alone where there is a topic."""
        body = forward.have_role(np.arange(len(forward.passages)), Role.BODY)
        passages = np.flatnonzero(body if treated is None else body & treated)
        numbers, places = forward.sentences_of(passages)
        forms, rows = forward.forms_of(numbers)
        size = max(len(forward.vocabulary.stems), 1)
        rows, stems = np.divmod(distinct(rows * size + forward.vocabulary.stem_of[forms]), size)
        return cls(forward, numbers, passages[places], rows, stems, topic)

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def counts(self) -> Indices:
        """How many distinct informative stems each sentence has: (n)."""
        return np.bincount(self.rows, minlength=len(self))

    @property
    def sources(self) -> Indices:
        """The number of the source of each sentence: (n)."""
        return self.forward.source_of[self.passages]

    @property
    def positions(self) -> Floats:
        """Where in its source each sentence starts: (n), 0 at its beginning to 1 at its end."""
        lengths = np.array([max(len(source.text), 1) for source in self.forward.sources])
        starts: Floats = self.forward.columns.spans[self.numbers, 0] / lengths[self.sources]
        return starts

    @property
    def on_topic(self) -> Flags:
        """Whether each sentence holds a word of the topic: (n), all of them where there is none."""
        if not self.topic:
            return np.ones(len(self), bool)
        named = np.isin(self.stems, list(self.topic))
        return np.bincount(self.rows, named, len(self)) > 0

    def text(self, n: int) -> str:
        """Return a sentence as it is seen."""
        return self.forward.sentence(int(self.numbers[n]))

    def words(self, n: int) -> frozenset[int]:
        """Return the distinct stems of a sentence."""
        first, last = np.searchsorted(self.rows, [n, n + 1])
        return frozenset(self.stems[first:last].tolist())

    def unit(self, n: int) -> Unit | None:
        """Return what to quote for a sentence, None where it cannot be quoted."""
        p = int(self.passages[n])
        first = int(self.forward.first_passages[self.forward.source_of[p]])
        opens = not self.forward.have_role(np.arange(first, p), Role.BODY).any()
        return unit_of(self.forward.passages[p], p, int(self.numbers[n] - self.forward.first_sentences[p]), opens=opens)

    def members(self, unit: Unit) -> range:
        """Return which sentences a unit quotes."""
        first = int(np.searchsorted(self.numbers, self.forward.first_sentences[unit.passage] + unit.first))
        return range(first, first + unit.size)
