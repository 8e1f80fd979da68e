"""Methods of summing up that the shipped one is measured against: each tells what sentences are worth, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.answers.summary.accounts import facets_of
from index.answers.summary.scoring import Likeness

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from index.answers.summary.choosing import Method, Worth
    from index.answers.summary.material import Material

    Floats = npt.NDArray[np.float64]

LEAD, REPEATED, SAME_PARAGRAPH, SHORTEST = 0.6, 0.35, 0.7, 6
ALIKE = 0.1  # the cosine from which two sentences are linked (LexRank)
DAMPING = 0.85
FACET = 0.3  # how much more a sentence counts for each facet of an account
RELEVANCE = 0.7  # of the worth of a sentence, beside its novelty (maximum marginal relevance)


def lead(material: Material) -> Worth:
    """Take the first sentences."""
    worth = -material.positions
    return lambda _: worth


def sumbasic(material: Material) -> Worth:
    """Take the sentences of frequent words, each counting less once it was said (Nenkova and Vanderwende, 2005).

    The title's words count double, what stands early counts more, and a paragraph that is quoted less.
    """
    forward = material.forward
    size = len(forward.vocabulary.stems)
    tokens = forward.vocabulary.stem_of[forward.columns.tokens]
    frequencies = np.bincount(tokens, minlength=size) / max(len(tokens), 1)
    frequencies[np.unique(forward.vocabulary.stem_of[forward.columns.title_tokens])] *= 2
    counts = material.counts
    early = 1 + LEAD * (1 - material.positions)
    share = early * (counts >= min(SHORTEST, counts.max(initial=0))) / np.sqrt(np.maximum(counts, 1))

    def worth(chosen: Sequence[int]) -> Floats:
        left, factor = frequencies.copy(), share.copy()
        for n in chosen:
            left[list(material.words(n))] *= REPEATED
            factor[material.passages == material.passages[n]] *= SAME_PARAGRAPH
        return np.bincount(material.rows, left[material.stems], len(material)) * factor

    return worth


def lexrank(material: Material) -> Worth:
    """Take the sentences that are like many others (Erkan and Radev, 2004), of two alike the first alone."""
    linked = (_cosines(material) > ALIKE).astype(float)
    ranks = _walk(linked)
    return lambda _: ranks


def textrank(material: Material) -> Worth:
    """Take the sentences that share words with many others (Mihalcea and Tarau, 2004)."""
    rows = _matrix(material) > 0
    shared = (rows.astype(float) @ rows.T.astype(float)) * (1 - np.eye(len(material)))
    logs = np.log(np.maximum(material.counts, 1) + 1)
    ranks = _walk(shared / (logs[:, None] + logs[None, :]))
    return lambda _: ranks


def faceted(material: Material) -> Worth:
    """Take sentences as SumBasic does, those first that tell when, how much, why, what harm and what was done."""
    plain = sumbasic(material)
    facets = np.array([facets_of(material.text(n)) for n in range(len(material))], float)
    return lambda chosen: plain(chosen) * (1 + FACET * facets.sum(1))


def marginal(material: Material) -> Worth:
    """Take the sentences that SumBasic ranks first and that are unlike those taken (Carbonell and Goldstein, 1998)."""
    scores = sumbasic(material)([])
    scores = scores / max(scores.max(initial=0.0), 1e-9)
    alike = Likeness(material)
    return lambda chosen: RELEVANCE * scores - (1 - RELEVANCE) * alike.most(chosen)


def _matrix(material: Material) -> Floats:
    """Return the stems of sentences, weighted by their inverse frequency among these: (n, w)."""
    stems, columns = np.unique(material.stems, return_inverse=True)
    matrix = np.zeros((len(material), len(stems)))
    frequencies = np.bincount(columns, minlength=len(stems))
    matrix[material.rows, columns] = np.log(1 + len(material) / np.maximum(frequencies, 1))[columns]
    return matrix


def _cosines(material: Material) -> Floats:
    matrix = _matrix(material)
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    cosines: Floats = matrix @ matrix.T
    return cosines


def _walk(weights: Floats) -> Floats:
    """Return how often a random walk over sentences, linked by these weights, comes by each (PageRank)."""
    size = len(weights)
    steps = weights / np.maximum(weights.sum(1, keepdims=True), 1e-9)
    ranks = np.full(size, 1 / max(size, 1))
    for _ in range(100):
        ranks = (1 - DAMPING) / max(size, 1) + DAMPING * (steps.T @ ranks)
    return ranks


METHODS: dict[str, Method] = {
    "lead": lead,
    "SumBasic": sumbasic,
    "LexRank": lexrank,
    "TextRank": textrank,
    "SumBasic, facets first": faceted,
    "maximum marginal relevance": marginal,
}
