"""The field of words: a passage is found by the words that stand in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.search.fields.field import InvertedField

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from index.segment.forward import ForwardIndex

    AnyInts = npt.NDArray[np.integer]
    Longs = npt.NDArray[np.int64]


class PassageWords(InvertedField):
    """Finds passages by the stems of their informative words."""

    name = "words"
    is_feature = True

    def lengths(self, forward: ForwardIndex) -> AnyInts:
        """Return how many informative words each passage has."""
        return forward.lengths

    def terms(self, forward: ForwardIndex, passages: Longs) -> AnyInts:
        """Return the stems of these words."""
        return forward.vocabulary.stem_of[forward.forms_in(passages)]
