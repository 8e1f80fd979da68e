"""What of the sources is about a topic: what holds all its words, or what means the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.search.query import bind
from index.search.question import read_question

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from index.search.query import Variant
    from index.segment.build import Segment

    Flags = npt.NDArray[np.bool_]
    Indices = npt.NDArray[np.intp]


class Topic(NamedTuple):
    """A topic, or a party, in the terms of a segment."""

    segment: Segment
    variants: tuple[tuple[Variant, ...], ...]  # of each of its words; none where it has no words

    @classmethod
    def read(cls, text: str, segment: Segment) -> Topic:
        """Express a topic as somebody typed it in the terms of a segment."""
        return cls(segment, bind(read_question(text), segment).variants)

    @property
    def stems(self) -> frozenset[int]:
        """The stems that express any of its words, or a part of what means the same."""
        return frozenset(term for group in self.variants for variant in group for term in variant.terms)

    def passages(self) -> Flags:
        """Tell the passages (p) that are about it; none is where it has no words."""
        lists = self.segment.postings["words"].postings

        def holding(term: int) -> Indices:
            return lists.documents[lists.starts[term] : lists.starts[term + 1]].astype(np.intp)

        return self._held(len(self.segment.forward.passages), holding)

    def sentences(self, numbers: Indices) -> Flags:
        """Tell which of the sentences with these numbers are about it."""
        forms, places = self.segment.forward.forms_of(numbers)
        stems = self.segment.forward.vocabulary.stem_of[forms]
        return self._held(len(numbers), lambda term: places[stems == term])

    def _held(self, size: int, holding: Callable[[int], Indices]) -> Flags:
        """Tell which of `size` texts hold all its words, `holding` those that hold a term."""
        about = np.full(size, bool(self.variants))
        for variants in self.variants:
            hold = [_all_hold(variant.terms, size, holding) for variant in variants]
            about &= np.logical_or.reduce([np.zeros(size, bool), *hold])
        return about


def _all_hold(terms: tuple[int, ...], size: int, holding: Callable[[int], Indices]) -> Flags:
    flags = np.zeros((len(terms), size), bool)
    for row, term in zip(flags, terms, strict=True):
        row[holding(term)] = True
    every: Flags = np.logical_and.reduce(flags)
    return every
