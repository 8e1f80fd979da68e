"""The ranking: rank-bm25's BM25+, evaluated from posting lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rank_bm25 import BM25Plus

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    Ints = npt.NDArray[np.int32]
    Offsets = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]


class PostingLists(BM25Plus):  # type: ignore[misc]  # rank-bm25 ships no types
    """BM25+ (Lv and Zhai, "Lower-Bounding Term Frequency Normalization", CIKM 2011) over integer terms.

    The parameters and the weight of a term are rank-bm25's own. What differs is the evaluation: what each term adds
    to each document is computed once, so a query reads the lists of its terms instead of looping over every document.
    A score is rank-bm25's minus the constant that it gives to documents without the term, so a document that shares
    no term with the query has a score of 0.

    `tokens` holds the term ids of all documents one after the other, `offsets` (one more than there are documents)
    where each document starts, `terms` how many different term ids there are.
    """

    def __init__(self, tokens: Ints, offsets: Offsets, terms: int) -> None:
        self.terms = terms
        super().__init__((tokens, offsets))

    def _initialize(self, corpus: tuple[Ints, Offsets]) -> dict[int, int]:
        tokens, offsets = corpus
        self.corpus_size = len(offsets) - 1
        self.doc_len = np.diff(offsets)
        self.avgdl = len(tokens) / max(self.corpus_size, 1) or 1.0
        documents = np.repeat(np.arange(self.corpus_size, dtype=np.int64), self.doc_len)
        keys, counts = np.unique(tokens * np.int64(max(self.corpus_size, 1)) + documents, return_counts=True)
        owners, self.documents = np.divmod(keys, max(self.corpus_size, 1))
        self.documents = self.documents.astype(np.int32)
        self.starts = np.searchsorted(owners, np.arange(self.terms + 1))
        length_norm = self.k1 * (1 - self.b + self.b * self.doc_len / self.avgdl)
        self.impacts = counts * (self.k1 + 1) / (length_norm[self.documents] + counts)
        self.frequencies = np.diff(self.starts)  # term -> in how many documents it stands
        return {term: int(n) for term, n in enumerate(self.frequencies) if n}

    def _calc_idf(self, nd: dict[int, int]) -> None:
        super()._calc_idf(nd)
        self.weights: Floats = np.zeros(self.terms)
        self.weights[list(self.idf)] = list(self.idf.values())
        self.impacts *= np.repeat(self.weights, self.frequencies)
        del self.idf

    def get_scores(self, query: Iterable[Iterable[tuple[int, float]]]) -> Floats:
        """Return the score of every document for a query of words, each a group of (term id, weight) that say it.

        A document gets for a word what the best of its terms gives.
        """
        scores = np.zeros(self.corpus_size)
        for group in query:
            postings = [(slice(self.starts[term], self.starts[term + 1]), weight) for term, weight in group]
            if len(postings) == 1:
                (posting, weight), best = postings[0], scores
                best[self.documents[posting]] += weight * self.impacts[posting]
                continue
            best = np.zeros(self.corpus_size)
            for posting, weight in postings:
                documents = self.documents[posting]
                best[documents] = np.maximum(best[documents], weight * self.impacts[posting])
            scores += best
        return scores
