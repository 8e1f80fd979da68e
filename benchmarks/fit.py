"""Fit the weights of answers on the development question sets, and write `index/data/weights.json`.

Three models, one after the other, twice, since each one's cases depend on the others' weights:

- sentences: in each question the sentences compete, those that hold the answer should win;
- passages: likewise, over the fields and the best sentence of each passage;
- confidence: each reason why the first quote may be no answer, over an article's own questions and others'; then
  calibrated to whether the first quote is right.

Every step is deterministic. What is printed is cross-validated by article.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.cases import Case, Collector, PassageCase, fold_of
from benchmarks.evaluation import FOLDER, ROOT, calibration_error, load_protocols
from benchmarks.models import best_sentences, calibrate, fit_passages, fit_reasons, fit_sentences
from index.answers.choice import choose, eligible, runners
from index.answers.confidence import CONFIDENCE_FEATURES, REASONS, confidence_features, odds
from index.search.fields import FIELDS
from index.search.sentences import SENTENCE_FEATURES

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

# How much a question of each set counts for the passages.
RANKED = {"piaf-pooled": 1.0, "piaf-en": 1.0, "xquad-es": 0.3, "xquad-ro": 0.3, "xquad-de": 0.3}
FALSE = {"strict": 0.005, "normal": 0.0225, "eager": 0.08}  # the share of foreign questions that may be answered
UNSEEN = {"headings": "titles"}  # no set has headings: they count as much as what stands above the whole source
ROUNDS = 2


@dataclass
class Table:
    """The features of every case, one row a case; of one that matches nothing they are zero."""

    sets: npt.NDArray[np.str_]
    x: Floats
    own: Flags
    right: Flags
    matched: Flags
    folds: npt.NDArray[np.int_]

    def fit(self, rows: Flags) -> Floats:
        """Fit on the rows that match anything."""
        rows = rows & self.matched
        return fit_reasons(self.sets[rows], self.x[rows], self.own[rows], self.right[rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=FOLDER)
    parser.add_argument("--report", action="store_true", help="write nothing")
    args = parser.parse_args()
    evaluation = load_protocols(args.data)
    fields, best = {field.name: 1.0 for field in FIELDS}, 0.0
    for _ in range(ROUNDS):
        collector = Collector(evaluation, args.data, fields)
        cases = collector.cases()
        features = fit_sentences(own(cases))
        ranked = collector.passage_cases()
        weights, best = fit_passages(counted(ranked), features)
        fields = dict(zip(fields, weights.tolist(), strict=True))
        fields |= {name: fields[like] for name, like in UNSEEN.items()}
    report_passages(ranked, features)
    report_sentences(cases)
    data = {
        "how": "written by benchmarks/fit.py",
        "fields": {name: six(value) for name, value in fields.items()},
        "best_sentence": six(best),
        "sentence_features": named(SENTENCE_FEATURES, features),
        **confidence(cases, features),
    }
    if not args.report:
        (ROOT / "index" / "data" / "weights.json").write_text(json.dumps(data, indent=2) + "\n", "utf-8")


def own(cases: dict[str, list[Case]]) -> list[Case]:
    """Return the answerable cases; those of the folders are asked of all articles already."""
    return [c for name, group in cases.items() if name != "folder" for c in group if c.own]


def counted(ranked: dict[str, list[PassageCase]], held_out: int | None = None) -> list[tuple[PassageCase, float]]:
    return [(r, RANKED[name]) for name, group in ranked.items() for r in group if fold_of(r.group) != held_out]


# ---------------------------------------------------------------- confidence


def confidence(cases: dict[str, list[Case]], features: Floats) -> dict[str, Any]:
    """Fit and report the confidence; return its part of the weights."""
    table = collect_features({name: group for name, group in cases.items() if name != "pooled"}, features)
    evidence = np.zeros((len(table.x), len(REASONS)))
    for k in range(5):
        held_out = table.folds == k
        evidence[held_out] = -np.log(odds(table.x[held_out], table.fit(~held_out)))
    single = table.sets == "single"
    slope, shift, ceiling = calibrate(evidence[single & table.matched], table.right[single & table.matched])
    sure = np.where(table.matched, ceiling / (1 + np.exp(-(slope * evidence + shift)).sum(1)), 0.0)
    thresholds = {name: float(np.quantile(sure[single & ~table.own], 1 - share)) for name, share in FALSE.items()}
    for name in dict.fromkeys(table.sets.tolist()):
        report_confidence(name, table, sure, thresholds)
    return {
        "confidence_features": named(CONFIDENCE_FEATURES, slope * table.fit(np.ones(len(table.x), bool))),
        "intercept": six(shift),
        "ceiling": six(ceiling),
        "thresholds": {name: six(value) for name, value in thresholds.items()},
    }


def collect_features(cases: dict[str, list[Case]], features: Floats) -> Table:
    rows = [(name, c, *features_of(c, features)) for name, group in cases.items() for c in group]
    nothing = np.zeros(len(CONFIDENCE_FEATURES))
    return Table(
        np.array([name for name, *_ in rows]),
        np.array([nothing if x is None else x for _, _, x, _ in rows]),
        np.array([c.own for _, c, _, _ in rows]),
        np.array([right for *_, right in rows]),
        np.array([x is not None for _, _, x, _ in rows]),
        np.array([fold_of(c.group) for _, c, _, _ in rows]),
    )


def features_of(c: Case, weights: Floats) -> tuple[Floats | None, bool]:
    """Return the features of the first quote, and whether it is right."""
    forward, retrieval = c.segment.forward, replace(c.retrieval, sentence_scores=c.features @ weights)
    order = eligible(forward, retrieval)
    if not len(order):
        return None, False
    first = choose(forward, retrieval.candidates, order)[0]
    quoted = (retrieval.candidates.passages == first.passage) & (
        np.abs(2 * retrieval.candidates.sentences - first.first - first.last) <= first.last - first.first
    )
    return confidence_features(retrieval, *runners(order)), bool(c.right[quoted].any())


# ---------------------------------------------------------------- reports


def report_passages(ranked: dict[str, list[PassageCase]], features: Floats) -> None:
    """Print how often the right passage is first and among five, of the questions for which it is found at all."""
    models = [fit_passages(counted(ranked, held_out=k), features) for k in range(5)]
    for name, group in ranked.items():
        first, five = [], []
        for r in group:
            weights, best = models[fold_of(r.group)]
            order = np.argsort(-(r.fields @ weights + best * best_sentences(r, features)), kind="stable")
            first.append(r.right[order[:1]].any())
            five.append(r.right[order[:5]].any())
        print(f"{name}: passage@1 {np.mean(first):.3f}, @5 {np.mean(five):.3f} of the {len(group)} found")


def report_sentences(cases: dict[str, list[Case]]) -> None:
    """Print how often the best sentence, and one of the best three, is right."""
    models = [fit_sentences([c for c in own(cases) if fold_of(c.group) != k]) for k in range(5)]
    for name, group in cases.items():
        orders = [(c, np.argsort(-(c.features @ models[fold_of(c.group)]), kind="stable")) for c in group if c.own]
        if orders:
            first, three = (np.mean([c.right[order[:n]].any() for c, order in orders]) for n in (1, 3))
            print(f"{name}: best sentence {first:.4f}, among three {three:.4f}")


def report_confidence(name: str, table: Table, sure: Floats, thresholds: dict[str, float]) -> None:
    """Print how many are answered at each strictness."""
    rows = table.sets == name
    own, right, p = table.own[rows], table.right[rows], sure[rows]
    line = f"{name}: answered of unanswerable " + shares(p[~own], thresholds)
    if own.any():
        shown = p >= thresholds["normal"]
        line += (
            f", of others {shares(p[own], thresholds)}; auc {roc_auc_score(own, p):.4f}, of right first quotes "
            f"{roc_auc_score(right[own], p[own]):.3f}; calibration error of the answers "
            f"{calibration_error(list(zip(p[shown], right[shown], strict=True))):.3f}"
        )
    print(line)


def shares(sure: Floats, thresholds: dict[str, float]) -> str:
    return " / ".join(f"{(sure >= threshold).mean():.3f}" for threshold in thresholds.values())


def six(value: float) -> float:
    return float(f"{value:.6g}")


def named(names: tuple[str, ...], values: Floats) -> dict[str, float]:
    return dict(zip(names, map(six, values), strict=True))


if __name__ == "__main__":
    main()
