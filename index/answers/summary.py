"""A verbatim summary: the sentences that say most of what the sources say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.answers.quotes import Quote
from index.segment.forward import distinct, ranges
from index.text.marks import without_half_marks
from index.text.paragraphs import Role

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.search.fields import Fields
    from index.segment.passages import Passages

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]

LEAD = 0.6  # how much more the opening sentence of a source counts than its last
REPEATED = 0.35  # what a word already said still counts
SAME_PARAGRAPH = 0.7  # what a sentence still counts when its paragraph has been quoted
LENGTH = 0.5  # 1: the mean worth of a sentence's words counts, 0: their sum
SHORTEST = 6  # informative words: a shorter sentence says too little on its own


def summarise(fields: Fields, passages: Passages, limit: int) -> tuple[Quote, ...]:
    """Choose at most `limit` sentences, one after the other, and return them in reading order.

    A sentence is worth the frequency of its words, the title's counting double, and each word it shares with a
    sentence already chosen counts less (SumBasic: Nenkova and Vanderwende, "The Impact of Frequency on Summarization",
    2005), with a bonus for opening a source (the inverted pyramid of news)
    and a malus for a paragraph quoted already.
    """
    sentences, owners = _body(fields, passages)
    if not len(sentences):
        return ()
    forms, places = fields.forms(sentences)
    # The distinct stems of each sentence, one sentence after the other.
    size = len(fields.stems)
    places, stems = np.divmod(distinct(places * size + fields.stem_of[forms]), size)
    starts, counts = np.searchsorted(places, np.arange(len(sentences))), np.bincount(places, minlength=len(sentences))
    frequencies = np.bincount(fields.stem_of[fields.tokens], minlength=size) / max(len(fields.tokens), 1)
    frequencies[fields.titles.frequencies > 0] *= 2
    lead = _lead(passages, sentences, owners) * (counts >= SHORTEST) / np.maximum(counts, 1) ** LENGTH
    chosen: list[int] = []
    while len(chosen) < limit:
        said = np.concatenate([[0.0], np.cumsum(frequencies[stems])])
        worth = (said[starts + counts] - said[starts]) * lead
        best = int(np.argmax(worth))
        if worth[best] <= 0:
            break
        chosen.append(best)
        frequencies[stems[starts[best] : starts[best] + counts[best]]] *= REPEATED
        lead[owners == owners[best]] *= SAME_PARAGRAPH
        lead[best] = 0
    return tuple(_quote(fields, passages, int(owners[i]), int(sentences[i])) for i in sorted(chosen))


def _body(fields: Fields, passages: Passages) -> tuple[Indices, Indices]:
    """Return the numbers of the sentences of the body, and of their passages."""
    body = np.flatnonzero(passages.have_role(np.arange(len(passages)), Role.BODY))
    counts = fields.first_sentences[body + 1] - fields.first_sentences[body]
    return ranges(fields.first_sentences[body], counts), np.repeat(body, counts)


def _lead(passages: Passages, sentences: Indices, owners: Indices) -> Floats:
    """Return how much more each sentence counts for standing early in its source."""
    lengths = np.array([max(len(source.text), 1) for source in passages.sources])
    sources = np.searchsorted(passages.first_passages, owners, "right") - 1
    weights: Floats = 1 + LEAD * (1 - passages.spans[sentences, 0] / lengths[sources])
    return weights


def _quote(fields: Fields, passages: Passages, p: int, number: int) -> Quote:
    passage = passages[p]
    sentence = passage.sentences[number - int(fields.first_sentences[p])]
    start, end = without_half_marks(passage.source.text, *sentence)
    return Quote(passage.source, start, end, passage.paragraph, 0.0)
