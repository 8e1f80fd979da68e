"""What each part of the method is worth: the figures without it, the weights as they are.

A part is taken away by setting its weight to zero, or by an empty lexicon; nothing is fitted again, so a figure says
what the shipped weights lose, not what the best weights without the part would reach.
"""

from __future__ import annotations

import argparse
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.evaluation import FOLDER, ROOT, load_protocols
from index import Corpus, Meaning
from index.search.fields import FIELDS
from index.search.sentences import SENTENCE_FEATURES
from index.search.weights import Weights, load_weights
from index.text.lexicon import Lexicon, load_lexicon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FIGURES = (
    ("incidents", "right paraphrase"),
    ("incidents", "right cross"),
    ("incidents", "right casual"),
    ("incidents", "among three"),
    ("incidents", "wrong"),
    ("piaf-single", "quote@1"),
    ("piaf-single", "auc"),
    ("piaf-pooled", "passage@1"),
    ("piaf-en", "passage@1"),
    ("piaf-en", "quote@1"),
    ("xquad-es", "passage@1"),
)


def without_feature(name: str) -> Callable[[Weights], Weights]:
    kept = np.array([feature != name for feature in SENTENCE_FEATURES])
    return lambda weights: replace(weights, sentence_features=weights.sentence_features * kept)


def without_field(name: str) -> Callable[[Weights], Weights]:
    return lambda weights: replace(weights, fields=weights.fields | {name: 0.0})


def without_reader(_: Weights) -> Weights:
    return load_weights()


PARTS: dict[str, Callable[[Weights], Weights]] = {
    "nothing": lambda weights: weights,
    **{f"field of {field.name}": without_field(field.name) for field in FIELDS},
    "reader": without_reader,
    "best sentence in a passage's score": lambda weights: replace(weights, best_sentence=0.0),
    **{f"feature {name}": without_feature(name) for name in SENTENCE_FEATURES},
}


@contextmanager
def taken_away(part: str) -> Iterator[None]:
    weights = PARTS.get(part, PARTS["nothing"])(load_weights(read=True))
    lexicon = Lexicon("") if part == "lexicon" else load_lexicon()
    near = 0 if part == "joined neighbours" else 3
    with (
        patch("index.corpus.load_weights", lambda **_: weights),
        patch("index.search.query.load_lexicon", lambda: lexicon),
        patch("index.answers.choice.NEAR", near),
    ):
        yield


def main() -> None:
    everything = [*PARTS, "lexicon", "joined neighbours"]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=[*everything, []], metavar="PART", help="; ".join(everything))
    parser.add_argument("--data", type=Path, default=FOLDER)
    args = parser.parse_args()
    evaluate: Any = load_protocols(args.data)
    table = Table("without", *(f"{protocol} {figure}" for protocol, figure in FIGURES))
    for part in args.parts or everything:
        load = partial(Corpus.load, meaning=Meaning.OFF if part == "reader" else Meaning.FULL)
        with taken_away(part):
            rows = {
                protocol: evaluate.Bench(load, args.data, "dev", None, ROOT / "seeds").run(protocol)
                for protocol in dict.fromkeys(protocol for protocol, _ in FIGURES)
            }
        table.add_row(part, *(f"{rows[protocol][figure]:.3f}" for protocol, figure in FIGURES))
    Console(width=200).print(table)


if __name__ == "__main__":
    main()
