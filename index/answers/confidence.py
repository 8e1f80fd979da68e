"""How far the first quote can be trusted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from index.search.sentences import SENTENCE_FEATURES
from index.text.rarity import rarity_of_root

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.search.retrieval import Retrieval
    from index.search.weights import Weights

    Floats = npt.NDArray[np.float64]
    Logits = npt.NDArray[np.float32]

_VIEWS = ("sentence", "passage", "anywhere")
_MEASURES = ("share", "telling_share", "found", "found_next", "missing", "missing_next")

# What speaks for or against the first quote: of the question's words, as they stand or in other words, in its sentence,
# its passage or any candidate, the share weighted by rarity in the language at large, the same weighted by rarity in
# both the language and the corpus (the name that the whole article is about tells nothing), and the rarity of the two
# rarest words found and missing. Finding an everyday word counts for little, missing a name for much. Then the rest,
# and the features of the sentence: all but what the field of titles gives, which depends on how many sources there
# are, as the feature `title` does not.
_KEPT = np.array([name != "titles" for name in SENTENCE_FEATURES])
_ALL = (
    "always",  # 1
    *(f"{view}_{measure}" for view in _VIEWS for measure in _MEASURES),
    "length",  # log of how many words the question has
    "others_sentence",  # share of the words that are not names: a name alone answers nothing
    "others_passage",
    "others_anywhere",
    "named",  # whether the question holds a name
    "names_missing",  # in its passage
    "names_unheard",  # anywhere in the candidates
    "numbers_missing",
    "kind_missing",  # whether a kind of thing is asked for that the sentence, or its passage, does not offer
    "kind_missing_passage",
    "margin",  # of score over the next sentence
    "title",  # whether the title of its source holds any of the question's words
    "size",  # log of how many passages match: the more there are, the more match by chance
    "total",  # log of how many words the corpus has: likewise
    "read_first",  # the reader's log of the odds that its sentence answers, against all others and that nothing does
    "read_any",  # and that any sentence does, against that nothing does
    *(f"feature_{name}" for name in SENTENCE_FEATURES if name != "titles"),
)

# Why the first quote may be no answer, and the features that tell. The last reason has only a few, or they would learn
# the articles by heart.
REASONS = {
    "elsewhere": _ALL,  # the sources say nothing about the question's subject
    "names only": _ALL,  # they mention what it names, but not what it asks
    "other detail": (
        "always",
        "sentence_share",
        "sentence_telling_share",
        "sentence_missing",
        "kind_missing",
        "feature_contrary",
        "read_first",
        "read_any",
    ),
}
CONFIDENCE_FEATURES = tuple(f"{reason}: {name}" for reason, names in REASONS.items() for name in names)
_PLACES = np.array([_ALL.index(name) for names in REASONS.values() for name in names])
_STARTS = np.cumsum([0, *map(len, REASONS.values())])[:-1]


def confidence_features(retrieval: Retrieval, best: int, second: int) -> Floats:
    """Return the `CONFIDENCE_FEATURES` of the candidate `best`, `second` being the next one."""
    query, candidates, scores = retrieval.query, retrieval.candidates, retrieval.sentence_scores
    question, features = query.question, candidates.features[best]
    views = np.array([candidates.soft[best], candidates.passage_soft[best], candidates.soft.max(0)])
    rarities = np.array([rarity_of_root(word, question.language) for word in question.words])
    names = np.array([word in question.names for word in question.words])
    others = np.where(names, 0.0, rarities + 0.1)
    total = others.sum()
    others = others / total if total else np.full(len(names), 1 / max(len(names), 1))
    numbers = np.array([word[0].isdigit() for word in question.words])
    missing = missing_beside = 0.0
    if question.answer_type:
        offered = candidates.features[:, SENTENCE_FEATURES.index("kind")] > 0
        missing = float(not offered[best])
        missing_beside = float(not offered[candidates.passages == candidates.passages[best]].any())
    rest = (
        math.log1p(len(names)),
        *(views @ others),
        float(names.any()),
        names @ (1 - views[1]),
        names @ (1 - views[2]),
        numbers @ (1 - candidates.passage_exact[best]),
        missing,
        missing_beside,
        scores[best] - scores[second],
        float(features[SENTENCE_FEATURES.index("titles")] > 0),
        math.log1p(retrieval.ranking.matching),
        math.log1p(retrieval.ranking.words),
        *_read(candidates.read, best),
    )
    measures = _measure(views, rarities, query.idf)
    every = np.concatenate([(1.0,), measures.ravel(), rest, features[_KEPT]])
    chosen: Floats = every[_PLACES]
    return chosen


def _read(logits: Logits | None, best: int) -> tuple[float, float]:
    """Return the log of the odds that a sentence answers, and that any does; 0 where nothing was read."""
    if logits is None:
        return 0.0, 0.0
    others = float(np.logaddexp.reduce(np.append(np.delete(logits, best), 0.0)))
    return float(logits[best]) - others, float(np.logaddexp.reduce(logits))


def _measure(found: Floats, rarities: Floats, weights: Floats) -> Floats:
    """Return the `_MEASURES` of views (view, w): (view, measure)."""
    known = rarities + 0.02
    shares = np.array([known, known * weights])
    measures = np.zeros((len(found), len(_MEASURES)))
    measures[:, :2] = found @ (shares / shares.sum(1, keepdims=True)).T
    ranked = np.sort(rarities * np.array([found, 1 - found]), axis=2)[:, :, :-3:-1]
    for first, highest in zip((2, 4), ranked, strict=True):  # a single word has no second rarest
        measures[:, first : first + highest.shape[1]] = highest
    return measures


def odds(features: Floats, weights: Floats) -> Floats:
    """Return for each of the `REASONS` the odds that it holds: of features (..., feature), (..., reason)."""
    evidence: Floats = np.add.reduceat(features * weights, _STARTS, axis=-1)
    return np.exp(-evidence)


def confidence(features: Floats, weights: Weights) -> float:
    """Return the probability that the first quote answers: none of the `REASONS` against it holds; calibrated.

    That another detail is asked for is never sure: the sources that treat a subject mostly answer.
    """
    *elsewhere, detail = odds(features, weights.confidence_features).tolist()
    against: float = sum(elsewhere) + min(detail, weights.most_detail)
    return weights.ceiling / (1 + against)
