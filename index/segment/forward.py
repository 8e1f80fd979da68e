"""The forward index: what stands where in the sources."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.segment.columns import offsets, ranges
from index.segment.passages import Passages

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from index.segment.columns import Columns
    from index.segment.splitting import Role
    from index.segment.vocabulary import Vocabulary
    from index.sources.source import Source

    AnyInts = npt.NDArray[np.integer]
    Flags = npt.NDArray[np.bool_]
    Indices = npt.NDArray[np.intp]
    Ints = npt.NDArray[np.int32]
    Longs = npt.NDArray[np.int64]


class ForwardIndex:
    """The passages `p` of `sources`, their sentences `n` and the informative words of these, `w`, in reading order.

    All three are numbered through all sources: source `s` holds the passages from `first_passages[s]` up to
    `first_passages[s + 1]`, passage `p` the sentences from `first_sentences[p]`, sentence `n` the words from
    `first_words[n]`. A word is the number of a form of the `vocabulary`.
    """

    def __init__(self, sources: Sequence[Source], columns: Columns, vocabulary: Vocabulary) -> None:
        self.sources, self.columns, self.vocabulary = tuple(sources), columns, vocabulary
        self.first_passages = offsets(columns.passages)
        self.first_sentences = offsets(columns.sentences)
        self.first_words = offsets(columns.words)
        self.passages = Passages(self.sources, columns, self.first_passages, self.first_sentences)

    @cached_property
    def source_of(self) -> Indices:
        """The number of the source of each passage: (p)."""
        return np.repeat(np.arange(len(self.columns.passages)), self.columns.passages)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the sources, in order."""
        return tuple(sorted({source.language for source in self.sources}))

    def have_role(self, passages: Indices, *roles: Role) -> Flags:
        """Tell which of the passages with these numbers have one of the roles."""
        wanted = sum(1 << role for role in roles)
        return wanted >> self.columns.roles[passages] & 1 > 0

    def sentence(self, number: int) -> str:
        """Return a sentence in the source's own words, as they are seen."""
        return self.passages.sentence(number)

    def sentences_of(self, passages: Indices) -> tuple[Indices, Indices]:
        """Return the sentences of passages, one passage after the other, and for each the place of its passage."""
        counts = self.columns.sentences[passages]
        return ranges(self.first_sentences[passages], counts), np.repeat(np.arange(len(passages)), counts)

    def forms_of(self, sentences: Indices) -> tuple[Ints, Indices]:
        """Return the words of sentences, one sentence after the other, and for each the place of its sentence."""
        counts = self.columns.words[sentences]
        words = self.columns.tokens[ranges(self.first_words[sentences], counts)]
        return words, np.repeat(np.arange(len(sentences)), counts)

    def stems_of(self, passage: int, sentence: int) -> set[int]:
        """Return the distinct stems of a sentence, numbered within its passage."""
        number = self.first_sentences[passage] + sentence
        forms = self.columns.tokens[self.first_words[number] : self.first_words[number + 1]]
        return set(self.vocabulary.stem_of[forms].tolist())

    @cached_property
    def _first_above(self) -> Longs:
        return offsets(self.columns.above_words)

    def forms_above(self, passages: AnyInts) -> Ints:
        """Return the words of the headings, questions and lead-ins above passages, one passage after the other."""
        return self.columns.above_tokens[ranges(self._first_above[passages], self.columns.above_words[passages])]

    @cached_property
    def lengths(self) -> AnyInts:
        """How many words each passage has: (p)."""
        return np.diff(self.first_words[self.first_sentences])

    def forms_in(self, passages: AnyInts) -> Ints:
        """Return the words of passages, one passage after the other."""
        return self.columns.tokens[ranges(self.first_words[self.first_sentences[passages]], self.lengths[passages])]
