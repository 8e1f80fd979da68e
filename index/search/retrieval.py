"""Find the passages and sentences that a question is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.search.sentences import find_candidates
from index.segment.bm25 import top_k

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.search.fields import Fields, Lookup
    from index.search.question import Question
    from index.search.sentences import Candidates
    from index.search.weights import Weights
    from index.segment.passages import Passages

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
    matching: int  # how many passages share anything with the question


def retrieve(
    fields: Fields, passages: Passages, question: Question, weights: Weights, limit: int = PASSAGES
) -> Retrieval:
    """Rank the passages by their fields, and the best ones again by their best sentence as well.

    The result has `limit` passages at most, and `PASSAGES` at least where so many share anything with the question.
    """
    lookup = fields.look_up(question)
    scores = fields.scores(lookup)
    total = np.zeros(len(passages))
    for field, weight in weights.fields.items():
        total += weight * getattr(scores, field)
    # 4-grams alone count from a fair part of one of the question's words on.
    least = LEAST_GRAMS / max(len(question.words), 1)
    matching = (scores.words > 0) | (scores.titles > 0) | (scores.grams >= least)
    ranking = top_k(total * matching, max(limit, PASSAGES), scores.likely)
    top = ranking[:PASSAGES]
    candidates = find_candidates(fields, passages, lookup, scores, top)
    sentence_scores = candidates.features @ weights.sentence_features
    highest = dict.fromkeys(top.tolist(), 0.0)
    for p, score in zip(candidates.passages.tolist(), sentence_scores.tolist(), strict=True):
        highest[p] = max(highest[p], score)
    final = total[ranking]
    final[: len(top)] += weights.best_sentence * np.array([highest[p] for p in top.tolist()])
    order = np.argsort(-final, kind="stable")
    return Retrieval(lookup, ranking[order], final[order], candidates, sentence_scores, int(np.count_nonzero(matching)))
