"""How far to trust the first quote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.candidates import FEATURES

if TYPE_CHECKING:
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
    views = np.array(
        [
            candidates.soft[best],
            candidates.passage_soft[best],
            candidates.soft.max(0),
            exact[best],
            passage_exact[best],
            exact.max(0),
        ]
    )
    names = np.array([word in question.names for word in question.words])
    others = np.where(names, 0.0, lookup.rarities + 0.1)
    others = others / others.sum() if others.any() else np.full(len(names), 1 / len(names))
    numbers = np.array([word[0].isdigit() for word in question.words])
    offered = candidates.features[:, FEATURES.index("kind")] > 0
    beside = candidates.passages == candidates.passages[best]
    asked = question.kind is not None
    said = views[:3] @ others
    rest = (
        views[2] @ lookup.weights / lookup.weights.sum(),
        np.log1p(len(question.words)),
        *said,
        *(said < BARE),
        names @ (1 - views[1]),
        numbers @ (1 - views[4]),
        float(asked and not offered[best]),
        float(asked and not offered[beside].any()),
        float(asked and not offered[best] and said[1] < BARE),
        scores[best] - scores[second],
        float(candidates.features[best, FEATURES.index("titles")] > 0),
        np.log1p(retrieval.matching),
    )
    measures = _measure(views, lookup.rarities, lookup.weights)
    return np.concatenate([measures.ravel(), rest, candidates.features[best, _KEPT]])


def _measure(found: Floats, rarities: Floats, weights: Floats) -> Floats:
    """Return the `_MEASURES` of views (view, w): (view, measure)."""
    known = rarities + 0.02
    shares = np.array([known, known**3, known * weights])
    measures = np.zeros((len(found), len(_MEASURES)))
    measures[:, :3] = found @ (shares / shares.sum(1, keepdims=True)).T
    ranked = np.sort(rarities * np.array([found, 1 - found]), axis=2)[:, :, :-3:-1]
    for first, highest in zip((3, 5), ranked, strict=True):  # a single word has no next one
        measures[:, first : first + highest.shape[1]] = highest
    return measures


def confidence(signs: Floats, weights: Weights) -> float:
    """Return the probability that the first quote answers: a logistic regression over the signs, calibrated."""
    return float(weights.ceiling / (1 + np.exp(-(signs @ weights.signs + weights.intercept))))
