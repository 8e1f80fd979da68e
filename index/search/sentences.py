"""The sentences that might answer, and what speaks for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from index.search.fields import FIELDS
from index.search.question import negates, offers
from index.segment.splitting import Role
from index.text.tokens import UNDETERMINED

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from index.search.query import Query
    from index.search.ranking import Ranking
    from index.segment.forward import ForwardIndex

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]
    Ints = npt.NDArray[np.int32]
    Logits = npt.NDArray[np.float32]

# What speaks for a sentence, the columns of `Candidates.features`. Shares are of the question's words, each weighted
# by how rare it is in the corpus; "soft" also counts, in part, a word said in other words or found by its 4-grams.
FIELD_FEATURES = tuple(field.name for field in FIELDS if field.is_feature)
SENTENCE_FEATURES = (
    *FIELD_FEATURES,  # score of its passage in each of these fields
    "rank",  # 1 / rank of its passage
    "sentence",  # share of the question's words in it
    "sentence_soft",
    "before_soft",  # the same for the sentence before, after
    "after_soft",
    "passage",  # the same for its passage
    "passage_soft",
    "pairs",  # share of the question's neighbouring pairs of words that it holds
    "length",  # log of its number of words
    "first",  # opens its passage
    "kind",  # offers something of the answer type
    "contrary",  # denies nothing, although the question asks what is not so
    "foreign",  # is in a language other than the question's
    "read",  # log of the odds that it answers, against that nothing does: the reader's, 0 without one
)
LENT = 0.9  # how much a word counts for a sentence that stands only in the headings, or the question, above it
ASKED_ABOVE = 0.9  # from there on the heading is the question, and whatever stands below it is of the kind asked for
NEVER = -20.0  # log of the odds of what is no answer
LEAST_GRAM_SHARE = 0.35  # with less of its grams found, a word counts as missing


@dataclass(frozen=True, slots=True)
class Candidates:
    """Sentences `c` of the best passages. Arrays are (c,), (c, feature) or (c, w) with `w` the question's words."""

    passages: Indices  # number of the passage
    sentences: Indices  # number of the sentence within it
    features: Floats
    exact: Floats  # (c, w) 1 where the sentence holds the word's stem
    soft: Floats  # (c, w) 1, or less where another word or its 4-grams say it
    passage_exact: Floats  # (c, w) the same for the sentence's passage
    passage_soft: Floats
    own: Floats  # (c,) share of the question's words that the sentence says itself, whatever stands above it
    adds: Flags  # (c,) whether it says one that does not stand above it
    asked: Flags  # (c,) whether what stands above it is what was asked
    read: Logits | None = (
        None  # (c,) log of the odds that it answers against that nothing does, where there is a reader
    )

    def __len__(self) -> int:
        return len(self.passages)


def find_candidates(forward: ForwardIndex, query: Query, ranking: Ranking, read: Logits | None = None) -> Candidates:
    """Return the sentences of the ranked passages, best passage first, with what the reader says of them, if any."""
    top = ranking.passages
    sentences, owners = forward.sentences_of(top)
    counts = forward.columns.sentences[top]
    starts = np.cumsum(counts) - counts
    numbers = np.arange(len(owners)) - starts[owners]
    forms, places = forward.forms_of(sentences)
    exact, own = _says(forward, query, forms, places, len(sentences))
    above = np.repeat(np.arange(len(top)), forward.columns.above_words[top])
    exact_above, soft_above = _says(forward, query, forward.forms_above(top), above, len(top))
    soft = np.maximum(own, LENT * soft_above[owners])
    passage_exact = np.maximum.reduceat(exact, starts)[owners] if len(owners) else exact
    passage_exact = np.maximum(passage_exact, exact_above[owners])
    passage_soft = np.maximum.reduceat(soft, starts)[owners] if len(owners) else soft
    if read is not None:
        read = _hand_down(forward, top, starts, read)
    shares = query.idf / max(query.idf.sum(), 1e-9)
    sentence_soft = soft @ shares
    padded = np.concatenate([[0.0], sentence_soft, [0.0]])
    is_first, is_last = numbers == 0, numbers == counts[owners] - 1
    pair_shares = (shares[:-1] + shares[1:]) / 2
    chosen = top[owners]
    asked: Flags = soft_above[owners] @ shares > ASKED_ABOVE
    columns = {
        **{name: ranking.fields[name][owners] for name in FIELD_FEATURES},
        "rank": 1 / (1 + owners),
        "sentence": exact @ shares,
        "sentence_soft": sentence_soft,
        "before_soft": np.where(is_first, 0.0, padded[:-2]),
        "after_soft": np.where(is_last, 0.0, padded[2:]),
        "passage": passage_exact @ shares,
        "passage_soft": passage_soft @ shares,
        "pairs": (soft[:, :-1] * soft[:, 1:]) @ pair_shares,
        "length": np.log(2 + forward.columns.words[sentences]),
        "first": is_first.astype(float),
        "kind": np.maximum(_offers(forward, query, chosen, sentences), asked),
        "contrary": _contrary(forward, query, sentences),
        "foreign": _foreign(forward, query, top, counts),
        "read": np.zeros(len(owners)) if read is None else read,
    }
    features = np.array([columns[name] for name in SENTENCE_FEATURES]).T
    adds: Flags = np.any(own > soft_above[owners], axis=1)
    return Candidates(
        chosen, numbers, features, exact, soft, passage_exact, passage_soft, own @ shares, adds, asked, read
    )


def _hand_down(forward: ForwardIndex, passages: Indices, starts: Indices, read: Logits) -> Logits:
    """Give what announces nothing, and what it would have had to the likeliest sentence that stands below it."""
    handed = read.copy()
    runs = dict(zip(passages.tolist(), map(slice, starts, [*starts[1:], len(read)]), strict=True))
    for passage in passages[forward.have_role(passages, Role.HEADING)].tolist():
        below = runs.get(passage + 1)
        if below is not None and forward.source_of[passage] == forward.source_of[passage + 1]:
            best = below.start + int(read[below].argmax())
            handed[best] = np.logaddexp.reduce([handed[best], *read[runs[passage]]])
        handed[runs[passage]] = NEVER
    return handed


def _says(forward: ForwardIndex, query: Query, forms: Ints, places: Indices, count: int) -> tuple[Floats, Floats]:
    """Tell which question words each of `count` places says: (c, w) as they stand, 0 or 1, and in any way, 0 to 1."""
    if not len(forms):
        return np.zeros((count, len(query.variants))), np.zeros((count, len(query.variants)))
    exact, said = _said(query, forward.vocabulary.stem_of[forms], places, count)
    return exact, np.maximum(said, _soft(forward, query, forms, places, count))


def _said(query: Query, stems: Ints, places: Indices, sentences: int) -> tuple[Floats, Floats]:
    """Tell which question words each sentence holds: (c, w) as they stand, 0 or 1, and by any variant, 0 to 1."""
    exact, said = np.zeros((2, sentences, len(query.variants)))
    words = [w for w, variants in enumerate(query.variants) if variants]
    if not words:
        return exact, said
    variants = [variant for group in query.variants for variant in group]
    columns = {t: n for n, t in enumerate(sorted({term for variant in variants for term in variant.terms}))}
    held = _held(np.fromiter(columns, np.int32, len(columns)), stems, places, sentences)
    # All terms of a variant together say a word, and the best of its variants counts.
    there = held[:, [columns[term] for variant in variants for term in variant.terms]]
    if there.shape[1] > len(variants):
        there = np.minimum.reduceat(there, _firsts(len(variant.terms) for variant in variants), axis=1)
    weights = np.array([variant.weight for variant in variants])
    groups = _firsts(len(query.variants[w]) for w in words)
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


def _soft(forward: ForwardIndex, query: Query, forms: Ints, places: Indices, sentences: int) -> Floats:
    """Tell how far the grams of each question word are in each sentence: (c, w), 0 to 0.9."""
    grams, counts = forward.vocabulary.grams_of(forms)
    shares: Floats = _held(query.grams, grams, np.repeat(places, counts), sentences) @ query.gram_shares
    return np.where(shares > LEAST_GRAM_SHARE, 0.9 * shares**1.5, 0.0)


def _offers(forward: ForwardIndex, query: Query, chosen: Indices, sentences: Indices) -> Floats:
    values = np.zeros(len(chosen))
    if query.question.answer_type:
        body = np.flatnonzero(forward.have_role(chosen, Role.BODY))
        values[body] = [offers(query.question, forward.sentence(n)) for n in sentences[body].tolist()]
    return values


def _contrary(forward: ForwardIndex, query: Query, sentences: Indices) -> Floats:
    if not query.question.negated:
        return np.zeros(len(sentences))
    return np.array([float(not negates(forward.sentence(n))) for n in sentences.tolist()])


def _foreign(forward: ForwardIndex, query: Query, top: Indices, counts: Ints) -> Floats:
    language = query.question.language
    known = {language, UNDETERMINED}
    if language == UNDETERMINED:
        return np.zeros(counts.sum())
    return np.repeat([float(forward.passages[p].source.language not in known) for p in top.tolist()], counts)
