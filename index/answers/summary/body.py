"""What a summary is chosen from: the sentences of the body of the sources, as words and as places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.answers.choice import fits, is_whole, leans_back, quotation
from index.search.topics import passages_about, sentences_about
from index.segment.columns import distinct
from index.segment.splitting import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Self

    import numpy.typing as npt

    from index.segment.build import Segment
    from index.segment.forward import ForwardIndex
    from index.segment.passages import Passage

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]
    Run = tuple[int, int, int]  # the number of a passage, the first and the last of its sentences


@dataclass(frozen=True, eq=False)
class Body:
    """The sentences `b` of the body, in reading order: their numbers in the forward index and their passages'."""

    forward: ForwardIndex
    sentences: Indices  # (b)
    owners: Indices  # (b)

    @classmethod
    def of(cls, forward: ForwardIndex, wanted: Flags | None = None) -> Self:
        """Return the body of all sources, or of the passages (p) that are wanted."""
        body = forward.have_role(np.arange(len(forward.passages)), Role.BODY)
        numbers = np.flatnonzero(body if wanted is None else body & wanted)
        sentences, places = forward.sentences_of(numbers)
        return cls(forward, sentences, numbers[places])

    @classmethod
    def about(cls, segment: Segment, topic: str) -> Self:
        """Return the sentences that are about a topic, or else those of the passages that are."""
        body = cls.of(segment.forward, passages_about(segment, topic))
        flags = sentences_about(segment, topic, body.sentences)
        return cls(body.forward, body.sentences[flags], body.owners[flags]) if flags.any() else body

    def __len__(self) -> int:
        return len(self.sentences)

    @cached_property
    def sources(self) -> Indices:
        """The number of the source of each sentence: (b)."""
        return self.forward.source_of[self.owners]

    @cached_property
    def words(self) -> tuple[Indices, Indices]:
        """The distinct stems of each sentence, one sentence after the other, and where those of each begin: (b + 1)."""
        forms, places = self.forward.forms_of(self.sentences)
        size = max(len(self.forward.vocabulary.stems), 1)
        owners, stems = np.divmod(distinct(places * size + self.forward.vocabulary.stem_of[forms]), size)
        return stems, np.searchsorted(owners, np.arange(len(self) + 1))

    @cached_property
    def counts(self) -> Indices:
        """How many distinct stems each sentence has: (b)."""
        counts: Indices = np.diff(self.words[1])
        return counts

    @cached_property
    def depth(self) -> Floats:
        """Where each sentence stands in its source, 0 at the beginning to 1 at the end: (b)."""
        lengths = np.array([max(len(source.text), 1) for source in self.forward.sources])
        depth: Floats = self.forward.columns.spans[self.sentences, 0] / lengths[self.sources]
        return depth

    def stems_of(self, b: int) -> Indices:
        """Return the distinct stems of a sentence."""
        stems, starts = self.words
        return stems[starts[b] : starts[b + 1]]

    def text_of(self, b: int) -> str:
        """Return a sentence in the source's own words, as they are seen."""
        return self.forward.sentence(int(self.sentences[b]))

    def run_of(self, b: int) -> Run | None:
        """Return a sentence's passage, and the first and last sentence to quote for it; None where it cannot stand.

        A quotation is quoted whole, and what leans on the sentence before it brings that along.
        """
        p = int(self.owners[b])
        passage: Passage = self.forward.passages[p]
        first, last = quotation(passage, int(self.sentences[b] - self.forward.first_sentences[p]))
        if not is_whole(passage, first, last):
            return None
        if leans_back(passage, first):
            first -= 1
            if not fits(passage, first, last) or leans_back(passage, first) or not is_whole(passage, first, last):
                return None
        return p, first, last

    def runs(self, choose: Callable[[Self], Iterable[int]], most: int) -> list[Run]:
        """Return what to quote for the first `most` sentences that are chosen and can stand, as they are chosen."""
        runs: list[Run] = []
        for b in choose(self) if most else ():
            run = self.run_of(b)
            if run is not None and run not in runs:
                runs.append(run)
            if len(runs) == most:
                break
        return runs
