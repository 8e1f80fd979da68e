"""A verbatim summary: the sentences that say most of what the sources say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.answers.choice import quotation
from index.answers.quotes import Quote
from index.segment.columns import distinct
from index.segment.splitting import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy.typing as npt

    from index.segment.forward import ForwardIndex

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]

LEAD = 0.6  # how much more the opening sentence of a source counts than its last
REPEATED = 0.35  # what is left of a word's worth once it has been said
SAME_PARAGRAPH = 0.7  # what is left of a sentence's worth once its paragraph has been quoted
LENGTH = 0.5  # 1: the mean worth of a sentence's words counts, 0: their sum
FOR_ONE = 4  # sentences of the body of which one is said: a short text deserves a short summary
SHORTEST = 6  # informative words: a shorter sentence says too little on its own


def summarise(forward: ForwardIndex, limit: int) -> tuple[Quote, ...]:
    """Choose at most `limit` sentences, one after the other, and return them in reading order.

    A sentence is worth the frequency of its words, the title's counting double, and each word it shares with a
    sentence already chosen counts less (SumBasic: Nenkova and Vanderwende, "The Impact of Frequency on Summarization",
    2005). A sentence that opens a source counts more (the inverted pyramid of news), one of a paragraph that is quoted
    already counts less.
    """
    sentences, owners = _body(forward)
    if not len(sentences):
        return ()
    forms, places = forward.forms_of(sentences)
    # The distinct stems of each sentence, one sentence after the other.
    stem_of, tokens = forward.vocabulary.stem_of, forward.columns.tokens
    size = len(forward.vocabulary.stems)
    places, stems = np.divmod(distinct(places * size + stem_of[forms]), size)
    starts, counts = np.searchsorted(places, np.arange(len(sentences))), np.bincount(places, minlength=len(sentences))
    frequencies = np.bincount(stem_of[tokens], minlength=size) / max(len(tokens), 1)
    frequencies[distinct(stem_of[forward.columns.title_tokens])] *= 2
    lead = _lead(forward, sentences, owners) * (counts >= min(SHORTEST, counts.max())) / np.maximum(counts, 1) ** LENGTH
    chosen: list[int] = []
    while len(chosen) < min(limit, -(-len(sentences) // FOR_ONE)):
        said = np.concatenate([[0.0], np.cumsum(frequencies[stems])])
        worth = (said[starts + counts] - said[starts]) * lead
        best = int(np.argmax(worth))
        if worth[best] <= 0:
            break
        chosen.append(best)
        frequencies[stems[starts[best] : starts[best] + counts[best]]] *= REPEATED
        lead[owners == owners[best]] *= SAME_PARAGRAPH
        lead[best] = 0
    runs = (_run(forward, int(owners[i]), int(sentences[i])) for i in sorted(chosen))
    return tuple(Quote.of(forward.passages[p], first, last) for p, first, last in _united(runs))


def _body(forward: ForwardIndex) -> tuple[Indices, Indices]:
    """Return the numbers of the sentences of the body, and of their passages."""
    body = np.flatnonzero(forward.have_role(np.arange(len(forward.passages)), Role.BODY))
    sentences, places = forward.sentences_of(body)
    return sentences, body[places]


def _lead(forward: ForwardIndex, sentences: Indices, owners: Indices) -> Floats:
    """Return how much more each sentence counts for standing early in its source."""
    lengths = np.array([max(len(source.text), 1) for source in forward.sources])
    starts = forward.columns.spans[sentences, 0]
    weights: Floats = 1 + LEAD * (1 - starts / lengths[forward.source_of[owners]])
    return weights


def _run(forward: ForwardIndex, p: int, number: int) -> tuple[int, int, int]:
    """Return a sentence's passage, and the first and last sentence to quote for it: all of a quotation."""
    return p, *quotation(forward.passages[p], number - int(forward.first_sentences[p]))


def _united(runs: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield runs of sentences in order, those of a passage that overlap as one: nothing is said twice."""
    reached: tuple[int, int, int] | None = None
    for p, first, last in runs:
        if reached and reached[0] == p and first <= reached[2]:
            reached = p, min(first, reached[1]), max(last, reached[2])
            continue
        if reached:
            yield reached
        reached = p, first, last
    if reached:
        yield reached
