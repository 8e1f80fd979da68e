"""From sources to a segment: their forward index, and the postings of each field."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.segment.analyzer import Analyzer
from index.segment.bm25 import PostingLists, compute_impacts
from index.segment.columns import concatenate, distinct, ranges, take
from index.segment.forward import ForwardIndex
from index.segment.postings import MOST_DOCUMENTS, Postings, Renumbered, merge, pack
from index.segment.vocabulary import Vocabulary
from index.sources.progress import ignore, part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    from index.segment.columns import Columns
    from index.sources.progress import Progress
    from index.sources.source import Source

    AnyInts = npt.NDArray[np.integer]
    Ints = npt.NDArray[np.int32]
    Longs = npt.NDArray[np.int64]

WORDS_PER_BLOCK = 1 << 17  # inverted at a time; a word has about six grams
ANALYSIS = 0.85  # of the work of building


class TooManyPassagesError(Exception):
    """More than postings have room for."""


class Inverted(Protocol):
    """A field with postings of its own: which terms each passage has in it."""

    name: str
    of_stems: bool  # whether its terms are numbers of stems; others are the same numbers in every segment
    precision: type[np.floating]  # of its impacts

    def lengths(self, forward: ForwardIndex) -> AnyInts:
        """Return how many terms each passage has: (p)."""

    def terms(self, forward: ForwardIndex, passages: Longs) -> AnyInts:
        """Return the terms of the passages with these numbers, one passage after the other."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Sources, and all that is computed from them. Passages are the documents of every field."""

    forward: ForwardIndex
    postings: Mapping[str, PostingLists]  # by the name of the field

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources, in reading order."""
        return self.forward.sources

    def with_sources(self, sources: Sequence[Source]) -> Segment:
        """Return the same segment over sources with the same texts."""
        return Segment(ForwardIndex(sources, self.forward.columns, self.forward.vocabulary), self.postings)


def identities(sources: Iterable[Source]) -> list[tuple[str, str]]:
    """Return for each source what sets it apart from others and from its earlier versions: file name and digest."""
    return [(source.path.name, source.digest) for source in sources]


def build(
    sources: Sequence[Source], fields: Sequence[Inverted], earlier: Segment | None = None, progress: Progress = ignore
) -> Segment:
    """Return the segment of `sources` with the postings of `fields`.

    What `earlier` has of the sources is not computed again; the result is the same. `progress` is told which share of
    the work is done, 0 to 1. Raises `TooManyPassagesError`.

    >>> from pathlib import Path
    >>> from index.search.fields import FIELDS, inverted
    >>> from index.sources.source import Source
    >>> source = Source("outage", Path("outage.txt"), "The outage", "It began on Friday. Delta lost millions.", "en")
    >>> segment = build([source], inverted(FIELDS))
    >>> segment.forward.vocabulary.stems
    ('began', 'delta', 'friday', 'lost', 'million', 'outag')
    >>> segment.forward.passages[0].sentences
    ((0, 19), (20, 40))
    >>> segment.postings["words"].frequencies.tolist()  # in how many passages each stem stands
    [1, 1, 1, 1, 1, 0]
    """
    known = {name: number for number, name in enumerate(identities(earlier.sources)) if name[1]} if earlier else {}
    taken = np.array([known.get(name, -1) for name in identities(sources)], np.int64)
    old = earlier if earlier and (taken >= 0).any() else None
    forward = _analyze(sources, taken, old.forward if old else None, part(progress, 0, ANALYSIS))
    renumbering = _Renumbering.between(old.forward, forward, taken) if old else None
    fresh = np.flatnonzero(np.repeat(taken < 0, forward.columns.passages))
    blocks = list(_blocks(fresh, forward.lengths[fresh]))
    postings = {}
    for done, field in enumerate(fields):
        told = part(progress, *(ANALYSIS + (1 - ANALYSIS) * n / len(fields) for n in (done, done + 1)))
        kept = renumbering.of(field, old.postings[field.name].postings) if old and renumbering else None
        postings[field.name] = _invert(field, forward, blocks, kept, told)
    return Segment(forward, postings)


# ---------------------------------------------------------------- the forward index


def _analyze(sources: Sequence[Source], taken: Longs, old: ForwardIndex | None, progress: Progress) -> ForwardIndex:
    """Analyze the sources, except those that are `taken` from `old` under these numbers."""
    analyzer = Analyzer(first=len(old.vocabulary.forms) if old else 0)
    views = take(old.columns, taken[taken >= 0].tolist()) if old else iter(())
    each = []
    for source, number in zip(sources, taken.tolist(), strict=True):
        each.append(analyzer.analyze(source) if number < 0 else next(views))
        progress(len(each) / len(sources))
    columns = concatenate(each)
    if len(columns.roles) > MOST_DOCUMENTS:
        raise TooManyPassagesError(f"{len(columns.roles):,} passages; at most {MOST_DOCUMENTS:,} can be indexed.")
    forms, numbers = _unite([*(old.vocabulary.forms if old else ()), *analyzer.forms], columns)
    for tokens in (columns.tokens, columns.above_tokens, columns.title_tokens):
        tokens[:] = numbers[tokens]
    return ForwardIndex(sources, columns, Vocabulary.of(forms))


def _unite(forms: list[str], columns: Columns) -> tuple[tuple[str, ...], Ints]:
    """Return the `forms` in use, ascending, and for each of `forms` its number among these, -1 where it is not in use.

    A form may be among `forms` twice.
    """
    used = np.zeros(len(forms), bool)
    for tokens in (columns.tokens, columns.above_tokens, columns.title_tokens):
        used[tokens] = True
    there = np.flatnonzero(used).tolist()
    united = tuple(sorted({forms[f] for f in there}))
    number = {form: f for f, form in enumerate(united)}
    numbers = np.full(len(forms), -1, np.int32)
    numbers[there] = [number[forms[f]] for f in there]
    return united, numbers


# ---------------------------------------------------------------- the postings


def _invert(
    field: Inverted, forward: ForwardIndex, blocks: Sequence[Longs], kept: Renumbered | None, progress: Progress
) -> PostingLists:
    """Invert `blocks` of passages, and add the postings that are `kept` of the others."""
    lengths = field.lengths(forward)

    def runs() -> Iterator[Longs]:
        for done, block in enumerate(blocks, start=1):
            yield pack(field.terms(forward, block), np.repeat(block, lengths[block]))
            progress(done / len(blocks))

    postings = merge(runs(), kept)
    if field.of_stems:
        postings = postings.over(len(forward.vocabulary.stems))
    return PostingLists(postings, len(lengths), compute_impacts(postings, lengths, field.precision))


def _blocks(passages: Longs, words: AnyInts) -> Iterator[Longs]:
    """Cut a list of passages into pieces of about `WORDS_PER_BLOCK` words."""
    ends = np.cumsum(words)
    cuts = np.searchsorted(ends, np.arange(0, ends[-1] if len(ends) else 0, WORDS_PER_BLOCK), "right")
    for first, last in pairwise([0, *distinct(cuts[1:]).tolist(), len(passages)]):
        if first < last:
            yield passages[first:last]


@dataclass(frozen=True, slots=True)
class _Renumbering:
    """The numbers that the passages and stems of an earlier segment have now, -1 where a passage is gone."""

    documents: Ints
    stems: Longs  # ascending

    @classmethod
    def between(cls, old: ForwardIndex, new: ForwardIndex, taken: Longs) -> _Renumbering:
        """Give the passages of the sources `taken` (old numbers, in the new order) and all stems their new numbers."""
        documents = np.full(len(old.passages), -1, np.int32)
        kept, counts = taken >= 0, new.columns.passages
        before = ranges(old.first_passages[taken[kept]], counts[kept])
        documents[before] = ranges(new.first_passages[:-1][kept], counts[kept])
        place = new.vocabulary.number_of
        stems = np.array([place.get(text, -1) for text in old.vocabulary.stems], np.int64)
        # A stem that is gone has no passage left, so any number in order will do.
        return cls(documents, np.maximum.accumulate(stems))

    def of(self, field: Inverted, postings: Postings) -> Renumbered:
        """Return the postings of a field with their new numbers."""
        return Renumbered(postings, self.stems[postings.keys] if field.of_stems else postings.keys, self.documents)
