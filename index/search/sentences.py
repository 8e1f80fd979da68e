"""The sentences that might answer, and what speaks for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from index.search.question import negates, offers
from index.text.paragraphs import Role
from index.text.tokens import UNDETERMINED

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from index.search.fields import Fields, FieldScores, Lookup
    from index.segment.passages import Passages

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]
    Ints = npt.NDArray[np.int32]

# What speaks for a sentence: the columns of `Candidates.features`. Shares are of the question's words, each weighted
# by how rare it is in the corpus; "soft" counts in part a word said in other words, or found by
# its 4-grams.
SENTENCE_FEATURES = (
    "words",  # score of its passage in each field
    "grams",
    "titles",
    "rank",  # 1 / rank of its passage
    "sentence",  # share of the question's words in it
    "sentence_soft",
    "before_soft",  # the same for the sentence before, after
    "after_soft",
    "passage",  # the same for its passage
    "passage_soft",
    "pairs",  # share of neighbouring pairs of question words that it holds both
    "length",  # log of its number of words
    "first",  # opens its passage
    "kind",  # offers something of the answer type
    "contrary",  # denies nothing, where the question asks what is not so
    "foreign",  # is in another language than the question
)
LEAST_GRAM_SHARE = 0.35  # a word with less of its grams found is not there at all


@dataclass(frozen=True, slots=True)
class Candidates:
    """Sentences `c` of the best passages. Arrays are (c,), (c, feature) or (c, w) with `w` the question's words."""

    passages: Indices  # number of the passage
    sentences: Indices  # number of the sentence within it
    features: Floats
    exact: Floats  # (c, w) 1 where the sentence holds the word's stem
    soft: Floats  # (c, w) 1, or how surely another word or its 4-grams say it
    passage_exact: Floats  # (c, w) the same for the sentence's passage
    passage_soft: Floats
    total: int  # words in the whole corpus

    def __len__(self) -> int:
        return len(self.passages)


def find_candidates(
    fields: Fields, passages: Passages, lookup: Lookup, scores: FieldScores, top: Indices
) -> Candidates:
    """Return the sentences of the passages numbered `top`, best passage first."""
    firsts = fields.first_sentences[top]
    counts = fields.first_sentences[top + 1] - firsts
    owners = np.repeat(np.arange(len(top)), counts)
    starts = np.cumsum(counts) - counts
    numbers = np.arange(len(owners)) - starts[owners]
    sentences = firsts[owners] + numbers
    forms, places = fields.forms(sentences)
    exact, said = _said(lookup, fields.stem_of[forms], places, len(sentences))
    soft = np.maximum(said, _soft(fields, lookup, forms, places, len(sentences)))
    passage_exact = np.maximum.reduceat(exact, starts)[owners] if len(owners) else exact
    passage_soft = np.maximum.reduceat(soft, starts)[owners] if len(owners) else soft
    shares = lookup.weights / max(lookup.weights.sum(), 1e-9)
    sentence_soft = soft @ shares
    padded = np.concatenate([[0.0], sentence_soft, [0.0]])
    is_first, is_last = numbers == 0, numbers == counts[owners] - 1
    pair_shares = (shares[:-1] + shares[1:]) / 2
    lengths = fields.first_words[sentences + 1] - fields.first_words[sentences]
    chosen = top[owners]
    columns = {
        "words": scores.words[chosen],
        "grams": scores.grams[chosen],
        "titles": scores.titles[chosen],
        "rank": 1 / (1 + owners),
        "sentence": exact @ shares,
        "sentence_soft": sentence_soft,
        "before_soft": np.where(is_first, 0.0, padded[:-2]),
        "after_soft": np.where(is_last, 0.0, padded[2:]),
        "passage": passage_exact @ shares,
        "passage_soft": passage_soft @ shares,
        "pairs": (soft[:, :-1] * soft[:, 1:]) @ pair_shares,
        "length": np.log(2 + lengths),
        "first": is_first.astype(float),
        "kind": _offers(passages, lookup, chosen, sentences),
        "contrary": _contrary(passages, lookup, sentences),
        "foreign": _foreign(passages, lookup, top, counts),
    }
    features = np.array([columns[name] for name in SENTENCE_FEATURES]).T
    return Candidates(chosen, numbers, features, exact, soft, passage_exact, passage_soft, len(fields.tokens))


def _said(lookup: Lookup, stems: Ints, places: Indices, sentences: int) -> tuple[Floats, Floats]:
    """Tell which question words each sentence holds: (c, w) as they stand, 0 or 1, and by any variant, 0 to 1."""
    exact, said = np.zeros((2, sentences, len(lookup.variants)))
    words = [w for w, variants in enumerate(lookup.variants) if variants]
    if not words:
        return exact, said
    variants = [variant for group in lookup.variants for variant in group]
    columns = {t: n for n, t in enumerate(sorted({term for variant in variants for term in variant.terms}))}
    held = _held(np.fromiter(columns, np.int32, len(columns)), stems, places, sentences)
    # All terms of a variant together say a word, and the best of its variants counts.
    there = held[:, [columns[term] for variant in variants for term in variant.terms]]
    if there.shape[1] > len(variants):
        there = np.minimum.reduceat(there, _firsts(len(variant.terms) for variant in variants), axis=1)
    weights = np.array([variant.weight for variant in variants])
    groups = _firsts(len(lookup.variants[w]) for w in words)
    said[:, words] = np.maximum.reduceat(there * weights, groups, axis=1)
    exact[:, words] = np.maximum.reduceat(there * (weights == 1), groups, axis=1)
    return exact, said


def _firsts(lengths: Iterable[int]) -> list[int]:
    """Return where runs of these lengths start when they stand one after the other."""
    return [0, *accumulate(lengths)][:-1]


def _held(wanted: Ints, found: Ints, places: Indices, sentences: int) -> Floats:
    """Tell which of the ascending `wanted` are among what was `found` at the place of each sentence: 0 or 1."""
    held = np.zeros((sentences, len(wanted)))
    if held.size:
        columns = np.minimum(np.searchsorted(wanted, found), len(wanted) - 1)
        hits = wanted[columns] == found
        held[places[hits], columns[hits]] = 1.0
    return held


def _soft(fields: Fields, lookup: Lookup, forms: Ints, places: Indices, sentences: int) -> Floats:
    """Tell how far the grams of each question word are in each sentence: (c, w), 0 to 0.9."""
    grams, owners = fields.form_grams(forms)
    shares: Floats = _held(lookup.grams, grams, places[owners], sentences) @ lookup.gram_shares
    return np.where(shares > LEAST_GRAM_SHARE, 0.9 * shares**1.5, 0.0)


def _offers(passages: Passages, lookup: Lookup, chosen: Indices, sentences: Indices) -> Floats:
    values = np.zeros(len(chosen))
    if lookup.question.answer_type:
        body = np.flatnonzero(passages.have_role(chosen, Role.BODY))
        values[body] = [offers(lookup.question, passages.sentence(n)) for n in sentences[body].tolist()]
    return values


def _contrary(passages: Passages, lookup: Lookup, sentences: Indices) -> Floats:
    if not lookup.question.negated:
        return np.zeros(len(sentences))
    return np.array([float(not negates(passages.sentence(n))) for n in sentences.tolist()])


def _foreign(passages: Passages, lookup: Lookup, top: Indices, counts: Indices) -> Floats:
    language = lookup.question.language
    known = {language, UNDETERMINED}
    if language == UNDETERMINED:
        return np.zeros(counts.sum())
    return np.repeat([float(passages[p].source.language not in known) for p in top.tolist()], counts)
