"""The passages that a question is about, by what each field says of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.segment.bm25 import top_k

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from index.search.fields import Field
    from index.search.query import Query
    from index.segment.build import Segment

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]

LIKELY = 64  # passages: as many are enough to tell how high the best scores are


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best passages, best first, and what is known of them without a look at their sentences."""

    passages: Indices  # (p) numbers
    fields: Mapping[str, Floats]  # name of a field -> (p) score in it, as a share of what the question could reach
    total: Floats  # (p) the weighted sum of these
    matching: int  # how many passages of the whole segment share words with the question
    words: int  # how many informative words the whole segment has

    def head(self, k: int) -> Ranking:
        """Return the ranking of the best `k` alone."""
        fields = {name: scores[:k] for name, scores in self.fields.items()}
        return Ranking(self.passages[:k], fields, self.total[:k], self.matching, self.words)


def rank(query: Query, segment: Segment, fields: Sequence[Field], weights: Mapping[str, float], k: int) -> Ranking:
    """Return the best `k` passages for a query, `weights` telling how much each of the fields counts."""
    total = np.zeros(len(segment.forward.passages))
    matching, by_words = np.zeros((2, len(total)), bool)
    scores = {field.name: field.scores(query, segment) for field in fields}
    for field in fields:
        total += weights[field.name] * scores[field.name]
        by_field = field.matches(query, scores[field.name])
        matching |= by_field
        if field.of_words:
            by_words |= by_field
    likely = (field.likely(query, segment, LIKELY) for field in fields)
    passages = top_k(total * matching, k, next(filter(len, likely), np.empty(0, np.int32)))
    return Ranking(
        passages,
        {name: of_field[passages] for name, of_field in scores.items()},
        total[passages],
        int(np.count_nonzero(by_words)),
        len(segment.forward.columns.tokens),
    )
