"""How far to trust the first quote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.candidates import FEATURES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from index.retrieval import Retrieval
    from index.weights import Weights

    Floats = npt.NDArray[np.float64]

BARE = 0.2

# What the field of titles gives depends on how many sources there are; the sign `title` does not.
_KEPT = np.array([name != "titles" for name in FEATURES])

_VIEWS = ("sentence", "passage", "anywhere", "sentence_exact", "passage_exact", "anywhere_exact")
_MEASURES = ("share", "rare_share", "telling_share", "found", "found_next", "missing", "missing_next")

# What speaks for or against the first quote: of the question's words in its sentence, its passage or any candidate
# (as they stand, or in other words too), the share weighted by rarity in the language at large, the same with all the
# weight on the rarest, by rarity in the language and in the corpus both (the name that the whole article is about
# tells nothing), and the rarity of the two rarest found and missing. An everyday word found counts for little and
# a name missing for much. Then the features of the sentence, and the rest.
SIGNS = (
    *(f"{view}_{measure}" for view in _VIEWS for measure in _MEASURES),
    "weighted_anywhere",  # share weighted by rarity in the corpus
    "length",  # log of how many words the question has
    "others_sentence",  # share of the words that are no names: an entity alone answers nothing
    "others_passage",
    "others_anywhere",
    "bare_sentence",  # whether next to none of them is there
    "bare_passage",
    "bare_anywhere",
    "names_missing",
    "numbers_missing",
    "kind_missing",  # whether a kind of thing is asked for that the sentence, or its passage, does not offer
    "kind_missing_passage",
    "kind_and_others_missing",  # and next to none of the words that are no names is in the passage either
    "margin",  # of score over the next sentence
    "title",  # whether the title of its source holds any of the question's words
    "size",  # log of how many passages match: among more, chance finds more
    *(f"feature_{name}" for name in FEATURES if name != "titles"),
)


def read_signs(retrieval: Retrieval, best: int, second: int) -> Floats:
    """Return the signs, in the order of `SIGNS`, for the candidate `best`, `second` being the next one."""
    lookup, candidates, scores = retrieval.lookup, retrieval.candidates, retrieval.sentence_scores
    question = lookup.question
    foreign = bool(candidates.features[best, FEATURES.index("foreign")])
    # A translation is as exact as another language gets.
    exact, passage_exact = (
        (candidates.soft, candidates.passage_soft) if foreign else (candidates.exact, candidates.passage_exact)
    )
    views = (
        candidates.soft[best],
        candidates.passage_soft[best],
        candidates.soft.max(0),
        exact[best],
        passage_exact[best],
        exact.max(0),
    )
    names = np.array([word in question.names for word in question.words])
    others = np.where(names, 0.0, lookup.rarities + 0.1)
    others = others / others.sum() if others.any() else np.full(len(names), 1 / len(names))
    numbers = np.array([word[0].isdigit() for word in question.words])
    offered = candidates.features[:, FEATURES.index("kind")] > 0
    beside = candidates.passages == candidates.passages[best]
    asked = question.kind is not None
    rest = (
        views[2] @ lookup.weights / lookup.weights.sum(),
        np.log1p(len(question.words)),
        *(others @ view for view in views[:3]),
        *(float(others @ view < BARE) for view in views[:3]),
        names @ (1 - views[1]),
        numbers @ (1 - views[4]),
        float(asked and not offered[best]),
        float(asked and not offered[beside].any()),
        float(asked and not offered[best] and others @ views[1] < BARE),
        scores[best] - scores[second],
        float(candidates.features[best, FEATURES.index("titles")] > 0),
        np.log1p(retrieval.matching),
    )
    measures = [value for view in views for value in _measure(view, lookup.rarities, lookup.weights)]
    return np.array([*measures, *rest, *candidates.features[best, _KEPT]])


def _measure(found: Floats, rarities: Floats, weights: Floats) -> Iterator[float]:
    """Yield the `_MEASURES` of one view."""
    known = rarities + 0.02
    for shares in (known, known**3, known * weights):
        yield float(shares @ found / shares.sum())
    for view in (found, 1 - found):
        ranked = np.sort(rarities * view)[::-1]
        yield float(ranked[0])
        yield float(ranked[1]) if len(ranked) > 1 else 0.0


def confidence(signs: Floats, weights: Weights) -> float:
    """Return the probability that the first quote answers: a logistic regression over the signs, calibrated."""
    return float(weights.ceiling / (1 + np.exp(-(signs @ weights.signs + weights.intercept))))
