"""The field of sources: a passage is found by what its whole source is about."""

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


class Sources(Field):
    """Finds passages by the best that any passage of their source scores for each of the question's words."""

    name = "sources"

    def scores(self, query: Query, segment: Segment) -> Floats:
        """Return the sum, over the words, of the best score of any passage of the same source, as a share: (p)."""
        lists, sources = segment.postings["words"], segment.forward.source_of
        asked = query.stems
        best = np.zeros((len(asked), len(segment.sources)))
        for highest, group in zip(best, asked, strict=True):
            for term, weight in group:
                documents, impacts = lists.of(term)
                np.maximum.at(highest, sources[documents], weight * impacts)
        scores: Floats = best.sum(0)[sources] / query.most
        return scores

    def matches(self, query: Query, scores: Floats) -> Flags:  # noqa: ARG002 - the same for every question
        """Let no passage match for its neighbours' sake alone."""
        return np.zeros(len(scores), bool)
