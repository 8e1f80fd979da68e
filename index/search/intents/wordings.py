"""What a short message probably wants, by its words and pairs of words, for wordings that no rule knows.

A multinomial logistic regression. Its weights stand in `data/wordings.txt`: a line that names the intents, then a line
for each feature with its weights, in `STEPS` to the unit; `benchmarks/intents` fits them.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.search.intents.intent import Intent
from index.text.rarity import rarity
from index.text.tokens import UNDETERMINED

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

LEAST_WORDS, MOST_WORDS = 3, 12  # of a message that is judged: of fewer words the rules know enough, more ask something
SURE = 0.93  # the probability from which a message is taken to ask nothing
STEPS = 20  # to the unit of a weight
_EDGE = "|"  # where a message begins and ends
ALWAYS = "="  # a feature of every message
_ASKS = "?"  # and of those with a question mark


class _Model(NamedTuple):
    intents: tuple[Intent, ...]
    weights: Mapping[str, Floats]  # of a feature: (intent,)


def likely_intent(said: Sequence[str], *, asks: bool) -> Intent:
    """Tell what a message of these folded words wants, a question where that is not nearly sure.

    Whether it bears a question mark, `asks` tells.
    """
    if not LEAST_WORDS <= len(said) <= MOST_WORDS:
        return Intent.QUESTION
    model = _load()
    weights = [model.weights[name] for name in features(said, asks, model.weights) if name in model.weights]
    evidence = np.sum(weights, axis=0)
    odds = np.exp(evidence - evidence.max())
    question = model.intents.index(Intent.QUESTION)
    if odds[question] > (1 - SURE) * odds.sum():
        return Intent.QUESTION
    return model.intents[int(np.argmax(odds))]


def features(said: Sequence[str], asks: bool, known: Container[str]) -> Iterator[str]:
    """Yield the features of a message: its words, its pairs of words, how long it is, how strange its words are.

    Only what is `known` counts as a word: what messages that ask nothing say. Any other is likely of the incident.
    """
    yield ALWAYS
    if asks:
        yield _ASKS
    yield f"{min(len(said), 8)} words"
    yield from {word for word in said if word in known}
    yield from {f"{a} {b}" for a, b in pairwise((_EDGE, *said, _EDGE))}
    if strange := [word for word in said if word not in known]:
        yield f"{min(len(strange), 3)} strange"
        yield f"rarity {int(4 * max(rarity(word, UNDETERMINED) for word in strange))}"


@lru_cache
def _load() -> _Model:
    """Return the model that ships with the package."""
    head, *lines = (files("index") / "data" / "wordings.txt").read_text("utf-8").splitlines()
    rows = (line.partition("\t") for line in lines)
    weights = {name: np.array(row.split(), np.float64) / STEPS for name, _, row in rows}
    return _Model(tuple(map(Intent, head.split())), weights)
