"""Postings: the documents each term occurs in, and how often; sorted, and merged on a reload."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    AnyInts = npt.NDArray[np.integer]
    Ints = npt.NDArray[np.int32]
    Longs = npt.NDArray[np.int64]

# A posting is packed into one integer (term, document, count from the high bits down): sorting these sorts postings.
TERM_BITS, DOCUMENT_BITS, COUNT_BITS = 24, 22, 16
MOST_DOCUMENTS = 1 << DOCUMENT_BITS
MOST_COUNTED = (1 << COUNT_BITS) - 1  # a term counts no more often than this in one document
BLOCK = 1 << 18  # postings worked on at a time: they fit a processor's cache, and hold up other threads no longer
SAMPLED = 1 << 10  # one posting in this many is looked at to find where to cut


@dataclass(frozen=True, slots=True)
class Postings:
    """Term `keys[t]` occurs `counts[i]` times in document `documents[i]`, for `starts[t] <= i < starts[t + 1]`.

    Keys ascend, and so do the documents of each term.
    """

    keys: Ints  # (t)
    starts: Longs  # (t + 1)
    documents: Ints  # (i)
    counts: AnyInts  # (i), of the smallest unsigned type that holds them

    def over(self, terms: int) -> Postings:
        """Return the same postings with every key from 0 up to `terms`, in documents or not."""
        starts = self.starts[np.searchsorted(self.keys, np.arange(terms + 1))]
        return Postings(np.arange(terms, dtype=np.int32), starts, self.documents, self.counts)


def pack(terms: AnyInts, documents: AnyInts) -> Longs:
    """Return the packed postings, ascending, of terms and for each the document that it stands in."""
    places = terms.astype(np.int64) << DOCUMENT_BITS | documents
    places.sort()
    first = np.flatnonzero(np.diff(places, prepend=-1))
    counts = np.diff(first, append=len(places))
    return places[first] << COUNT_BITS | np.minimum(counts, MOST_COUNTED)


@dataclass(frozen=True, slots=True)
class Renumbered:
    """Postings of an earlier index, with the numbers that their terms and documents have now."""

    postings: Postings
    terms: AnyInts  # for each key; ascending, anything for a key that is gone
    documents: Ints  # for each document, -1 where it is gone

    def packed(self, low: int, high: int) -> Longs:
        """Return the packed postings of the terms from `low` up to `high`."""
        first, last = np.searchsorted(self.terms, (low, high))
        starts = self.postings.starts[first : last + 1]
        if first == last:
            return np.empty(0, np.int64)
        inside = slice(starts[0], starts[-1])
        terms = np.repeat(self.terms[first:last].astype(np.int64), np.diff(starts))
        documents = self.documents[self.postings.documents[inside]]
        packed = (terms << DOCUMENT_BITS | documents) << COUNT_BITS | self.postings.counts[inside]
        return packed[documents >= 0]

    def sample(self) -> AnyInts:
        """Return the term of every `SAMPLED`-th posting."""
        starts = self.postings.starts
        return self.terms[np.searchsorted(starts, np.arange(0, starts[-1], SAMPLED), "right") - 1]


def merge(fresh: Iterable[Longs], earlier: Renumbered | None = None) -> Postings:
    """Return the postings of packed runs, each ascending, and of an earlier index; no posting may be in two of them."""
    runs = list(fresh)
    size = sum(map(len, runs)) + (len(earlier.postings.documents) if earlier else 0)
    documents = np.empty(size, np.int32)
    counts: list[AnyInts] = [np.empty(0, np.uint8)]
    keys, starts, at = [], [], 0
    for low, high in pairwise(_cuts(runs, earlier)):
        bounds = (low << DOCUMENT_BITS + COUNT_BITS, high << DOCUMENT_BITS + COUNT_BITS)
        pieces = [earlier.packed(low, high) if earlier else np.empty(0, np.int64)]
        pieces += [run[slice(*np.searchsorted(run, bounds))] for run in runs]
        block = np.concatenate(pieces)
        block.sort(kind="stable")  # numpy's only sort that merges runs which are sorted already
        end = at + len(block)
        counted = block & MOST_COUNTED
        counts.append(counted.astype(np.min_scalar_type(int(counted.max(initial=0)))))
        block >>= COUNT_BITS
        documents[at:end] = block & MOST_DOCUMENTS - 1
        block >>= DOCUMENT_BITS
        first = np.flatnonzero(np.diff(block, prepend=-1))
        keys.append(block[first].astype(np.int32))
        starts.append(first + at)
        at = end
    return Postings(
        np.concatenate([np.empty(0, np.int32), *keys]),
        np.concatenate([*starts, [at]]).astype(np.int64),
        documents[:at],
        np.concatenate(counts),
    )


def _cuts(runs: Sequence[Longs], earlier: Renumbered | None) -> list[int]:
    """Return ascending terms that cut everything into blocks of about `BLOCK` postings."""
    sampled: list[AnyInts] = [run[::SAMPLED] >> DOCUMENT_BITS + COUNT_BITS for run in runs]
    if earlier:
        sampled.append(earlier.sample())
    terms = np.sort(np.concatenate([[0], *sampled]))
    return [*dict.fromkeys(terms[:: BLOCK // SAMPLED].tolist()), 1 << TERM_BITS]
