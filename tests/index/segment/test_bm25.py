"""The posting lists give rank-bm25's scores."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

from index.segment.bm25 import PostingLists, compute_impacts, top_k
from index.segment.postings import merge, pack

TERMS = 6
DOCUMENTS = st.lists(st.lists(st.integers(0, TERMS - 1), max_size=12), min_size=1, max_size=12)
QUERIES = st.lists(st.integers(0, TERMS), max_size=8)  # with repeated terms, and one that no document has


def posting_lists(documents: list[list[int]]) -> PostingLists:
    lengths = np.array([len(document) for document in documents], np.int64)
    tokens = np.array([term for document in documents for term in document], np.int32)
    postings = merge([pack(tokens, np.repeat(np.arange(len(documents)), lengths))]).over(TERMS + 1)
    return PostingLists(postings, len(documents), compute_impacts(postings, lengths, np.float64))


def scores(documents: list[list[int]], query: list[int]) -> list[float]:
    found: list[float] = posting_lists(documents).get_scores([[(term, 1.0)] for term in query]).tolist()
    return found


@given(DOCUMENTS.filter(any), QUERIES)
def test_scores_are_those_of_rank_bm25_without_its_constant(documents: list[list[int]], query: list[int]) -> None:
    oracle = BM25Plus(documents)
    constant = sum(oracle.idf.get(term, 0.0) * oracle.delta for term in query)
    assert scores(documents, query) == pytest.approx(oracle.get_scores(query) - constant, abs=1e-9, rel=1e-9)


@given(DOCUMENTS.filter(any), QUERIES, st.integers(0, 12))
def test_the_best_documents_are_those_of_rank_bm25(documents: list[list[int]], query: list[int], limit: int) -> None:
    oracle = BM25Plus(documents)
    constant = sum(oracle.idf.get(term, 0.0) * oracle.delta for term in query)
    expected = np.round(oracle.get_scores(query) - constant, 9)
    order = [d for d in sorted(range(len(documents)), key=lambda d: (-expected[d], d)) if expected[d] > 0]
    lists, terms = posting_lists(documents), [[(term, 1.0)] for term in query]
    found = top_k(np.round(lists.get_scores(terms), 9), limit, lists.likely(terms, limit))
    assert found.tolist() == order[:limit]


@given(DOCUMENTS, QUERIES)
def test_a_document_scores_only_if_it_shares_a_term(documents: list[list[int]], query: list[int]) -> None:
    shared = [not set(document).isdisjoint(query) for document in documents]
    assert [score > 0 for score in scores(documents, query)] == shared


WEIGHTED = st.lists(st.tuples(st.integers(0, TERMS - 1), st.floats(0.1, 1)), max_size=4)


@given(DOCUMENTS, st.lists(WEIGHTED, max_size=4))
def test_a_word_scores_what_its_best_term_gives(
    documents: list[list[int]], query: list[list[tuple[int, float]]]
) -> None:
    lists = posting_lists(documents)
    none = np.zeros(len(documents))
    expected = [
        np.max([none, *(lists.get_scores([[(term, 1.0)]]) * weight for term, weight in word)], axis=0) for word in query
    ]
    assert lists.get_scores(query) == pytest.approx(np.sum([none, *expected], axis=0))


def test_no_documents_no_scores() -> None:
    assert scores([], [0]) == []
    assert scores([[], []], [0]) == [0, 0]


@given(st.lists(st.integers(0, 3) | st.floats(0, 1), max_size=200), st.integers(0, 9), st.data())
def test_the_best_are_what_sorting_finds_wherever_it_looks_first(
    values: list[float], limit: int, data: st.DataObject
) -> None:
    many = np.array(values, float)
    likely = data.draw(st.sets(st.integers(0, max(len(many) - 1, 0)))) if len(many) else set()
    order = sorted((place for place in range(len(many)) if many[place] > 0), key=lambda place: (-many[place], place))
    assert top_k(many, limit, np.array(sorted(likely), np.int32)).tolist() == order[:limit]


def test_documents_may_repeat_a_term_as_often_as_they_like() -> None:
    documents = [[0] * 70_000, [0, 1] * 300, [1]]
    oracle = BM25Plus(documents)
    constant = oracle.idf[0] * oracle.delta
    assert scores(documents, [0])[1:] == pytest.approx((oracle.get_scores([0]) - constant)[1:], abs=1e-9)
    assert scores(documents, [0])[0] == pytest.approx(oracle.get_scores([0])[0] - constant, rel=1e-4)
