"""The field of headings: a passage is found by what it stands under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.search.fields.field import InvertedField

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from index.segment.forward import ForwardIndex

    AnyInts = npt.NDArray[np.integer]
    Longs = npt.NDArray[np.int64]


class Headings(InvertedField):
    """By the stems of the informative words in the headings, the question and the lead-in above it."""

    name = "headings"

    def lengths(self, forward: ForwardIndex) -> AnyInts:
        """Return how many informative words stand above each passage."""
        return forward.columns.above_words

    def terms(self, forward: ForwardIndex, passages: Longs) -> AnyInts:
        """Return the stems of these words."""
        return forward.vocabulary.stem_of[forward.forms_above(passages)]
