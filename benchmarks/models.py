"""The models that are fitted: conditional logits over passages and sentences, logistic regressions over features."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from index.answers.confidence import REASONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from benchmarks.cases import Case, PassageCase

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]
    Indices = npt.NDArray[np.intp]


class Races:
    """Questions in each of which some candidates compete, the right ones of which should win (McFadden, 1974)."""

    def __init__(self, right: Sequence[Flags], counts: Sequence[float]) -> None:
        sizes = np.array([len(flags) for flags in right])
        self.starts = np.cumsum(sizes) - sizes
        self.owners = np.repeat(np.arange(len(sizes)), sizes)
        self.right = np.concatenate(right).astype(float)
        self.shares = np.array(counts) / sum(counts)

    def loss(self, scores: Floats) -> tuple[float, Floats]:
        """Return the mean negative log-likelihood that a right one wins, and its gradient by score."""
        e = np.exp(scores - np.maximum.reduceat(scores, self.starts)[self.owners])
        total, right = np.add.reduceat(e, self.starts), np.add.reduceat(e * self.right, self.starts)
        gradient = (e / total[self.owners] - e * self.right / right[self.owners]) * self.shares[self.owners]
        return -float(self.shares @ np.log(right / total)), gradient


def fit_sentences(cases: Sequence[Case], counts: Sequence[float], ridge: float = 1e-2) -> Floats:
    """Weigh the features of sentences; `counts` tells how much each case counts."""
    kept = [(c, count) for c, count in zip(cases, counts, strict=True) if c.right.any()]
    cases = [c for c, _ in kept]
    races = Races([c.right for c in cases], [count for _, count in kept])
    x = np.vstack([c.features for c in cases])
    scale = x.std(0) + 1e-9
    x /= scale

    def loss(w: Floats) -> tuple[float, Floats]:
        value, gradient = races.loss(x @ w)
        return value + ridge * w @ w, x.T @ gradient + 2 * ridge * w

    found: Floats = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x
    return found / scale


FIRST_STAGE = 0.3  # what it counts that the fields alone bring up the right passage


def fit_passages(
    cases: Sequence[tuple[PassageCase, float]], features: Floats, ridge: float = 1e-4
) -> tuple[Floats, float]:
    """Weigh the fields of passages, and their best sentence, whose `features` weights are known.

    The fields alone choose the passages whose sentences are looked at, so they must do well alone too, at a
    temperature of their own. No weight is below zero.
    """
    races = Races([r.right for r, _ in cases], [count for _, count in cases])
    x = np.vstack([r.fields for r, _ in cases])
    best = np.concatenate([best_sentences(r, features) for r, _ in cases])
    scale, fields = x.std(0) + 1e-9, x.shape[1]
    x /= scale

    def loss(parameters: Floats) -> tuple[float, Floats]:
        w, share, temperature = parameters[:fields], parameters[fields], parameters[fields + 1]
        score = x @ w
        final, by_final = races.loss(score + share * best)
        first, by_first = races.loss(temperature * score)
        by_first *= FIRST_STAGE
        gradient = x.T @ (by_final + temperature * by_first) + 2 * ridge * w
        return (
            final + FIRST_STAGE * first + ridge * w @ w,
            np.array([*gradient, by_final @ best, by_first @ score]),
        )

    bounds = [(0, None)] * (fields + 1) + [(0.1, 20)]
    found = minimize(loss, np.array([0.3] * (fields + 1) + [1.5]), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights: Floats = found[:fields] / scale
    return weights / weights[0], float(found[fields] / weights[0])


def best_sentences(case: PassageCase, features: Floats) -> Floats:
    """Return the score of each passage's best sentence, 0 where none was looked at."""
    best = np.zeros(len(case.right))
    np.maximum.at(best, case.owners, case.features @ features)
    return best


# ---------------------------------------------------------------- confidence

# How much a case of each set counts for whether the sources treat a question.
SHARES = {"single": 1.0, "folder": 0.5, "english": 1.0, "swapped": 0.2, "swapped-english": 0.06, "renamed": 0.5}
FLATTEST = 1.2  # slope of the evidence that the subject is elsewhere: it is the one that is nearly always right
DETAIL = -2.5  # log of the odds that another detail is asked for, over what its features tell


def fit_reasons(sets: npt.NDArray[np.str_], x: Floats, own: Flags, right: Flags) -> Floats:
    """Weigh the features for each reason why a first quote may be no answer, in the order of `CONFIDENCE_FEATURES`.

    That the subject is elsewhere, and that only names are here, are learnt side by side, from other articles'
    questions as they stand and asked of this article's names. That another detail is asked for is learnt from SQuAD
    2.0's questions, which are about the article whether it answers or not, and from the others that are asked of their
    own article.
    """
    every, few = x[:, : len(REASONS["elsewhere"])], x[:, -len(REASONS["other detail"]) :]
    shares = np.array([SHARES.get(name, 0.0) for name in sets])
    rows = shares > 0
    outcomes = np.where(own, 0, np.where(np.char.startswith(sets, "swapped"), 2, 1))
    elsewhere, names_only = fit_outcomes(every[rows], outcomes[rows], 0.3, shares[rows])
    asked = own | (sets == "squad2")
    treated = np.where(sets == "squad2", own, right)
    (detail,) = fit_outcomes(few[asked], 1 - treated[asked], 0.05)
    detail[0] += DETAIL
    return -np.concatenate([elsewhere, names_only, detail])


# And how much all cases of a set count for what is asked and what is not told.
ASKED = {"incidents": 6.0, "renamed": 1.0, "single": 1.0, "squad2": 0.7, "english": 0.5, "folder": 0.5}


def fit_reasons_with_reader(sets: npt.NDArray[np.str_], x: Floats, own: Flags, right: Flags) -> Floats:
    """Weigh the features as `fit_reasons` does, but learn from members' questions too what is another detail.

    They are told apart by whether the first quote is right, those of SQuAD 2.0 by whether there is an answer.
    """
    shares = np.array([SHARES.get(name, 0.5 if name == "incidents" else 0.0) for name in sets])
    rows = (shares > 0) & ((sets != "incidents") | own)
    outcomes = np.where(own, 0, np.where(np.char.startswith(sets, "swapped"), 2, 1))
    elsewhere, names_only = fit_outcomes(x[rows][:, : len(REASONS["elsewhere"])], outcomes[rows], 0.3, shares[rows])
    counts = np.zeros(len(sets))
    for name, share in ASKED.items():
        these = (sets == name) & (own | np.isin(sets, ["squad2", "incidents", "renamed"]))
        counts[these] = share / max(these.sum(), 1)
    asked = counts > 0
    counts *= asked.sum() / counts.sum()
    failed = ~np.where(sets == "squad2", own, right)
    few = x[:, -len(REASONS["other detail"]) :]
    (detail,) = fit_outcomes(few[asked], failed[asked].astype(int), 0.05, counts[asked])
    return -np.concatenate([elsewhere, names_only, detail])


def fit_outcomes(x: Floats, outcomes: npt.NDArray[np.int_], c: float, shares: Floats | None = None) -> Floats:
    """Return the log odds of each outcome against outcome 0 as weights of features, the first of which is always 1."""
    mean, scale = x.mean(0), x.std(0) + 1e-9
    model = LogisticRegression(C=c, max_iter=5000).fit((x - mean) / scale, outcomes, shares)
    several = len(model.coef_) > 1
    weights = (model.coef_[1:] - model.coef_[0] if several else model.coef_) / scale
    intercepts = model.intercept_[1:] - model.intercept_[0] if several else model.intercept_
    weights[:, 0] = intercepts - weights[:, 1:] @ mean[1:]
    return weights


def calibrate(evidence: Floats, right: Flags, counts: Floats, *, alike: bool) -> tuple[Floats, Floats, float]:
    """Return slopes, shifts and ceiling that turn evidence (case, reason) into the share of right first quotes.

    `counts` tells how much each case counts. Slope and shift are the same for all reasons where these are `alike`.
    """
    evidence, right, counts = (rows[counts > 0] for rows in (evidence, right, counts))
    reasons = evidence.shape[1]
    apart = 1 if alike else reasons

    def parts(parameters: Floats) -> tuple[Floats, Floats, float]:
        slopes, shifts = (np.broadcast_to(p, reasons) for p in np.split(parameters[:-1], 2))
        return slopes, shifts, float(parameters[-1])

    def loss(parameters: Floats) -> float:
        slopes, shifts, ceiling = parts(parameters)
        p = np.clip(ceiling / (1 + np.exp(-(slopes * evidence + shifts)).sum(1)), 1e-6, 1 - 1e-6)
        return -float(counts @ np.where(right, np.log(p), np.log(1 - p)) / counts.sum())

    start = [1.0] * apart + [0.0] * apart + [0.7]
    bounds = [(0.05, 5)] * apart + [(-6, 8)] * apart + [(0.4, 0.99)]
    if not alike:
        bounds[0] = (FLATTEST, 5)
    return parts(minimize(loss, start, method="L-BFGS-B", bounds=bounds).x)
