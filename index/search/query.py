"""A question bound to a segment: which terms express each of its words there, and how much it weighs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.segment.bm25 import K1
from index.segment.columns import distinct
from index.text.lexicon import load_lexicon
from index.text.ngrams import word_grams
from index.text.rarity import rarity
from index.text.tokens import stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from index.search.question import Question
    from index.search.reader.model import Asked
    from index.segment.bm25 import PostingLists, Term
    from index.segment.build import Segment
    from index.text.lexicon import Expression

    Ints = npt.NDArray[np.int32]
    Indices = npt.NDArray[np.intp]
    Floats = npt.NDArray[np.float64]
    Likeness = npt.NDArray[np.float32]

TRANSLATION = 0.9  # how much an expression of the other language counts for a word
SYNONYM = 0.5  # and another one of the same language


class Variant(NamedTuple):
    """Terms that together express a word of the question, and how much they count: 0 to 1, 1 for the word itself."""

    terms: tuple[int, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Query:
    """A question in the terms of one segment. `w` numbers its words, `g` the distinct 4-grams of these."""

    question: Question
    variants: tuple[tuple[Variant, ...], ...]  # w -> what expresses the word in this segment
    stems: tuple[tuple[Term, ...], ...]  # w -> the terms of these, and how much each counts
    idf: Floats  # w -> inverse document frequency in this segment, that of an unseen word where there is none
    rarities: Floats  # w -> 0 (common) .. 1 (rare) in the language
    grams: Ints  # g -> key, ascending
    gram_shares: Floats  # (g, w): the part of a word's gram weight that a gram holds
    gram_terms: Indices  # g -> number of the gram in the segment, or -1
    gram_idf: float  # the summed inverse document frequency of all grams
    asked: Asked | None = None  # what the reader makes of the question, where there is one
    likeness: Likeness | None = None  # (p) of each passage to the question, by the reader's vectors

    @property
    def most(self) -> float:
        """The highest score that all words together could give a passage."""
        return float(K1 + 1) * max(float(self.idf.sum()), 1e-9)


def bind(question: Question, segment: Segment) -> Query:
    """Express a question in the terms of a segment."""
    others = load_lexicon().expand(question.words, question.language)
    variants = tuple(
        tuple(_variants(word, question.language, other, segment))
        for word, other in zip(question.words, others, strict=True)
    )
    stems = tuple(
        tuple((term, variant.weight / len(variant.terms)) for variant in group for term in variant.terms)
        for group in variants
    )
    words = segment.postings["words"]
    return Query(
        question,
        variants,
        stems,
        np.array([_idf(group, words) for group in variants]),
        np.array([rarity(word, question.language) for word in question.words]),
        *_bind_grams(question.words, segment.postings["grams"]),
    )


def _variants(
    word: str, language: str, others: dict[tuple[str, Expression], float], segment: Segment
) -> Iterator[Variant]:
    """Yield what expresses `word` in a segment: its stems, then the expressions that mean the same."""
    number_of, languages = segment.forward.vocabulary.number_of, segment.forward.languages
    seen: set[tuple[int, ...]] = set()
    own = {((stem(word, code),), 1.0) for code in {*languages, language}}
    same = {
        (expression, weight * (TRANSLATION if code != language else SYNONYM))
        for (code, expression), weight in others.items()
        if code in languages
    }
    for expression, weight in sorted(own | same, key=lambda item: (-item[1], item[0])):
        terms = tuple(number_of.get(term, -1) for term in expression)
        if -1 not in terms and terms not in seen:
            seen.add(terms)
            yield Variant(terms, weight)


def _idf(variants: Sequence[Variant], words: PostingLists) -> float:
    """Return the inverse document frequency of a word that stands in as many passages as its variants together."""
    frequency = sum(variant.weight * min(words.frequencies[term] for term in variant.terms) for variant in variants)
    return math.log((words.size + 1) / max(min(frequency, words.size), 1))


def _bind_grams(words: Sequence[str], lists: PostingLists) -> tuple[Ints, Floats, Indices, float]:
    of_words = [word_grams(word) for word in words]
    keys = np.concatenate([np.empty(0, np.int32), *of_words])
    owners = np.repeat(np.arange(len(words)), list(map(len, of_words)))
    grams = distinct(keys)
    inverse = np.searchsorted(grams, keys)
    there = lists.postings.keys
    places = np.searchsorted(there, grams)
    known = np.zeros(len(grams), bool)
    inside = places < len(there)
    known[inside] = there[places[inside]] == grams[inside]
    idf = np.full(len(grams), math.log(lists.size + 1))
    idf[known] = lists.idf[places[known]]
    shares = np.zeros((len(grams), len(words)))
    shares[inverse, owners] = idf[inverse]
    shares /= np.maximum(shares.sum(0), 1e-9)
    return grams, shares, np.where(known, places, -1), float(idf.sum())
