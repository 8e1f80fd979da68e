"""The ranking: rank-bm25's BM25+, evaluated from posting lists."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, cast

import numpy as np
from rank_bm25 import BM25Plus

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from index.segment.postings import Postings

    AnyInts = npt.NDArray[np.integer]
    Indices = npt.NDArray[np.intp]
    Ints = npt.NDArray[np.int32]
    Floats = npt.NDArray[np.float64]
    Impacts = npt.NDArray[np.floating]

_, K1, B, _ = BM25Plus.__init__.__defaults__  # rank-bm25's own parameters
CROWD = 8  # up to this many times as many scores as wanted are sorted without narrowing them down first
CHUNK = 1 << 18  # impacts computed at a time: about what a processor's cache holds

Term = tuple[int, float]  # a term's number and how much it counts


class PostingLists:
    """BM25+ (Lv and Zhai, "Lower-Bounding Term Frequency Normalization", CIKM 2011) over integer terms.

    Parameters, weights and scores are rank-bm25's. What differs is the evaluation: what each term adds to each of its
    documents, its impact, is computed once, so a query reads the lists of its terms instead of looping over every
    document. A score is rank-bm25's minus the constant that it gives to documents without the term, so a document
    that shares no term with the query has a score of 0.

    `documents` and `impacts` are parallel to those of `postings`; `idf` and `frequencies` hold one for each term.

    >>> from index.segment.postings import merge, pack
    >>> terms, documents = np.array([0, 1, 1, 2, 2]), np.array([0, 0, 1, 1, 1])  # document 0 is [0, 1], 1 is [1, 2, 2]
    >>> postings = merge([pack(terms, documents)]).over(3)
    >>> lists = PostingLists(postings, 2, compute_impacts(postings, np.array([2, 3]), np.float64))
    >>> lists.get_scores([[(0, 1.0)], [(1, 1.0)]]).round(2).tolist()  # the question asks for the terms 0 and 1
    [1.65, 0.37]
    """

    def __init__(self, postings: Postings, size: int, impacts: Impacts) -> None:
        self.postings = postings
        self.size = size  # how many documents there are
        self.documents, self.impacts = postings.documents, impacts
        self.frequencies = np.diff(postings.starts)  # term -> in how many documents it stands
        self.idf = inverse_document_frequencies(self.frequencies, size)
        self._bounds: list[int] = postings.starts.tolist()  # as Python integers, which slice faster than numpy's

    def of(self, term: int) -> tuple[Ints, Impacts]:
        """Return the documents that a term stands in, and what it adds to the score of each."""
        start, end = self._bounds[term], self._bounds[term + 1]
        return self.documents[start:end], self.impacts[start:end]

    def likely(self, query: Sequence[Sequence[Term]], limit: int) -> Ints:
        """Return the documents of the rarest query term that occurs in at least `limit` of them; none if none does."""
        held = ((self._bounds[term + 1] - self._bounds[term], term) for group in query for term, _ in group)
        enough = [found for found in held if found[0] >= limit]
        return self.of(min(enough)[1])[0] if enough else self.documents[:0]

    def get_scores(self, query: Sequence[Sequence[Term]]) -> Floats:
        """Return the score of every document for a query: for each word, the (term, weight) pairs that express it.

        For each word, a document scores what the best of the word's terms gives.
        """
        documents: list[Ints] = []
        gains: list[Impacts] = []
        best = np.zeros(self.size) if any(len(group) > 1 for group in query) else None
        for group in query:
            reached = len(documents)
            for term, weight in group:
                found, gain = self.of(term)
                if weight != 1:
                    gain = gain * weight
                if best is not None and len(group) > 1:
                    before = best[found]
                    gain = np.maximum(gain - before, 0)
                    best[found] = before + gain
                documents.append(found)
                gains.append(gain)
            if best is not None and len(group) > 1:
                for found in documents[reached:]:
                    best[found] = 0
        if not documents:
            return np.zeros(self.size)
        return cast("Floats", np.bincount(np.concatenate(documents), np.concatenate(gains), self.size))


def inverse_document_frequencies(frequencies: AnyInts, size: int) -> Floats:
    """Return the weight of terms that stand in `frequencies` of `size` documents: BM25+'s, 0 for none."""
    weights = np.zeros(len(frequencies))
    there = frequencies > 0
    weights[there] = np.log((size + 1) / frequencies[there])
    return weights


def compute_impacts(postings: Postings, lengths: AnyInts, kind: type[np.floating]) -> Impacts:
    """Return for each posting what the term adds to the document's score; `lengths` are the documents', in terms."""
    frequencies = np.diff(postings.starts)
    weights = (inverse_document_frequencies(frequencies, len(lengths)) * (K1 + 1)).astype(kind)
    average = lengths.sum() / max(len(lengths), 1) or 1.0
    norms = (K1 * (1 - B + B * lengths / average)).astype(kind)
    impacts = np.empty(len(postings.documents), kind)
    cuts = np.searchsorted(postings.starts, np.arange(0, len(impacts) + CHUNK, CHUNK), "right") - 1
    for first, last in pairwise(cuts.tolist()):
        inside = slice(postings.starts[first], postings.starts[last])
        counts = postings.counts[inside].astype(kind)
        impact = np.repeat(weights[first:last], frequencies[first:last])
        impact *= counts
        counts += norms[postings.documents[inside]]
        np.divide(impact, counts, out=impacts[inside])
    return impacts


def top_k(scores: Floats, limit: int, likely: AnyInts) -> Indices:
    """Return the places of the `limit` highest scores above 0, highest first, ties in order.

    `likely` are places, each once, that hold high scores: what `limit` of them reach is a bound, and only what reaches
    it is sorted. The result does not depend on them.
    """
    bound = _reached(scores[likely], limit)
    there = np.flatnonzero(scores >= bound if bound > 0 else scores > 0)
    if len(there) > CROWD * limit:
        found = scores[there]
        there = there[found >= _reached(found, limit)]
    return there[np.argsort(-scores[there], kind="stable")[: max(limit, 0)]]


def _reached(scores: Floats, limit: int) -> float:
    """Return what the `limit` highest scores reach, 0 where there are fewer."""
    place = len(scores) - limit
    return float(np.partition(scores, place)[place]) if limit > 0 <= place and len(scores) else 0.0
