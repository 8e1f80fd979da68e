"""The fields that passages are found by: their words, the 4-grams of these, the titles and the sources above them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.segment.bm25 import K1
from index.segment.forward import distinct, offsets, ranges
from index.text.lexicon import load_lexicon
from index.text.ngrams import word_grams
from index.text.rarity import rarity
from index.text.tokens import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from index.search.question import Question
    from index.segment.bm25 import Term
    from index.segment.build import Tables
    from index.text.lexicon import Expression

    Ints = npt.NDArray[np.int32]
    Indices = npt.NDArray[np.intp]
    Floats = npt.NDArray[np.float64]


TRANSLATION = 0.9  # how surely an expression of the other language says a word
SYNONYM = 0.5  # and another one of the same language
LIKELY = 64  # passages: as many are enough to tell how high the best scores are


class Variant(NamedTuple):
    """Terms that together say a question's word, and how surely they do, 0 to 1 (1: the word itself)."""

    terms: tuple[int, ...]
    weight: float


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
    sources: Floats  # of the words that stand anywhere in its source
    likely: Ints  # passages that hold the rarest word, or 4-gram, that at least `LIKELY` hold


class Fields:
    """The posting lists of all passages, and the words of every sentence.

    Sentences are numbered through the whole corpus, passage after passage: passage `p` holds those from
    `first_sentences[p]` up to `first_sentences[p + 1]`.
    """

    def __init__(self, tables: Tables, languages: Iterable[str]) -> None:
        self.languages = tuple(sorted(set(languages)))
        self.words, self.grams, self.titles = tables.words, tables.grams, tables.titles
        self.stems = tables.vocabulary.stems
        self.stem_of = tables.vocabulary.stem_of
        self.tokens = tables.layout.tokens
        self.first_sentences = offsets(tables.layout.sentences)
        self._sources = np.repeat(np.arange(len(tables.layout.passages)), tables.layout.passages)  # passage -> source
        self.first_words = offsets(tables.layout.words)  # sentence -> its first word
        self._form_grams, self._gram_counts = tables.vocabulary.grams, tables.vocabulary.gram_counts
        self._first_grams = offsets(self._gram_counts)
        self._terms = {text: term for term, text in enumerate(self.stems)}
        self._unseen_weight = math.log(self.words.size + 1)

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
            (expression, weight * (TRANSLATION if code != language else SYNONYM))
            for (code, expression), weight in others.items()
            if code in self.languages
        }
        for expression, weight in sorted(own | same, key=lambda item: (-item[1], item[0])):
            terms = tuple(self._terms.get(term, -1) for term in expression)
            if -1 not in terms and terms not in seen:
                seen.add(terms)
                yield Variant(terms, weight)

    def _weight(self, variants: Sequence[Variant]) -> float:
        """Return the inverse document frequency of a word that stands in as many passages as its variants together."""
        frequency = sum(
            variant.weight * min(self.words.frequencies[term] for term in variant.terms) for variant in variants
        )
        return math.log((self.words.size + 1) / max(min(frequency, self.words.size), 1))

    def _look_up_grams(self, words: Sequence[str]) -> tuple[Ints, Floats, Indices, float]:
        of_words = [word_grams(word) for word in words]
        keys = np.concatenate([np.empty(0, np.int32), *of_words])
        owners = np.repeat(np.arange(len(words)), list(map(len, of_words)))
        grams = distinct(keys)
        inverse = np.searchsorted(grams, keys)
        vocabulary = self.grams.postings.keys
        places = np.searchsorted(vocabulary, grams)
        known = np.zeros(len(grams), bool)
        inside = places < len(vocabulary)
        known[inside] = vocabulary[places[inside]] == grams[inside]
        weights = np.full(len(grams), self._unseen_weight)
        weights[known] = self.grams.weights[places[known]]
        shares = np.zeros((len(grams), len(words)))
        shares[inverse, owners] = weights[inverse]
        shares /= np.maximum(shares.sum(0), 1e-9)
        return grams, shares, np.where(known, places, -1), float(weights.sum())

    def scores(self, lookup: Lookup) -> FieldScores:
        """Score every passage in every field."""
        words = [
            [(term, variant.weight / len(variant.terms)) for variant in group for term in variant.terms]
            for group in lookup.variants
        ]
        grams = [[(gram, 1.0)] for gram in lookup.gram_ids.tolist() if gram >= 0]
        most = (K1 + 1) * max(float(lookup.weights.sum()), 1e-9)
        most_grams = (K1 + 1) * max(lookup.gram_total, 1e-9)
        likely = self.words.likely(words, LIKELY)
        return FieldScores(
            self.words.get_scores(words) / most,
            self.grams.get_scores(grams) / most_grams,
            self.titles.get_scores(words) / most,
            self._source_scores(words) / most,
            likely if len(likely) else self.grams.likely(grams, LIKELY),
        )

    def _source_scores(self, query: Sequence[Sequence[Term]]) -> Floats:
        """Return for each passage the sum, over the words, of the best score of any passage of its source."""
        lists, sources = self.words, self._sources
        best = np.zeros((len(query), sources[-1] + 1 if len(sources) else 0))
        for highest, group in zip(best, query, strict=True):
            for term, weight in group:
                documents, impacts = lists.of(term)
                np.maximum.at(highest, sources[documents], weight * impacts)
        scores: Floats = best.sum(0)[sources]
        return scores

    def sentence_stems(self, passage: int, sentence: int) -> set[int]:
        """Return the distinct stems of a sentence, numbered within its passage."""
        number = self.first_sentences[passage] + sentence
        forms = self.tokens[self.first_words[number] : self.first_words[number + 1]]
        return set(self.stem_of[forms].tolist())

    def forms(self, sentences: Indices) -> tuple[Ints, Indices]:
        """Return the words of sentences, one sentence after the other, and for each the place of its sentence."""
        starts = self.first_words[sentences]
        counts = self.first_words[sentences + 1] - starts
        return self.tokens[ranges(starts, counts)], np.repeat(np.arange(len(sentences)), counts)

    def form_grams(self, forms: Ints) -> tuple[Ints, Indices]:
        """Return the 4-grams of words, one word after the other, and for each the place of its word."""
        counts = self._gram_counts[forms]
        return self._form_grams[ranges(self._first_grams[forms], counts)], np.repeat(np.arange(len(forms)), counts)
