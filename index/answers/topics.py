"""Which passages treat of a topic or of a party."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.search.query import bind
from index.search.question import read_question

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.segment.build import Segment

    Flags = npt.NDArray[np.bool_]


class Topic(NamedTuple):
    """Where a segment treats of a topic."""

    passages: (
        Flags  # (p) whether each holds every word of the topic, or what means the same: none where it has no words
    )
    stems: frozenset[int]  # that express any of these words


def read_topic(text: str, segment: Segment) -> Topic:
    """Find a topic, or a party, in the passages of a segment."""
    query, lists = bind(read_question(text), segment), segment.postings["words"].postings
    size = len(segment.forward.passages)

    def holding(term: int) -> Flags:
        flags = np.zeros(size, bool)
        flags[lists.documents[lists.starts[term] : lists.starts[term + 1]]] = True
        return flags

    about = np.full(size, bool(query.variants))
    for variants in query.variants:
        by_variant = [np.logical_and.reduce([holding(term) for term in variant.terms]) for variant in variants]
        about &= np.logical_or.reduce(by_variant) if by_variant else False
    return Topic(about, frozenset(term for group in query.variants for variant in group for term in variant.terms))
