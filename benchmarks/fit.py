"""Fit the weights of answers on the development question sets, and write `index/data/weights.json`.

Three models, one after the other, twice, since each one's cases depend on the others' weights:

- sentences: in each question the sentences compete, those that hold the answer should win;
- passages: likewise, over the fields and the best sentence of each passage;
- confidence: each reason why the first quote may be no answer, over an article's own questions and others'; then
  calibrated to whether the first quote is right.

All of it once for words alone and once with the reader, which was trained on none of the articles that it is fitted
on. Every step is deterministic. What is printed is cross-validated by article.
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
from benchmarks.models import (
    best_sentences,
    calibrate,
    fit_passages,
    fit_reasons,
    fit_reasons_with_reader,
    fit_sentences,
)
from index import Meaning
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
FALSE = {"strict": 0.005, "normal": 0.0225, "eager": 0.08}  # by words: the share of foreign questions answered
WRONG = {"strict": 0.03, "normal": 0.15, "eager": 0.2}  # with the reader: the share of wrong answers to members
# How much a case of each set counts for the calibration: what the confidence means, among these questions.
CALIBRATED = {Meaning.OFF: {"single": 1.0}, Meaning.FULL: {"single": 1.0, "incidents": 1.0}}
# The least evidence, in log odds before calibration, that no other detail is asked for. With less, half of the
# questions on an encyclopedia go unanswered, and no fewer answers to members are wrong.
LEAST_DETAIL = 0.0
MEMBERS = 3.0  # how much a question on an incident counts for the sentences
WEIGHTS = {"words": Meaning.OFF, "read": Meaning.FULL}
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

    def counts(self, shares: dict[str, float]) -> Floats:
        """Return how much each case counts, given how much all cases of each set do."""
        counts = np.zeros(len(self.sets))
        for name, share in shares.items():
            rows = (self.sets == name) & self.matched
            counts[rows] = share / rows.sum()
        return counts

    def fit(self, rows: Flags, meaning: Meaning) -> Floats:
        """Fit on the rows that match anything."""
        rows = rows & self.matched
        fit = fit_reasons if meaning is Meaning.OFF else fit_reasons_with_reader
        return fit(self.sets[rows], self.x[rows], self.own[rows], self.right[rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=FOLDER)
    parser.add_argument("--report", action="store_true", help="write nothing")
    parser.add_argument("--only", choices=WEIGHTS, help="fit these weights alone")
    args = parser.parse_args()
    evaluation = load_protocols(args.data)
    file = ROOT / "index" / "data" / "weights.json"
    data = json.loads(file.read_text("utf-8"))
    for name in [args.only] if args.only else WEIGHTS:
        print(f"---- {name}")
        data[name] = weigh(evaluation, args.data, WEIGHTS[name])
    if not args.report:
        file.write_text(json.dumps(data, indent=2) + "\n", "utf-8")


def weigh(evaluation: Any, folder: Path, meaning: Meaning) -> dict[str, Any]:
    """Fit and report all weights of one way to answer."""
    fields, best = {field.name: 1.0 for field in FIELDS}, 0.0
    for _ in range(ROUNDS):
        collector = Collector(evaluation, folder, fields, meaning)
        cases = collector.cases()
        features = fit_sentences(*own(cases))
        ranked = collector.passage_cases()
        weights, best = fit_passages(counted(ranked), features)
        fields = dict(zip(fields, weights.tolist(), strict=True))
        fields |= {name: fields[like] for name, like in UNSEEN.items()}
    report_passages(ranked, features)
    report_sentences(cases)
    return {
        "fields": {name: six(value) for name, value in fields.items()},
        "best_sentence": six(best),
        "sentence_features": named(SENTENCE_FEATURES, features),
        **confidence(cases, features, meaning),
    }


def own(cases: dict[str, list[Case]], held_out: int | None = None) -> tuple[list[Case], list[float]]:
    """Return the answerable cases and how much each counts; those of the folders are asked of all articles already."""
    kept = [
        (name, c)
        for name, group in cases.items()
        if name != "folder"
        for c in group
        if c.own and fold_of(c.group) != held_out
    ]
    return [c for _, c in kept], [MEMBERS if name == "incidents" else 1.0 for name, _ in kept]


def counted(ranked: dict[str, list[PassageCase]], held_out: int | None = None) -> list[tuple[PassageCase, float]]:
    return [(r, RANKED[name]) for name, group in ranked.items() for r in group if fold_of(r.group) != held_out]


# ---------------------------------------------------------------- confidence


def confidence(cases: dict[str, list[Case]], features: Floats, meaning: Meaning) -> dict[str, Any]:
    """Fit and report the confidence; return its part of the weights."""
    table = collect_features({name: group for name, group in cases.items() if name != "pooled"}, features)
    evidence = np.zeros((len(table.x), len(REASONS)))
    for k in range(5):
        held_out = table.folds == k
        evidence[held_out] = -np.log(odds(table.x[held_out], table.fit(~held_out, meaning)))
    if meaning is not Meaning.OFF:
        evidence[:, -1] = np.maximum(evidence[:, -1], LEAST_DETAIL)
    counts = table.counts(CALIBRATED[meaning])
    slopes, shifts, ceiling = calibrate(evidence, table.right, counts, alike=meaning is Meaning.OFF)
    sure = np.where(table.matched, ceiling / (1 + np.exp(-(slopes * evidence + shifts)).sum(1)), 0.0)
    if meaning is Meaning.OFF:
        foreign = sure[(table.sets == "single") & ~table.own]
        thresholds = {name: float(np.quantile(foreign, 1 - share)) for name, share in FALSE.items()}
    else:
        asked = table.sets == "incidents"
        thresholds = {name: threshold(sure[asked], table.right[asked], share) for name, share in WRONG.items()}
    for name in dict.fromkeys(table.sets.tolist()):
        report_confidence(name, table, sure, thresholds)
    return {
        "confidence_features": named(
            CONFIDENCE_FEATURES, scaled(table.fit(np.ones(len(table.x), bool), meaning), slopes, shifts)
        ),
        "ceiling": six(ceiling),
        "most_detail": 1e9 if meaning is Meaning.OFF else six(float(np.exp(-slopes[-1] * LEAST_DETAIL - shifts[-1]))),
        "thresholds": {name: six(value) for name, value in thresholds.items()},
    }


def threshold(sure: Floats, right: Flags, share: float) -> float:
    """Return the lowest confidence from which at most this share of the answers given is wrong."""
    order = np.argsort(-sure, kind="stable")
    wrong = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    return float(sure[order[np.flatnonzero(wrong <= share)[-1]]])


def scaled(weights: Floats, slopes: Floats, shifts: Floats) -> Floats:
    """Return the weights of each reason times its slope, its shift added to what is always there."""
    sizes = [len(names) for names in REASONS.values()]
    made = weights * np.repeat(slopes, sizes)
    made[np.cumsum([0, *sizes])[:-1]] += shifts
    return made


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
    models = [fit_sentences(*own(cases, held_out=k)) for k in range(5)]
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
            f"{roc_auc_score(right[own], p[own]):.3f}; calibration error "
            f"{calibration_error(list(zip(p, right, strict=True))):.3f}, of the answers "
            f"{calibration_error(list(zip(p[shown], right[shown], strict=True))):.3f}; of the answers wrong "
            f"{1 - right[shown].mean():.3f}, of the answerable rightly answered {(shown & right)[own].mean():.3f}"
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
