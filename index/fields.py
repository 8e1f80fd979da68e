"""The fields that passages are found by: their words, the 4-grams of these, the titles above them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.analysis import fold_words, is_stop_word, stem
from index.bm25 import PostingLists
from index.frequency import rarity
from index.grams import gram_keys
from index.lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    from index.lexicon import Expression
    from index.passages import Passage
    from index.questions import Question

    Ints = npt.NDArray[np.int32]
    Indices = npt.NDArray[np.intp]
    Floats = npt.NDArray[np.float64]


TRANSLATION = 0.9  # how surely an expression of the other language says a word
SYNONYM = 0.5  # and another one of the same language


class Variant(NamedTuple):
    """Terms that together say a question's word, and how surely they do, 0 to 1 (1: the word itself)."""

    terms: tuple[int, ...]
    surety: float


@dataclass(frozen=True, slots=True)
class Lookup:
    """A question in the terms of one corpus. `w` numbers its words, `g` the distinct 4-grams of these."""

    question: Question
    variants: tuple[tuple[Variant, ...], ...]  # w -> what says the word in this corpus
    weights: Floats  # w -> inverse document frequency in this corpus, that of an unseen word where there is none
    rarities: Floats  # w -> 0 (common) .. 1 (rare) in the language
    grams: Ints  # g -> key, ascending
    gram_shares: Floats  # (g, w): the part of a word's gram weight that a gram holds
    gram_ids: Indices  # g -> number of the gram in the corpus, or -1
    gram_total: float  # the summed weight of all grams


@dataclass(frozen=True, slots=True)
class FieldScores:
    """For each passage its score in each field, as a share of what the question's terms could give."""

    words: Floats
    grams: Floats
    titles: Floats


class Fields:
    """Posting lists over all passages, and the words of every sentence.

    Sentences are numbered through the whole corpus, passage after passage: passage `p` holds those from
    `first_sentences[p]` up to `first_sentences[p + 1]`, sentence `s` the tokens from `sentence_offsets[s]` up to
    `sentence_offsets[s + 1]`.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self.languages = tuple(sorted({passage.source.language for passage in passages}))
        self.vocabulary: dict[str, int] = {}
        words, titles = _Tokens(), _Tokens()
        sentence_offsets, first_sentences = [0], [0]
        keys: list[Ints] = []
        for passage in passages:
            source = passage.source
            for start, end in passage.sentences:
                words.add(self._term_ids(source.text, start, end, source.language))
                sentence_offsets.append(len(words.ids))
            words.close()
            first_sentences.append(len(sentence_offsets) - 1)
            titles.add(self._term_ids(source.title, 0, len(source.title), source.language))
            titles.close()
            keys.append(gram_keys(_informative(source.text, passage.start, passage.end, source.language))[0])
        self.tokens = np.array(words.ids, np.int32)
        self.sentence_offsets = np.array(sentence_offsets, np.int64)
        self.first_sentences = np.array(first_sentences, np.int64)
        terms = len(self.vocabulary)
        self.words = PostingLists(self.tokens, np.array(words.offsets, np.int64), terms)
        self.titles = PostingLists(np.array(titles.ids, np.int32), np.array(titles.offsets, np.int64), terms)
        offsets = np.cumsum([0, *map(len, keys)], dtype=np.int64)
        self.gram_vocabulary, ids = np.unique(np.concatenate([np.empty(0, np.int32), *keys]), return_inverse=True)
        self.grams = PostingLists(ids.astype(np.int32), offsets, len(self.gram_vocabulary))
        self.unseen_weight = math.log(len(passages) + 1)
        self.passage_grams: Callable[[int], tuple[Ints, Indices]] = lru_cache(maxsize=4096)(self._passage_grams)

    def look_up(self, question: Question) -> Lookup:
        """Translate a question into the terms and grams of this corpus."""
        others = load_lexicon().expand(question.words, question.language)
        variants = tuple(
            tuple(self._variants(word, question.language, other))
            for word, other in zip(question.words, others, strict=True)
        )
        return Lookup(
            question,
            variants,
            np.array([self._weight(group) for group in variants]),
            np.array([rarity(word, question.language) for word in question.words]),
            *self._look_up_grams(question.words),
        )

    def _variants(self, word: str, language: str, others: dict[tuple[str, Expression], float]) -> Iterator[Variant]:
        """Yield what says `word` in the terms of this corpus: its stems, then the expressions that mean the same."""
        seen: set[tuple[int, ...]] = set()
        own = {((stem(word, code),), 1.0) for code in {*self.languages, language}}
        same = {
            (expression, surety * (TRANSLATION if code != language else SYNONYM))
            for (code, expression), surety in others.items()
            if code in self.languages
        }
        for expression, surety in sorted(own | same, key=lambda item: (-item[1], item[0])):
            terms = tuple(self.vocabulary.get(term, -1) for term in expression)
            if -1 not in terms and terms not in seen:
                seen.add(terms)
                yield Variant(terms, surety)

    def _weight(self, variants: Sequence[Variant]) -> float:
        """Return the inverse document frequency of a word that stands in as many passages as its variants together."""
        frequency = sum(
            variant.surety * min(self.words.frequencies[term] for term in variant.terms) for variant in variants
        )
        return math.log((len(self._passages) + 1) / max(min(frequency, len(self._passages)), 1))

    def _look_up_grams(self, words: Sequence[str]) -> tuple[Ints, Floats, Indices, float]:
        keys, owners = gram_keys(words)
        grams, inverse = np.unique(keys, return_inverse=True)
        places = np.searchsorted(self.gram_vocabulary, grams)
        known = np.zeros(len(grams), bool)
        inside = places < len(self.gram_vocabulary)
        known[inside] = self.gram_vocabulary[places[inside]] == grams[inside]
        weights = np.full(len(grams), self.unseen_weight)
        weights[known] = self.grams.weights[places[known]]
        shares = np.zeros((len(grams), len(words)))
        shares[inverse, owners] = weights[inverse]
        shares /= np.maximum(shares.sum(0), 1e-9)
        return grams, shares, np.where(known, places, -1), float(weights.sum())

    def scores(self, lookup: Lookup) -> FieldScores:
        """Score every passage in every field."""
        words = [
            [(term, variant.surety / len(variant.terms)) for variant in group for term in variant.terms]
            for group in lookup.variants
        ]
        grams = [[(gram, 1.0)] for gram in lookup.gram_ids.tolist() if gram >= 0]
        most = (self.words.k1 + 1) * max(float(lookup.weights.sum()), 1e-9)
        most_grams = (self.grams.k1 + 1) * max(lookup.gram_total, 1e-9)
        return FieldScores(
            self.words.get_scores(words) / most,
            self.grams.get_scores(grams) / most_grams,
            self.titles.get_scores(words) / most,
        )

    def sentence_words(self, passage: int, sentence: int) -> set[int]:
        """Return the distinct term ids of a sentence, numbered within its passage."""
        number = self.first_sentences[passage] + sentence
        return set(self.tokens[slice(*self.sentence_offsets[number : number + 2])].tolist())

    def _term_ids(self, text: str, start: int, end: int, language: str) -> list[int]:
        number = self.vocabulary.setdefault
        size = len
        return [
            number(stem(word, language), size(self.vocabulary)) for word in _informative(text, start, end, language)
        ]

    def _passage_grams(self, p: int) -> tuple[Ints, Indices]:
        """Return the 4-grams of a passage, and for each the number of its sentence within the passage."""
        passage, words, owners = self._passages[p], [], []
        for s, (start, end) in enumerate(passage.sentences):
            found = _informative(passage.source.text, start, end, passage.source.language)
            words += found
            owners += [s] * len(found)
        keys, numbers = gram_keys(words)
        return keys, np.array(owners, np.intp)[numbers]


class _Tokens:
    """Term ids of documents, one after the other."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.offsets = [0]

    def add(self, ids: list[int]) -> None:
        self.ids += ids

    def close(self) -> None:
        self.offsets.append(len(self.ids))


def _informative(text: str, start: int, end: int, language: str) -> list[str]:
    return [word for word in fold_words(text, start, end) if not is_stop_word(word, language)]
