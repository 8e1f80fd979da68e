"""Find the passages and sentences that a question is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.candidates import find_candidates

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from index.candidates import Candidates
    from index.fields import Fields, FieldScores, Lookup
    from index.passages import Passage
    from index.questions import Question
    from index.weights import Weights

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]

PASSAGES = 16  # as many passages, the best ones, are searched for sentences
LEAST_GRAMS = 0.12  # of what all grams of one word could give: with less, a passage shares nothing with the question


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What a question brought up: passages, best first, and the candidate sentences of the best ones."""

    lookup: Lookup
    passages: Indices
    passage_scores: Floats  # for each of them, descending
    candidates: Candidates
    sentence_scores: Floats  # for each candidate


def retrieve(fields: Fields, passages: Sequence[Passage], question: Question, weights: Weights) -> Retrieval:
    """Rank the passages by their fields, and the best ones again by their best sentence as well."""
    lookup = fields.look_up(question)
    scores = fields.scores(lookup)
    total = sum((weight * getattr(scores, field) for field, weight in weights.fields.items()), np.zeros(1))
    ranking = _rank(scores, total, len(question.words))
    top = ranking[:PASSAGES]
    candidates = find_candidates(fields, passages, lookup, scores, top)
    sentence_scores = candidates.features @ weights.features
    best = np.zeros(len(passages))
    np.maximum.at(best, candidates.passages, sentence_scores)
    final = total[ranking] + weights.best_sentence * best[ranking]
    order = np.argsort(-final, kind="stable")
    return Retrieval(lookup, ranking[order], final[order], candidates, sentence_scores)


def _rank(scores: FieldScores, total: Floats, words: int) -> Indices:
    """Return the passages that share anything with the question, best first, ties in reading order.

    4-grams alone count from a fair part of one of the question's `words` on.
    """
    least = LEAST_GRAMS / max(words, 1)
    matching = np.flatnonzero((scores.words > 0) | (scores.titles > 0) | (scores.grams >= least))
    return matching[np.argsort(-total[matching], kind="stable")]
