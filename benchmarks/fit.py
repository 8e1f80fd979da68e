"""Fit the weights of answers on the development question sets, and write `index/data/weights.json`.

Three models, one after the other, twice, since each one's cases depend on the others' weights:

- sentences: in each question the sentences compete, those that hold the answer should win;
- passages: likewise, over the fields and the best sentence of each passage;
- confidence: whether the sources treat the question at all, over an article's own questions and others', and whether
  the first quote is right; then calibrated.

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

from benchmarks.cases import FIELDS, Case, Collector, Ranking, fold_of
from benchmarks.evaluation import FOLDER, ROOT, calibration_error, load_protocols
from benchmarks.models import best_sentences, calibrate, fit_evidence, fit_passages, fit_sentences
from index.answers import choose, eligible, runners
from index.candidates import FEATURES
from index.confidence import SIGNS, read_signs

if TYPE_CHECKING:
    import numpy.typing as npt

    from benchmarks.models import Evidence

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

# How much a question of each set counts for the passages.
RANKED = {"piaf-pooled": 1.0, "piaf-en": 1.0, "xquad-es": 0.3, "xquad-ro": 0.3, "xquad-de": 0.3}
FALSE = {"strict": 0.01, "normal": 0.03, "eager": 0.08}  # the share of foreign questions that may be answered
ROUNDS = 2


@dataclass
class Signs:
    """The signs for every case that has a candidate at all, one row a case."""

    sets: npt.NDArray[np.str_]
    x: Floats
    own: Flags
    right: Flags
    folds: npt.NDArray[np.int_]

    def evidence(self, rows: Flags) -> Evidence:
        return fit_evidence(self.sets[rows], self.x[rows], self.own[rows], self.right[rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=FOLDER)
    parser.add_argument("--report", action="store_true", help="write nothing")
    args = parser.parse_args()
    evaluation = load_protocols(args.data)
    fields, best = dict.fromkeys(FIELDS, 1.0), 0.0
    for _ in range(ROUNDS):
        collector = Collector(evaluation, args.data, fields)
        cases = collector.cases()
        features = fit_sentences(own(cases))
        rankings = collector.rankings()
        weights, best = fit_passages(counted(rankings), features)
        fields = dict(zip(FIELDS, weights.tolist(), strict=True))
    report_passages(rankings, features)
    report_sentences(cases)
    data = {
        "how": "written by benchmarks/fit.py",
        "fields": {name: six(value) for name, value in fields.items()},
        "best_sentence": six(best),
        "features": named(FEATURES, features),
        **confidence(cases, features),
    }
    if not args.report:
        (ROOT / "index" / "data" / "weights.json").write_text(json.dumps(data, indent=2) + "\n", "utf-8")


def own(cases: dict[str, list[Case]]) -> list[Case]:
    return [c for group in cases.values() for c in group if c.own]


def counted(rankings: dict[str, list[Ranking]], held_out: int | None = None) -> list[tuple[Ranking, float]]:
    return [
        (r, RANKED[name]) for name, group in rankings.items() for r in group if fold_of(r.group) != held_out
    ]


# ---------------------------------------------------------------- confidence


def confidence(cases: dict[str, list[Case]], features: Floats) -> dict[str, Any]:
    """Fit and report the confidence; return its part of the weights."""
    signs = collect_signs({name: group for name, group in cases.items() if name != "pooled"}, features)
    evidence = np.zeros(len(signs.x))
    for k in range(5):
        model = signs.evidence(signs.folds != k)
        evidence[signs.folds == k] = signs.x[signs.folds == k] @ model.coefficients + model.intercept
    single = signs.sets == "single"
    slope, shift, ceiling = calibrate(evidence[single], signs.right[single])
    sure = ceiling / (1 + np.exp(-(slope * evidence + shift)))
    silent = {name: [c.own for c in group] for name, group in cases.items()}
    pad = {name: sum(not o for o in flags) - int((~signs.own[signs.sets == name]).sum()) for name, flags in silent.items()}
    foreign = np.concatenate([sure[single & ~signs.own], np.zeros(pad["single"])])
    thresholds = {name: float(np.quantile(foreign, 1 - share)) for name, share in FALSE.items()}
    for name in dict.fromkeys(signs.sets.tolist()):
        report_confidence(name, signs, sure, pad[name], sum(silent[name]), thresholds)
    model = signs.evidence(np.ones(len(signs.x), bool))
    return {
        "signs": named(SIGNS, slope * model.coefficients),
        "intercept": six(slope * model.intercept + shift),
        "ceiling": six(ceiling),
        "thresholds": {name: six(value) for name, value in thresholds.items()},
    }


def collect_signs(cases: dict[str, list[Case]], features: Floats) -> Signs:
    rows = [(name, c, *signs_of(c, features)) for name, group in cases.items() for c in group]
    rows = [row for row in rows if row[2] is not None]
    return Signs(
        np.array([name for name, *_ in rows]),
        np.array([x for _, _, x, _ in rows]),
        np.array([c.own for _, c, _, _ in rows]),
        np.array([right for *_, right in rows]),
        np.array([fold_of(c.group) for _, c, _, _ in rows]),
    )


def signs_of(c: Case, weights: Floats) -> tuple[Floats | None, bool]:
    """Return the signs for the first quote, and whether it is right."""
    corpus, passages = c.corpus, c.corpus.passages
    retrieval = replace(c.retrieval, sentence_scores=c.features @ weights)
    order = eligible(passages, retrieval)
    if not len(order):
        return None, False
    first = choose(corpus._fields, passages, retrieval.candidates, order)[0]
    quoted = (retrieval.candidates.passages == first.passage) & (
        np.abs(2 * retrieval.candidates.sentences - first.first - first.last) <= first.last - first.first
    )
    return read_signs(retrieval, *runners(order)), bool(c.right[quoted].any())


# ---------------------------------------------------------------- reports


def report_passages(rankings: dict[str, list[Ranking]], features: Floats) -> None:
    """Print how often the right passage is first and among five, of the questions for which it is found at all."""
    models = [fit_passages(counted(rankings, held_out=k), features) for k in range(5)]
    for name, group in rankings.items():
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
        orders = [
            (c, np.argsort(-(c.features @ models[fold_of(c.group)]), kind="stable")) for c in group if c.own
        ]
        if orders:
            first, three = (np.mean([c.right[order[:n]].any() for c, order in orders]) for n in (1, 3))
            print(f"{name}: best sentence {first:.4f}, among three {three:.4f}")


def report_confidence(
    name: str, signs: Signs, sure: Floats, unmatched: int, asked: int, thresholds: dict[str, float]
) -> None:
    """Print how many are answered at each strictness; those that match nothing count as silence."""
    rows = signs.sets == name
    mine, right, p = signs.own[rows], signs.right[rows], sure[rows]
    other = np.concatenate([p[~mine], np.zeros(unmatched)])
    line = f"{name}: answered of unanswerable " + " / ".join(f"{(other >= t).mean():.3f}" for t in thresholds.values())
    if asked:
        known = np.concatenate([p[mine], np.zeros(asked - mine.sum())])
        truth = np.repeat([True, False], [len(known), len(other)])
        shown = p >= thresholds["normal"]
        line += (
            ", of others "
            + " / ".join(f"{(known >= t).mean():.3f}" for t in thresholds.values())
            + f"; auc {roc_auc_score(truth, np.concatenate([known, other])):.4f}"
            + f", of right first quotes {roc_auc_score(right[mine], p[mine]):.3f}; calibration error of the answers "
            + f"{calibration_error(list(zip(p[shown], right[shown], strict=True))):.3f}"
        )
    print(line)


def six(value: float) -> float:
    return float(f"{value:.6g}")


def named(names: tuple[str, ...], values: Floats) -> dict[str, float]:
    return dict(zip(names, map(six, values), strict=True))


if __name__ == "__main__":
    main()
