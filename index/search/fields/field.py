"""What a field is: a way to find passages."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from index.search.query import Query
    from index.segment.bm25 import Term
    from index.segment.build import Segment
    from index.segment.forward import ForwardIndex

    AnyInts = npt.NDArray[np.integer]
    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int32]
    Longs = npt.NDArray[np.int64]


class Field(ABC):
    """A way to find passages by a question. `name` is its key in the weights and in the saved index."""

    name: str
    is_feature = False  # whether its score is also a feature of each sentence of the passage
    of_words = True  # whether a passage that matches has words of the question, or much like them

    @abstractmethod
    def scores(self, query: Query, segment: Segment) -> Floats:
        """Return the score of every passage, as a share of what the question could reach: (p), 0 to 1."""

    def matches(self, query: Query, scores: Floats) -> Flags:  # noqa: ARG002 - for fields that look at the question
        """Tell which passages match by this field alone: (p)."""
        return scores > 0

    def likely(self, query: Query, segment: Segment, limit: int) -> Ints:  # noqa: ARG002 - for fields that know
        """Return passages that score high, at least `limit` of them, or none."""
        return np.empty(0, np.int32)


class InvertedField(Field):
    """A field with postings of its own, which BM25+ ranks.

    Its terms are stems and its query is the question's words, unless it says otherwise.
    """

    of_stems = True
    precision: type[np.floating] = np.float64

    @abstractmethod
    def lengths(self, forward: ForwardIndex) -> AnyInts:
        """Return how many terms each passage has: (p)."""

    @abstractmethod
    def terms(self, forward: ForwardIndex, passages: Longs) -> AnyInts:
        """Return the terms of the passages with these numbers, one passage after the other."""

    def asked(self, query: Query) -> Sequence[Sequence[Term]]:
        """Return the terms to look for."""
        return query.stems

    def most(self, query: Query) -> float:
        """Return the highest score that these terms could give a passage."""
        return query.most

    def scores(self, query: Query, segment: Segment) -> Floats:
        """Return the BM25+ score of every passage, as a share of what the question could reach: (p)."""
        postings = segment.postings[self.name]
        if not len(postings.documents):
            return np.zeros(postings.size)
        return postings.get_scores(self.asked(query)) / self.most(query)

    def likely(self, query: Query, segment: Segment, limit: int) -> Ints:
        """Return the passages of the rarest term that stands in at least `limit` of them, none if none does."""
        return segment.postings[self.name].likely(self.asked(query), limit)
