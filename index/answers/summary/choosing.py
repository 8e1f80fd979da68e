"""Which sentences a summary is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from index.answers.summary.body import Body

    Floats = npt.NDArray[np.float64]

LEAD = 0.6  # how much more the opening sentence of a source counts than its last
REPEATED = 0.35  # what is left of a word's worth once it has been said
SAME_PARAGRAPH = 0.7  # what is left of a sentence's worth once its paragraph has been quoted
LENGTH = 0.5  # 1: the mean worth of a sentence's words counts, 0: their sum
SHORTEST = 6  # informative words: a shorter sentence says too little on its own


def by_worth(body: Body) -> Iterator[int]:
    """Yield the sentences `b` of a body, the next best one each time, until none adds anything.

    A sentence is worth the frequency of its words, the title's counting double, and each word it shares with a
    sentence already chosen counts less (SumBasic: Nenkova and Vanderwende, "The Impact of Frequency on Summarization",
    2005). A sentence that opens a source counts more (the inverted pyramid of news), one of a paragraph that is quoted
    already counts less. As long as there are sources of which nothing was chosen, it is one of theirs.
    """
    forward = body.forward
    stems, starts = body.words
    frequencies = _frequencies(body)
    counts = body.counts
    weights = (1 + LEAD * (1 - body.depth)) * (counts >= min(SHORTEST, counts.max(initial=0)))
    weights = weights / np.maximum(counts, 1) ** LENGTH
    unheard = np.ones(len(forward.sources), bool)
    for _ in range(len(body)):
        said = np.concatenate([[0.0], np.cumsum(frequencies[stems])])
        worth = (said[starts[1:]] - said[starts[:-1]]) * weights
        fresh = worth * unheard[body.sources]
        best = int(np.argmax(fresh if fresh.any() else worth))
        if worth[best] <= 0:
            return
        yield best
        unheard[body.sources[best]] = False
        frequencies[body.stems_of(best)] *= REPEATED
        weights[body.owners == body.owners[best]] *= SAME_PARAGRAPH
        weights[best] = 0


def _frequencies(body: Body) -> Floats:
    """Return the share of each stem in the words of the sources, those of titles counting double."""
    vocabulary, columns = body.forward.vocabulary, body.forward.columns
    stem_of = vocabulary.stem_of
    frequencies: Floats = np.bincount(stem_of[columns.tokens], minlength=len(vocabulary.stems)) / max(
        len(columns.tokens), 1
    )
    frequencies[np.unique(stem_of[columns.title_tokens])] *= 2
    return frequencies
