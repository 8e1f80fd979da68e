"""The numbers that were fitted, and the only place that reads them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Weights:
    """How fields add up to a passage's score, features to a sentence's, and further features to the confidence."""

    fields: dict[str, float]
    best_sentence: float  # how much of its best sentence's score a passage gets on top
    sentence_features: npt.NDArray[np.float64]  # in the order of sentences.SENTENCE_FEATURES
    confidence_features: npt.NDArray[np.float64]  # in the order of confidence.CONFIDENCE_FEATURES
    ceiling: float  # the highest confidence that can be reached
    most_detail: float  # the highest odds that another detail is asked for
    thresholds: dict[str, float]  # by strictness: the confidence from which the sources are said to answer


@lru_cache
def load_weights(*, read: bool = False) -> Weights:
    """Return the fitted weights that ship with the package, for words alone or with a reader.

    `benchmarks/fit.py` writes them.
    """
    data = json.loads((files("index") / "data" / "weights.json").read_text("utf-8"))["read" if read else "words"]
    return Weights(
        fields=data["fields"],
        best_sentence=data["best_sentence"],
        sentence_features=np.array(list(data["sentence_features"].values())),
        confidence_features=np.array(list(data["confidence_features"].values())),
        ceiling=data["ceiling"],
        most_detail=data["most_detail"],
        thresholds=data["thresholds"],
    )
