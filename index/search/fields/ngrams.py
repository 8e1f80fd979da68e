"""The field of 4-grams: a passage is found by names, cognates and misspelt words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.search.fields.field import InvertedField
from index.segment.bm25 import K1
from index.segment.columns import offsets

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from index.search.query import Query
    from index.segment.bm25 import Term
    from index.segment.forward import ForwardIndex

    AnyInts = npt.NDArray[np.integer]
    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]
    Longs = npt.NDArray[np.int64]

LEAST = 0.12  # of what all grams of one word could give: with less, a passage shares nothing with the question


class Grams(InvertedField):
    """Finds passages by the character 4-grams of their informative words: the keys of `gram_keys`."""

    name = "grams"
    is_feature = True
    of_stems = False
    precision = np.float32  # there are eight times as many impacts as of words

    def lengths(self, forward: ForwardIndex) -> AnyInts:
        """Return how many grams the words of each passage have."""
        ends = offsets(forward.vocabulary.gram_counts[forward.columns.tokens])
        return np.diff(ends[forward.first_words[forward.first_sentences]])

    def terms(self, forward: ForwardIndex, passages: Longs) -> AnyInts:
        """Return these grams."""
        return forward.vocabulary.grams_of(forward.forms_in(passages))[0]

    def asked(self, query: Query) -> Sequence[Sequence[Term]]:
        """Return the grams of all words, each as a word of its own."""
        return [[(gram, 1.0)] for gram in query.gram_terms.tolist() if gram >= 0]

    def most(self, query: Query) -> float:
        """Return the highest score that they could give."""
        return float(K1 + 1) * max(query.gram_idf, 1e-9)

    def matches(self, query: Query, scores: Floats) -> Flags:
        """Tell which passages hold a fair part of the grams of one of the question's words."""
        return scores >= LEAST / max(len(query.question.words), 1)
