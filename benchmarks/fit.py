"""Fit the weights of answers on the development question sets, and write `index/data/weights.json`.

The sentence weights are a conditional logit: in each question the sentences compete, those that hold the answer
should win. The confidence is a logistic regression on whether the first quote answers, over questions of an article
and as many of other articles. Every step is deterministic.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.evaluation import FOLDER, ROOT, calibration_error, load_protocols
from index.analysis import detect_language
from index.answers import choose, eligible, runners
from index.candidates import FEATURES
from index.confidence import SIGNS, read_signs
from index.corpus import Corpus
from index.questions import read_question
from index.retrieval import Retrieval, retrieve
from index.sources import Source
from index.weights import Weights

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

FALSE = {"strict": 0.004, "normal": 0.0125, "eager": 0.04}  # the share of foreign questions that may be answered
# How much a case of each set counts for the evidence.
SHARES = {"single": 1.0, "english": 1.0, "swapped": 0.2, "swapped-english": 0.05, "squad2": 0.05}
RIGHT = 0.5  # how much the evidence for a right first quote counts beside that for a question the sources treat
FIELDS = {"words": 1.0, "grams": 1.2, "titles": 0.5}
BEST_SENTENCE = 0.15


@dataclass
class Case:
    """A question, asked of a corpus: the features of its candidate sentences and which of them hold the answer."""

    group: str  # the article, for cross-validation
    own: bool  # asked of its own article
    features: Floats
    right: npt.NDArray[np.bool_]
    corpus: Corpus
    retrieval: Retrieval


@dataclass
class Signs:
    """The signs for every case that has a candidate at all, one row a case."""

    sets: npt.NDArray[np.str_]
    x: Floats
    own: Flags
    right: Flags
    folds: npt.NDArray[np.int_]


def corpus_of(articles: list[dict[str, Any]]) -> Corpus:
    return Corpus(
        tuple(
            Source(
                f"a{i:04d}", Path(f"a{i:04d}.txt"), a["title"].replace("_", " "), a["text"], detect_language(a["text"])
            )
            for i, a in enumerate(articles)
        )
    )


def case(corpus: Corpus, question: str, gold: tuple[str, list[tuple[int, int]]], group: str, *, own: bool) -> Case:
    unfitted = Weights(FIELDS, BEST_SENTENCE, np.zeros(len(FEATURES)), np.empty(0), 0, 0, {})
    passages = corpus.passages
    retrieval = retrieve(corpus._fields, passages, read_question(question), unfitted)
    candidates = retrieval.candidates
    right = np.zeros(len(candidates), bool)
    if own:
        source, spans = gold
        for c in range(len(candidates)):
            passage = passages[candidates.passages[c]]
            a, b = passage.sentences[candidates.sentences[c]]
            right[c] = passage.source.id == source and any(a <= x and y <= b + 1 for x, y in spans)
    return Case(group, own, candidates.features, right, corpus, retrieval)


def collect(evaluation: Any, folder: Path) -> dict[str, list[Case]]:
    piaf = evaluation.squad_articles(folder / "piaf-dev.json")
    squad = evaluation.squad_articles(folder / "squad2-dev.json")
    pool = [(i, q) for i, a in enumerate(piaf) for q in a["questions"] if q[1]]
    everything = corpus_of(piaf)
    cases: dict[str, list[Case]] = {name: [] for name in ("pooled", *SHARES)}
    lines = (folder / "piaf-dev-en.jsonl").read_text("utf-8").splitlines()
    english = {row["id"]: row["en"] for row in map(json.loads, lines)}
    for i, q in random.Random(3).sample(pool, 1500):
        cases["pooled"].append(case(everything, q[0], (f"a{i:04d}", q[1]), f"p{i}", own=True))
    rng = random.Random(5)
    for i, article in enumerate(piaf):
        if len(article["bounds"]) < 4:
            continue
        alone = corpus_of([article])
        mine = [q for q in article["questions"] if q[1]]
        mine = rng.sample(mine, min(20, len(mine)))
        foreign = [q for j, q in rng.sample(pool, 80) if j != i][: len(mine)]
        cases["single"] += [case(alone, q[0], ("a0000", q[1]), f"p{i}", own=True) for q in mine]
        cases["single"] += [case(alone, q[0], ("", []), f"p{i}", own=False) for q in foreign]
        translated = [(english[q[2]], q[1]) for q in article["questions"] if q[2] in english]
        others = rng.sample(sorted(english.values()), 2 * len(translated))
        others = [q for q in others if q not in {t for t, _ in translated}][: len(translated)]
        cases["english"] += [case(alone, q, ("a0000", spans), f"p{i}", own=True) for q, spans in translated]
        cases["english"] += [case(alone, q, ("", []), f"p{i}", own=False) for q in others]
        strangers = {
            "swapped": [q[0] for j, q in rng.sample(pool, 80) if j != i],
            "swapped-english": rng.sample(sorted(english.values()), 80),
        }
        for name, questions in strangers.items():
            swapped = [question for q in questions if (question := swap_names(q, article["text"], rng))][:8]
            cases[name] += [case(alone, question, ("", []), f"p{i}", own=False) for question in swapped]
    for i, article in enumerate(squad):
        alone = corpus_of([article])
        for q in rng.sample(article["questions"], min(200, len(article["questions"]))):
            cases["squad2"].append(case(alone, q[0], ("a0000", q[1]), f"s{i}", own=bool(q[1])))
    return cases


def swap_names(question: str, text: str, rng: random.Random) -> str | None:
    """Ask another article's question of the names of this one: what a curious member does, and no source answers."""
    names = [name for name, _ in Counter(re.findall(r"(?<=[a-zé,] )[A-ZÀ-Þ][\w-]{2,}", text)).most_common(8)]
    foreign = list(re.finditer(r"(?<=.)(?<![.?!] )\b[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*", question))
    if not names or not foreign:
        return None
    for match in reversed(foreign):
        question = question[: match.start()] + rng.choice(names) + question[match.end() :]
    return question


def fit_sentences(cases: list[Case], ridge: float = 1e-3) -> Floats:
    """Conditional logit over the candidates of each question (McFadden, 1974)."""
    cases = [c for c in cases if c.right.any()]
    x = np.vstack([c.features for c in cases])
    y = np.concatenate([c.right for c in cases]).astype(float)
    scale = x.std(0) + 1e-9
    x /= scale
    sizes = np.array([len(c.right) for c in cases])
    starts = np.cumsum(sizes) - sizes
    owners = np.repeat(np.arange(len(cases)), sizes)

    def loss(w: Floats) -> tuple[float, Floats]:
        z = x @ w
        e = np.exp(z - np.maximum.reduceat(z, starts)[owners])
        total, right = np.add.reduceat(e, starts), np.add.reduceat(e * y, starts)
        gradient = x.T @ (e / total[owners] - e * y / right[owners])
        return -np.log(right / total).mean() + ridge * w @ w, gradient / len(cases) + 2 * ridge * w

    return minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x / scale


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


def hits(cases: list[Case], weights: Floats) -> tuple[float, float]:
    first, three = [], []
    for c in cases:
        if c.own:
            order = np.argsort(-(c.features @ weights), kind="stable")[:3]
            first.append(c.right[order[:1]].any())
            three.append(c.right[order].any())
    return float(np.mean(first)), float(np.mean(three))


def fit_evidence(signs: Signs, held_out: int) -> tuple[Floats, float]:
    """Weigh the signs: whether the sources treat the question at all, and a little whether the first quote is right."""
    rows = signs.folds != held_out
    x, own, right = signs.x[rows], signs.own[rows], signs.right[rows]
    shares = np.array([SHARES[name] for name in signs.sets[rows]])
    mean, scale = x.mean(0), x.std(0) + 1e-9
    z = (x - mean) / scale
    about = LogisticRegression(C=1.0, max_iter=5000).fit(z, own, sample_weight=shares)
    asked = own | (signs.sets[rows] == "squad2")
    exact = LogisticRegression(C=0.3, max_iter=5000).fit(z[asked], right[asked])
    coefficients = (about.coef_[0] + RIGHT * exact.coef_[0]) / scale
    return coefficients, float(about.intercept_[0] + RIGHT * exact.intercept_[0] - coefficients @ mean)


def calibrate(evidence: Floats, right: Flags) -> tuple[float, float, float]:
    """Return slope, shift and ceiling of the sigmoid that turns evidence into the share of right first quotes."""

    def loss(parameters: Floats) -> float:
        slope, shift, ceiling = parameters
        p = np.clip(ceiling / (1 + np.exp(-(slope * evidence + shift))), 1e-6, 1 - 1e-6)
        return -float(np.mean(np.where(right, np.log(p), np.log(1 - p))))

    found = minimize(loss, [1.0, 0.0, 0.7], method="L-BFGS-B", bounds=[(0.05, 5), (-5, 5), (0.4, 0.99)])
    return tuple(map(float, found.x))


def fold_of(group: str) -> int:
    return int(group[1:]) % 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=FOLDER)
    parser.add_argument("--report", action="store_true", help="cross-validate only, write nothing")
    args = parser.parse_args()
    cases = collect(load_protocols(args.data), args.data)
    ranked = [c for group in cases.values() for c in group if c.own]
    for name, group in cases.items():
        if not any(c.own for c in group):
            continue
        scored = []
        for k in range(5):
            w = fit_sentences([c for c in ranked if fold_of(c.group) != k])
            test = [c for c in group if c.own and fold_of(c.group) == k]
            if test:
                scored.append((len(test), *hits(test, w)))
        table = np.array(scored)
        print(name, "quote@1 quote@3, cross-validated:", (table[:, 0] @ table[:, 1:] / table[:, 0].sum()).round(4))
    features = fit_sentences(ranked)
    print(dict(zip(FEATURES, (features).round(3).tolist(), strict=True)))
    signs = collect_signs({name: cases[name] for name in SHARES}, features)
    evidence = np.zeros(len(signs.x))
    for k in range(5):
        coefficients, intercept = fit_evidence(signs, k)
        rows = signs.folds == k
        evidence[rows] = signs.x[rows] @ coefficients + intercept
    single = signs.sets == "single"
    slope, shift, ceiling = calibrate(evidence[single], signs.right[single])
    p = ceiling / (1 + np.exp(-(slope * evidence + shift)))
    foreign = p[single & ~signs.own]
    unmatched = np.zeros(sum(not c.own for c in cases["single"]) - len(foreign))
    foreign = np.concatenate([foreign, unmatched])
    thresholds = {name: float(np.quantile(foreign, 1 - share)) for name, share in FALSE.items()}
    for name in SHARES:
        report(name, signs, p, thresholds["normal"])
    coefficients, intercept = fit_evidence(signs, held_out=-1)
    if not args.report:
        data = {
            "how": "written by benchmarks/fit.py",
            "fields": FIELDS,
            "best_sentence": BEST_SENTENCE,
            "features": named(FEATURES, features),
            "signs": named(SIGNS, slope * coefficients),
            "intercept": six(slope * intercept + shift),
            "ceiling": six(ceiling),
            "thresholds": {name: six(value) for name, value in thresholds.items()},
        }
        (ROOT / "index" / "data" / "weights.json").write_text(json.dumps(data, indent=2) + "\n", "utf-8")


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


def report(name: str, signs: Signs, p: Floats, threshold: float) -> None:
    rows = signs.sets == name
    own, right, sure = signs.own[rows], signs.right[rows], p[rows]
    line = f"{name}: answered {(sure[~own] >= threshold).mean():.3f} of the unanswerable that match at all"
    if own.any():
        line += (
            f", {(sure[own] >= threshold).mean():.3f} of the others; auc {roc_auc_score(own, sure):.4f}, "
            f"of right first quotes {roc_auc_score(right[own], sure[own]):.3f}; "
            f"calibration error {calibration_error(list(zip(sure, right, strict=True))):.3f}"
        )
    print(line)


def six(value: float) -> float:
    return float(f"{value:.6g}")


def named(names: tuple[str, ...], values: Floats) -> dict[str, float]:
    return dict(zip(names, map(six, values), strict=True))


if __name__ == "__main__":
    main()
