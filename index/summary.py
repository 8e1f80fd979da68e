"""A verbatim summary: the sentences that say most of what the sources say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.answers import Quote
from index.passages import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.fields import Fields
    from index.passages import Passage

LEAD = 0.6  # how much more the opening sentence of a source counts than its last
REPEATED = 0.35  # what a word already said still counts
SAME_PARAGRAPH = 0.7  # what a sentence still counts when its paragraph has been quoted
LENGTH = 0.5  # 1: the mean worth of a sentence's words counts, 0: their sum
SHORTEST = 6  # informative words: a shorter sentence says too little on its own


def summarise(fields: Fields, passages: Sequence[Passage], limit: int) -> tuple[Quote, ...]:
    """Choose at most `limit` sentences, one after the other, and return them in reading order.

    A sentence is worth the frequency of its words, the title's counting double, and each word it shares with a
    sentence already chosen counts less (SumBasic: Nenkova and Vanderwende, "The Impact of Frequency on Summarization",
    2005), with a bonus for opening a source (the inverted pyramid of news)
    and a malus for a paragraph quoted already.
    """
    sentences = [
        (p, s) for p, passage in enumerate(passages) if passage.role is Role.BODY for s in range(len(passage.sentences))
    ]
    words = [_words(fields, p, s) for p, s in sentences]
    frequencies = np.bincount(fields.tokens, minlength=len(fields.vocabulary)) / max(len(fields.tokens), 1)
    frequencies[np.diff(fields.titles.starts) > 0] *= 2
    lead = _lead(passages, sentences)
    chosen: list[int] = []
    while len(chosen) < limit:
        worth = [
            frequencies[ids].sum() / len(ids) ** LENGTH * weight if len(ids) >= SHORTEST and i not in chosen else 0.0
            for i, (ids, weight) in enumerate(zip(words, lead, strict=True))
        ]
        best = int(np.argmax(worth)) if worth else 0
        if not worth or worth[best] <= 0:
            break
        chosen.append(best)
        frequencies[words[best]] *= REPEATED
        for i, (p, _) in enumerate(sentences):
            if p == sentences[best][0]:
                lead[i] *= SAME_PARAGRAPH
    return tuple(_quote(passages, *sentences[i]) for i in sorted(chosen))


def _words(fields: Fields, p: int, s: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    sentence = fields.first_sentences[p] + s
    return np.unique(fields.tokens[slice(*fields.sentence_offsets[sentence : sentence + 2])])


def _lead(passages: Sequence[Passage], sentences: list[tuple[int, int]]) -> list[float]:
    weights = []
    for p, s in sentences:
        passage = passages[p]
        place = passage.sentences[s][0] / max(len(passage.source.text), 1)
        weights.append(1 + LEAD * (1 - place))
    return weights


def _quote(passages: Sequence[Passage], p: int, s: int) -> Quote:
    passage = passages[p]
    start, end = passage.sentences[s]
    return Quote(passage.source, start, end, passage.paragraph, 0.0)
