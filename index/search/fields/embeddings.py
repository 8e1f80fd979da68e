"""The field of embeddings: a passage is found by what it means, whatever the words and the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.search.fields.field import Field

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.search.query import Query
    from index.segment.build import Segment

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]

LIKELY = 64  # passages: as many may be found by their meaning alone


class Embeddings(Field):
    """Finds passages by the likeness of the reader's vector of each to that of the question, where there are any."""

    name = "embeddings"
    of_words = False

    def scores(self, query: Query, segment: Segment) -> Floats:
        """Return the likeness of every passage: (p), 0 without vectors."""
        if query.likeness is None:
            return np.zeros(len(segment.forward.passages))
        return np.maximum(query.likeness.astype(np.float64), 0.0)

    def matches(self, query: Query, scores: Floats) -> Flags:  # noqa: ARG002 - the scores tell
        """Let the passages match that are most like the question."""
        if len(scores) <= LIKELY:
            return scores > 0
        least = np.partition(scores, -LIKELY)[-LIKELY]
        matching: Flags = (scores >= least) & (scores > 0)
        return matching
