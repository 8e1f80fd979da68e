"""What a sentence is worth in a summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.answers.summary.accounts import facets_of, load_facets

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from index.answers.summary.choosing import Worth
    from index.answers.summary.material import Material

    Floats = npt.NDArray[np.float64]

LEAD = 0.2  # how much more the opening sentence of a source counts than its last
LENGTH = 0.5  # 1: the mean worth of a sentence's words counts, 0: their sum
SHORTEST = 6  # informative words: a shorter sentence says too little on its own
MAIN = frozenset({"money", "date", "harm"})
MAIN_FACET, OTHER_FACET = 0.6, 0.3  # how much more a sentence counts for a facet: one of the main ones, or another
TOLD = 0.3  # how much less for one that something chosen has
RELEVANCE = 0.7  # how much the worth of a sentence counts; the rest is for being unlike those chosen
SAME_PARAGRAPH = 0.1  # what a sentence loses whose paragraph is quoted already: of the worth of the best one
READ = 1500  # sentences, the best by their words, are searched for facets


def by_facets(material: Material) -> Worth:
    """Return what sentences are worth: what they tell of an account, and how little of that was told.

    The worth of a sentence is that of its words (`word_worths`), and grows with each facet of an account that it has
    and by standing early. From it is taken how like it is to a sentence already chosen (maximum marginal relevance:
    Carbonell and Goldstein, "The Use of MMR, Diversity-Based Reranking", 1998).
    """
    counts = material.counts
    words = word_worths(material)
    base = np.bincount(material.rows, words[material.stems], len(material)) / np.maximum(counts, 1) ** LENGTH
    base *= 1 + LEAD * (1 - material.positions)
    base[counts < min(SHORTEST, counts.max(initial=0))] = 0.0
    facets = _facets(material, base)
    weights = np.array([MAIN_FACET if name in MAIN else OTHER_FACET for name in load_facets()])
    alike = Likeness(material)

    def worth(chosen: Sequence[int]) -> Floats:
        told = facets[list(chosen)].max(0, initial=0.0)
        scores = base * (1 + facets @ (weights * (1 - TOLD * told)))
        quoted = np.isin(material.passages, material.passages[list(chosen)])
        scores /= max(scores.max(initial=0.0), 1e-9)
        result: Floats = RELEVANCE * scores - (1 - RELEVANCE) * alike.most(chosen) - SAME_PARAGRAPH * quoted
        return result

    return worth


def word_worths(material: Material) -> Floats:
    """Return what each stem of the vocabulary is worth: the share of sentences that it is in, double in a title.

    It is the frequency of SumBasic (Nenkova and Vanderwende, "The Impact of Frequency on Summarization", 2005).
    """
    forward = material.forward
    worths: Floats = np.bincount(material.stems, minlength=len(forward.vocabulary.stems)) / max(len(material), 1)
    worths[forward.vocabulary.stem_of[forward.columns.title_tokens]] *= 2
    return worths


class Likeness:
    """How like sentences are to those chosen: the cosine of their words, weighted by how few sentences have them."""

    def __init__(self, material: Material) -> None:
        self._material = material
        size = len(material.forward.vocabulary.stems)
        self._rarities = np.log(1 + len(material) / np.maximum(np.bincount(material.stems, minlength=size), 1))
        self._squares = self._rarities[material.stems] ** 2
        self._norms = np.sqrt(np.maximum(np.bincount(material.rows, self._squares, len(material)), 1e-9))
        self._most = np.zeros(len(material))
        self._compared = 0

    def most(self, chosen: Sequence[int]) -> Floats:
        """Return how like each sentence is to that of the chosen ones, which only grow, that is likest: (n), 0 to 1."""
        for n in chosen[self._compared :]:
            said = np.zeros(len(self._rarities), bool)
            said[list(self._material.words(n))] = True
            shared = said[self._material.stems]
            products = np.bincount(self._material.rows[shared], self._squares[shared], len(self._material))
            np.maximum(self._most, products / (self._norms * self._norms[n]), out=self._most)
        self._compared = len(chosen)
        return self._most


def _facets(material: Material, worth: Floats) -> Floats:
    """Tell which facets each sentence has: (n, f), none for those that are not among the best by their words."""
    facets = np.zeros((len(material), len(load_facets())))
    for n in np.argsort(-worth, kind="stable")[:READ].tolist():
        facets[n] = facets_of(material.text(n))
    return facets
