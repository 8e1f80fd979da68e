"""Where the sources treat of a topic or of a party."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from index.search.query import bind
from index.search.question import read_question
from index.search.topics import passages_about

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from index.segment.build import Segment

    Flags = npt.NDArray[np.bool_]


class Topic(NamedTuple):
    """Where a segment treats of a topic."""

    passages: Flags  # (p) whether each holds every word of the topic, or what means the same
    stems: frozenset[int]  # that express any of these words


def read_topic(text: str, segment: Segment) -> Topic:
    """Find a topic, or a party, in the passages of a segment."""
    query = bind(read_question(text), segment)
    stems = frozenset(term for group in query.variants for variant in group for term in variant.terms)
    return Topic(passages_about(segment, text), stems)
