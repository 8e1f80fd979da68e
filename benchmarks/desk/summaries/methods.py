"""Other ways to choose the sentences of a summary, to compare the bot's with; each yields sentences, the best first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from index.answers.summary.body import Body

    Floats = npt.NDArray[np.float64]

SIMILAR, DAMPING, STEPS = 0.1, 0.85, 100  # LexRank's and TextRank's own
RELEVANCE = 0.7  # of maximum marginal relevance, against novelty
REPEATED = 2.0  # SumBasic: the exponent of the probability of a word that was said


def lead(body: Body) -> Iterator[int]:
    """Yield the sentences in reading order."""
    yield from range(len(body))


def sumbasic(body: Body) -> Iterator[int]:
    """SumBasic: Nenkova and Vanderwende, "The Impact of Frequency on Summarization", 2005."""
    stems, starts = body.words
    probability = np.bincount(stems) / max(len(stems), 1)
    left = set(range(len(body)))
    while left:
        best = max(left, key=lambda b: (probability[body.stems_of(b)].mean() if starts[b] < starts[b + 1] else 0, -b))
        left.discard(best)
        probability[body.stems_of(best)] **= REPEATED
        yield best


def lexrank(body: Body) -> Iterator[int]:
    """LexRank: Erkan and Radev, "LexRank: Graph-based Lexical Centrality as Salience", 2004, with a threshold."""
    yield from _ranked((_cosines(body) >= SIMILAR).astype(float))


def textrank(body: Body) -> Iterator[int]:
    """TextRank: Mihalcea and Tarau, "TextRank: Bringing Order into Texts", 2004: by the words shared."""
    holds = _holds(body) > 0
    shared = holds.astype(float) @ holds.T
    logs = np.log(np.maximum(body.counts, 1))
    similar = shared / np.maximum(logs[:, None] + logs[None, :], 1e-9)
    np.fill_diagonal(similar, 0)
    yield from _ranked(similar)


def marginal_relevance(body: Body) -> Iterator[int]:
    """Maximum marginal relevance: Carbonell and Goldstein, 1998; relevance is likeness to the whole and its title."""
    vectors = _vectors(body)
    title = np.zeros(vectors.shape[1])
    vocabulary = body.forward.vocabulary
    title[vocabulary.stem_of[body.forward.columns.title_tokens]] = 1
    whole = vectors.sum(0) / max(float(np.linalg.norm(vectors.sum(0))), 1e-9) + title / max(title.sum() ** 0.5, 1)
    relevance, alike = vectors @ whole, vectors @ vectors.T
    chosen: list[int] = []
    while len(chosen) < len(body):
        said = alike[:, chosen].max(1) if chosen else np.zeros(len(body))
        worth = RELEVANCE * relevance - (1 - RELEVANCE) * said
        worth[chosen] = -np.inf
        chosen.append(int(np.argmax(worth)))
        yield chosen[-1]


def _ranked(weights: Floats) -> Iterator[int]:
    """Yield the nodes of a graph by PageRank."""
    size = len(weights)
    if not size:
        return
    sums = weights.sum(1, keepdims=True)
    steps = np.where(sums > 0, weights / np.maximum(sums, 1e-9), 1 / size)
    ranks = np.full(size, 1 / size)
    for _ in range(STEPS):
        ranks = (1 - DAMPING) / size + DAMPING * (steps.T @ ranks)
    yield from np.argsort(-ranks, kind="stable").tolist()


def _holds(body: Body) -> Floats:
    """Return which sentence holds which stem: (b, stem)."""
    stems, _ = body.words
    holds = np.zeros((len(body), len(body.forward.vocabulary.stems)))
    holds[np.repeat(np.arange(len(body)), body.counts), stems] = 1
    return holds


def _vectors(body: Body) -> Floats:
    """Return each sentence as its stems by their inverse frequency, of length one: (b, stem)."""
    holds = _holds(body)
    vectors = holds * np.log((1 + len(body)) / (1 + holds.sum(0)))
    normed: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return normed


def _cosines(body: Body) -> Floats:
    vectors = _vectors(body)
    cosines: Floats = vectors @ vectors.T
    return cosines


METHODS = {
    "lead": lead,
    "SumBasic": sumbasic,
    "LexRank": lexrank,
    "TextRank": textrank,
    "maximum marginal relevance": marginal_relevance,
}
