"""The field of titles: a passage is found by the title of its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.search.fields.field import InvertedField
from index.segment.columns import offsets, ranges

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from index.segment.forward import ForwardIndex

    AnyInts = npt.NDArray[np.integer]
    Longs = npt.NDArray[np.int64]


class Titles(InvertedField):
    """Finds passages by the stems of the informative words in their source's title."""

    name = "titles"
    is_feature = True

    def lengths(self, forward: ForwardIndex) -> AnyInts:
        """Return how many informative words the title above each passage has."""
        return forward.columns.title_words[forward.source_of]

    def terms(self, forward: ForwardIndex, passages: Longs) -> AnyInts:
        """Return the stems of these words."""
        sources = forward.source_of[passages]
        starts = offsets(forward.columns.title_words)[sources]
        forms = forward.columns.title_tokens[ranges(starts, forward.columns.title_words[sources])]
        return forward.vocabulary.stem_of[forms]
