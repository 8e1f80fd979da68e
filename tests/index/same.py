"""Whether two indexes are the same to the last bit."""

from __future__ import annotations

import numpy as np

from index.segment.bm25 import PostingLists
from index.segment.build import Tables, Vocabulary
from index.segment.forward import Layout
from index.segment.postings import Postings


def assert_same_tables(one: Tables, other: Tables) -> None:
    for name in Layout.__slots__:
        assert_same(getattr(one.layout, name), getattr(other.layout, name))
    for name in Vocabulary.__slots__:
        assert_same(getattr(one.vocabulary, name), getattr(other.vocabulary, name))
    for field in ("words", "grams", "titles"):
        assert_same_lists(getattr(one, field), getattr(other, field))


def assert_same_lists(one: PostingLists, other: PostingLists) -> None:
    assert one.size == other.size
    assert_same(one.impacts, other.impacts)
    for name in Postings.__slots__:
        assert_same(getattr(one.postings, name), getattr(other.postings, name))


def assert_same(one: object, other: object) -> None:
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        assert one.dtype == other.dtype
        assert one.shape == other.shape
        assert one.tobytes() == other.tobytes()
    else:
        assert one == other
