"""Fit the model of what short messages want, and write `index/data/wordings.txt`: `python -m benchmarks.intents`.

It learns from `messages_en.tsv` and `messages_fr.tsv`, written for this, and from the questions on incidents that are
not held out. What is printed is told of messages that were left out of the fit, a fifth at a time, and, for the model
without the rules, of those that the tests hold.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from benchmarks.evaluation import ROOT
from benchmarks.incidents import load
from index import Intent
from index.search.intents.wordings import ALWAYS, LEAST_WORDS, MOST_WORDS, STEPS, SURE, features
from index.search.spelling import rewrite
from index.text.tokens import LANGUAGES, fold_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HERE = Path(__file__).parent
STRENGTH = 3.0  # inverse of the regularisation
LEAST_SEEN = 2  # messages that a feature must stand in
LEAST_WEIGHT = 0.3  # of a feature that is kept; words that are known are kept whatever they weigh
FOLDS = 5


class Message(NamedTuple):
    """The folded words of a message, whether it has a question mark, and what it wants."""

    intent: Intent
    said: tuple[str, ...]
    asks: bool


def main() -> None:
    messages = [*read_messages(HERE), *asked_of_incidents()]
    print(f"{len(messages)} messages, {sum(m.intent is Intent.QUESTION for m in messages)} of them questions")
    found = [
        (message, told)
        for fold in range(FOLDS)
        for message, told in _told(fit(m for i, m in enumerate(messages) if i % FOLDS != fold), messages[fold::FOLDS])
    ]
    _print("left out", found)
    model = fit(messages)
    _print("of the tests", _told(model, read_messages(ROOT / "tests" / "index" / "intents")))
    lines = [
        " ".join(model.intents),
        *(f"{name}\t{' '.join(map(str, row))}" for name, row in sorted(model.rows.items())),
    ]
    (ROOT / "index" / "data" / "wordings.txt").write_text("\n".join([*lines, ""]), "utf-8")
    print(f"{len(model.rows)} features")


def read_messages(folder: Path) -> list[Message]:
    """Return the messages of both languages that a folder holds, an intent and a text a line."""
    lines = [line for code in LANGUAGES for line in (folder / f"messages_{code}.tsv").read_text("utf-8").splitlines()]
    return [_message(Intent(intent), text) for intent, _, text in (line.partition("\t") for line in lines)]


def asked_of_incidents() -> list[Message]:
    """Return the questions on incidents that are short enough to be judged, but for those held out.

    Every other one is asked without a question mark: people leave it out, whatever they want.
    """
    asked = [question.text for article in load() if not article.held_out for question in article.questions]
    texts = [text.rstrip("? ") if i % 2 else text for i, text in enumerate(asked)]
    return [m for m in (_message(Intent.QUESTION, text) for text in texts) if len(m.said) <= MOST_WORDS]


def _message(intent: Intent, text: str) -> Message:
    return Message(intent, tuple(fold_words(rewrite(text))), "?" in text)


# ---------------------------------------------------------------- fitting


class Model(NamedTuple):
    """Weights of features, in `STEPS` to the unit."""

    intents: tuple[Intent, ...]
    rows: dict[str, list[int]]


def fit(messages: Iterable[Message]) -> Model:
    """Fit the weights; each message is read as if what it alone says were strange."""
    messages = list(messages)
    others = [m for m in messages if m.intent is not Intent.QUESTION]
    uses = Counter(word for m in others for word in set(m.said))
    known = frozenset(word for word, count in uses.items() if count >= LEAST_SEEN)
    alone = known - {word for word, count in uses.items() if count <= LEAST_SEEN}
    read = [list(features(m.said, m.asks, known if m.intent is Intent.QUESTION else alone)) for m in messages]
    seen = Counter(name for names in read for name in names)
    names = sorted(name for name, count in seen.items() if count >= LEAST_SEEN)
    model = LogisticRegression(C=STRENGTH, max_iter=500).fit(_matrix(read, names), [str(m.intent) for m in messages])
    weights = np.round(model.coef_.T * STEPS).astype(int)
    kept = {
        name: row.tolist()
        for name, row in zip(names, weights, strict=True)
        if name in known or abs(row).max() >= LEAST_WEIGHT * STEPS
    }
    rows = {**dict.fromkeys(known, [0] * len(model.classes_)), **kept}
    rows[ALWAYS] = np.round((model.intercept_ + model.coef_[:, names.index(ALWAYS)]) * STEPS).astype(int).tolist()
    return Model(tuple(map(Intent, model.classes_)), rows)


def _matrix(read: Sequence[Sequence[str]], names: Sequence[str]) -> csr_matrix:
    places = {name: place for place, name in enumerate(names)}
    found = [[places[name] for name in row if name in places] for row in read]
    ends = np.cumsum([0, *map(len, found)])
    columns = np.array([place for row in found for place in row])
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(read), len(names)))


# ---------------------------------------------------------------- telling


def _told(model: Model, messages: Iterable[Message]) -> list[tuple[Message, Intent]]:
    question, found = model.intents.index(Intent.QUESTION), []
    for message in messages:
        rows = [model.rows[name] for name in features(message.said, message.asks, model.rows) if name in model.rows]
        odds = np.exp(np.sum(rows, axis=0) / STEPS)
        asks = odds[question] > (1 - SURE) * odds.sum() or not LEAST_WORDS <= len(message.said) <= MOST_WORDS
        found.append((message, Intent.QUESTION if asks else model.intents[int(np.argmax(odds))]))
    return found


def _print(name: str, found: Sequence[tuple[Message, Intent]]) -> None:
    for intent in Intent:
        mine = [told for message, told in found if message.intent is intent]
        taken = [message for message, told in found if told is intent]
        right = sum(told is intent for told in mine)
        recall, precision = right / len(mine), right / max(len(taken), 1)
        print(f"{name:14}{intent:12}recall {recall:.3f}  precision {precision:.3f}  ({len(mine)})")


if __name__ == "__main__":
    main()
