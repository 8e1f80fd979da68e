"""The posting lists give rank-bm25's scores."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

from index.bm25 import PostingLists

TERMS = 6
DOCUMENTS = st.lists(st.lists(st.integers(0, TERMS - 1), max_size=12), min_size=1, max_size=12)


def posting_lists(documents: list[list[int]]) -> PostingLists:
    offsets = [0, *accumulate(map(len, documents))]
    tokens = [term for document in documents for term in document]
    return PostingLists(np.array(tokens, np.int32), np.array(offsets, np.int64), TERMS)


@given(DOCUMENTS.filter(any), st.lists(st.integers(0, TERMS - 1), max_size=8))
def test_scores_are_those_of_rank_bm25_without_its_constant(documents: list[list[int]], query: list[int]) -> None:
    oracle = BM25Plus(documents)
    constant = sum(oracle.idf.get(term, 0.0) * oracle.delta for term in query)
    scores = posting_lists(documents).get_scores([[(term, 1.0)] for term in query])
    assert scores == pytest.approx(oracle.get_scores(query) - constant, abs=1e-9)


@given(DOCUMENTS, st.lists(st.integers(0, TERMS - 1), max_size=8))
def test_a_document_scores_only_if_it_shares_a_term(documents: list[list[int]], query: list[int]) -> None:
    scores = posting_lists(documents).get_scores([[(term, 1.0)] for term in query])
    assert [score > 0 for score in scores] == [not set(document).isdisjoint(query) for document in documents]


def test_a_word_scores_what_its_best_term_gives() -> None:
    lists = posting_lists([[0, 1], [1, 2], [3, 3]])
    one, other = lists.get_scores([[(0, 1.0)]]), lists.get_scores([[(1, 0.5)]])
    assert lists.get_scores([[(0, 1.0), (1, 0.5)]]) == pytest.approx(np.maximum(one, other))


def test_no_documents_no_scores() -> None:
    assert posting_lists([]).get_scores([[(0, 1.0)]]).tolist() == []
    assert posting_lists([[], []]).get_scores([[(0, 1.0)]]).tolist() == [0, 0]
