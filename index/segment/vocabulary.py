"""The informative words of sources: their forms, and the stems by which they are compared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.segment.columns import offsets, ranges
from index.text.ngrams import gram_keys
from index.text.tokens import stem

if TYPE_CHECKING:
    import numpy.typing as npt

    AnyInts = npt.NDArray[np.integer]
    Ints = npt.NDArray[np.int32]
    Longs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Vocabulary:
    """Forms are words as the sources have them, stems what words are compared by; each are numbered in order."""

    forms: tuple[str, ...]  # ascending; each is a language and a folded word, `fr pannes`
    stems: tuple[str, ...]  # ascending
    stem_of: Ints  # form -> stem
    grams: Ints  # the 4-grams of every form, one form after the other
    gram_counts: Ints  # form -> how many it has

    @classmethod
    def of(cls, forms: tuple[str, ...]) -> Vocabulary:
        """Make the vocabulary of these forms, which ascend."""
        words = [form.rpartition(" ")[::2] for form in forms]
        stem_of_form = [stem(word, language) for language, word in words]
        stems = tuple(sorted(set(stem_of_form)))
        place = {text: t for t, text in enumerate(stems)}
        grams, owners = gram_keys([word for _, word in words])
        gram_counts = np.bincount(owners, minlength=len(forms)).astype(np.int32)
        return cls(forms, stems, np.array([place[text] for text in stem_of_form], np.int32), grams, gram_counts)

    @cached_property
    def number_of(self) -> dict[str, int]:
        """The number of each stem."""
        return {text: t for t, text in enumerate(self.stems)}

    @cached_property
    def _first_grams(self) -> Longs:
        return offsets(self.gram_counts)

    def grams_of(self, forms: AnyInts) -> tuple[Ints, AnyInts]:
        """Return the 4-grams of forms, one form after the other, and how many each form has."""
        counts = self.gram_counts[forms]
        return self.grams[ranges(self._first_grams[forms], counts)], counts
