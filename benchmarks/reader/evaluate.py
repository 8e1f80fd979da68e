"""What the reader alone is worth, by kind of question; silence is judged where few of the answers given are wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.reader.data import UNANSWERED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.reader.data import Document

KINDS = ["close", "paraphrase", "cross", "casual", "everyday", "yesno", "followup", "near", "other", "foreign"]
WRONG = 0.15


@dataclass(frozen=True)
class Verdict:
    """What the reader said to one question: the best sentences, and how sure it is that one answers."""

    kind: str
    answerable: bool
    first: bool  # the best sentence answers
    three: bool  # one of the best three does
    sure: float  # log odds that the best sentence is right
    there: float  # log odds that any is


def verdicts(document: Document, sentences: np.ndarray, nothing: np.ndarray) -> list[Verdict]:
    """Judge the logits of the sentences (b, s) and of "not here" (b) for the document's questions."""
    found = []
    for question, row, none in zip(document.questions, sentences, nothing, strict=True):
        best = [int(i) for i in np.argsort(-row, kind="stable")[:3]]
        sure = row[best[0]] - np.logaddexp.reduce([none, *np.delete(row, best[0])])
        there = np.logaddexp.reduce(row) - none
        right = [i in question.right for i in best]
        found.append(
            Verdict(question.kind, question.kind not in UNANSWERED, right[0], any(right), float(sure), float(there))
        )
    return found


def threshold(found: Sequence[Verdict], wrong: float = WRONG) -> float:
    """Return the lowest sureness at which at most the share `wrong` of the answers given are wrong."""
    ordered = sorted(found, key=lambda v: -v.sure)
    errors = np.cumsum([not v.first for v in ordered])
    fine = np.flatnonzero(errors <= wrong * np.arange(1, len(ordered) + 1))
    return ordered[fine[-1]].sure if fine.size else float("inf")


def figures(found: Sequence[Verdict], at: float | None = None) -> dict[str, float]:
    """Return shares by kind; without a threshold `at`, whether the best sentence is right and no more."""
    table: dict[str, float] = {}
    for kind in KINDS:
        mine = [v for v in found if v.kind == kind]
        if mine and mine[0].answerable:
            table[kind] = float(np.mean([v.first and (at is None or v.sure >= at) for v in mine]))
        elif mine and at is not None:
            table[kind] = float(np.mean([v.sure < at for v in mine]))
    answerable = [v for v in found if v.answerable]
    table["right"] = float(np.mean([v.first and (at is None or v.sure >= at) for v in answerable]))
    table["three"] = float(np.mean([v.three and (at is None or v.sure >= at) for v in answerable]))
    if at is None:
        table["auc"] = auc([v.there for v in answerable], [v.there for v in found if not v.answerable])
    else:
        said = [v for v in found if v.sure >= at]
        table["wrong"] = float(np.mean([not v.first for v in said])) if said else 0.0
    return table


def auc(positive: Sequence[float], negative: Sequence[float]) -> float:
    if not negative:
        return float("nan")
    p, n = np.array(positive)[:, None], np.array(negative)[None]
    return float(((p > n) + 0.5 * (p == n)).mean())


def line(name: str, table: dict[str, float]) -> str:
    return f"{name:24}" + "  ".join(f"{kind} {value:.2f}" for kind, value in table.items())
