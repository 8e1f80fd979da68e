"""Whether two segments are the same to the last bit."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from index.segment.bm25 import PostingLists
from index.segment.build import Segment
from index.segment.columns import Columns
from index.segment.postings import Postings
from index.segment.vocabulary import Vocabulary


def assert_same_segments(one: Segment, other: Segment) -> None:
    for column in fields(Columns):
        assert_same(getattr(one.forward.columns, column.name), getattr(other.forward.columns, column.name))
    for column in fields(Vocabulary):
        assert_same(getattr(one.forward.vocabulary, column.name), getattr(other.forward.vocabulary, column.name))
    assert list(one.postings) == list(other.postings)
    for name in one.postings:
        assert_same_lists(one.postings[name], other.postings[name])


def assert_same_lists(one: PostingLists, other: PostingLists) -> None:
    assert one.size == other.size
    assert_same(one.impacts, other.impacts)
    for column in fields(Postings):
        assert_same(getattr(one.postings, column.name), getattr(other.postings, column.name))


def assert_same(one: object, other: object) -> None:
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        assert one.dtype == other.dtype
        assert one.shape == other.shape
        assert one.tobytes() == other.tobytes()
    else:
        assert one == other
