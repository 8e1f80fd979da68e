"""What is computed from the sources, and saved: their layout, their vocabulary and the posting lists of each field."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from index.segment.bm25 import PostingLists, compute_impacts
from index.segment.forward import Layout, Reader, concatenate, distinct, offsets, ranges, take
from index.segment.postings import MOST_DOCUMENTS, Postings, Renumbered, merge, pack
from index.sources.progress import ignore, part
from index.text.ngrams import gram_keys
from index.text.tokens import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from index.sources.progress import Progress
    from index.sources.source import Source

    AnyInts = npt.NDArray[np.integer]
    Ints = npt.NDArray[np.int32]
    Longs = npt.NDArray[np.int64]

WORDS_PER_BLOCK = 1 << 17  # inverted at a time; a word has about six grams
READING = 0.85  # of the work of indexing


class TooManyPassagesError(Exception):
    """More than postings have room for."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The informative words of the sources, as they stand there (forms) and as they are compared (stems)."""

    forms: tuple[str, ...]  # ascending; each is a language and a folded word, `fr pannes`
    stems: tuple[str, ...]  # ascending
    stem_of: Ints  # form -> stem
    grams: Ints  # the 4-grams of every form, one form after the other
    gram_counts: Ints  # form -> how many it has


@dataclass(frozen=True, slots=True)
class Tables:
    """All that is computed from sources. The documents of every field are the passages."""

    layout: Layout
    vocabulary: Vocabulary
    words: PostingLists  # by stem
    grams: PostingLists  # by 4-gram: the keys of `gram_keys`
    titles: PostingLists  # by stem: a passage is found by the title of its source


@dataclass(frozen=True, slots=True)
class Indexed:
    """Sources, and what was computed from them."""

    sources: tuple[Source, ...]
    tables: Tables


def names(sources: Iterable[Source]) -> list[tuple[str, str]]:
    """Return for each source what tells it from others and from what it was before: its file's name and its digest."""
    return [(source.path.name, source.digest) for source in sources]


def build(sources: Sequence[Source], earlier: Indexed | None = None, progress: Progress = ignore) -> Tables:
    """Return the tables of `sources`. What `earlier` has of them is not computed again; the result is the same.

    `progress` is told which share of the work is done, 0 to 1.
    """
    known = {name: number for number, name in enumerate(names(earlier.sources)) if name[1]} if earlier else {}
    taken = np.array([known.get(name, -1) for name in names(sources)], np.int64)
    old = earlier.tables if earlier and (taken >= 0).any() else None
    layout, vocabulary = _lay_out(sources, taken, old, part(progress, 0, READING))
    fresh = np.flatnonzero(np.repeat(taken < 0, layout.passages))
    renumbering = _renumber(old, layout, vocabulary, taken) if old else None
    return _index(layout, vocabulary, fresh, renumbering, part(progress, READING, 1))


def _lay_out(
    sources: Sequence[Source], taken: Longs, old: Tables | None, progress: Progress
) -> tuple[Layout, Vocabulary]:
    """Read the sources, those aside that are `taken` from `old` under these numbers."""
    reader = Reader(first=len(old.vocabulary.forms) if old else 0)
    views = take(old.layout, taken[taken >= 0].tolist()) if old else iter(())
    layouts = []
    for source, number in zip(sources, taken.tolist(), strict=True):
        layouts.append(reader.read(source) if number < 0 else next(views))
        progress(len(layouts) / len(sources))
    layout = concatenate(layouts)
    if len(layout.roles) > MOST_DOCUMENTS:
        raise TooManyPassagesError(f"{len(layout.roles):,} passages; at most {MOST_DOCUMENTS:,} can be indexed.")
    forms, numbers = _unite([*(old.vocabulary.forms if old else ()), *reader.forms], layout)
    layout.tokens[:] = numbers[layout.tokens]
    layout.title_tokens[:] = numbers[layout.title_tokens]
    return layout, _vocabulary(forms)


def _unite(forms: list[str], layout: Layout) -> tuple[tuple[str, ...], Ints]:
    """Return the `forms` in use, ascending, and for each of `forms` its number among these, -1 where it is not in use.

    A form may be among `forms` twice.
    """
    used = np.zeros(len(forms), bool)
    used[layout.tokens] = True
    used[layout.title_tokens] = True
    there = np.flatnonzero(used).tolist()
    united = tuple(sorted({forms[f] for f in there}))
    number = {form: f for f, form in enumerate(united)}
    numbers = np.full(len(forms), -1, np.int32)
    numbers[there] = [number[forms[f]] for f in there]
    return united, numbers


def _vocabulary(forms: tuple[str, ...]) -> Vocabulary:
    words = [form.rpartition(" ")[::2] for form in forms]
    stem_of_form = [stem(word, language) for language, word in words]
    stems = tuple(sorted(set(stem_of_form)))
    place = {text: t for t, text in enumerate(stems)}
    grams, owners = gram_keys([word for _, word in words])
    gram_counts = np.bincount(owners, minlength=len(forms)).astype(np.int32)
    return Vocabulary(forms, stems, np.array([place[text] for text in stem_of_form], np.int32), grams, gram_counts)


def _index(
    layout: Layout, vocabulary: Vocabulary, fresh: Longs, old: _Renumbering | None, progress: Progress
) -> Tables:
    """Invert the passages numbered `fresh`, and add what is known of the others."""
    size = len(vocabulary.stems)
    starts = offsets(layout.words)[offsets(layout.sentences)]  # passage -> its first word
    words = np.diff(starts)
    blocks = list(_blocks(fresh, words[fresh]))

    def word_runs() -> Iterator[Longs]:
        for block in blocks:
            tokens = layout.tokens[ranges(starts[block], words[block])]
            yield pack(vocabulary.stem_of[tokens], np.repeat(block, words[block]))

    first_grams, gram_counts = offsets(vocabulary.gram_counts), vocabulary.gram_counts
    grams = np.diff(offsets(gram_counts[layout.tokens])[starts])

    def gram_runs() -> Iterator[Longs]:
        for done, block in enumerate(blocks, start=1):
            tokens = layout.tokens[ranges(starts[block], words[block])]
            keys = vocabulary.grams[ranges(first_grams[tokens], gram_counts[tokens])]
            yield pack(keys, np.repeat(block, grams[block]))
            progress(done / len(blocks))

    sources = np.repeat(np.arange(len(layout.passages)), layout.passages)
    title_starts, titles = offsets(layout.title_words)[sources], layout.title_words[sources]

    def title_runs() -> Iterator[Longs]:
        tokens = layout.title_tokens[ranges(title_starts[fresh], titles[fresh])]
        yield pack(vocabulary.stem_of[tokens], np.repeat(fresh, titles[fresh]))

    return Tables(
        layout,
        vocabulary,
        words=_lists(merge(word_runs(), old.words if old else None).over(size), words, np.float64),
        grams=_lists(merge(gram_runs(), old.grams if old else None), grams, np.float32),
        titles=_lists(merge(title_runs(), old.titles if old else None).over(size), titles, np.float64),
    )


def _lists(postings: Postings, lengths: AnyInts, kind: type[np.floating]) -> PostingLists:
    return PostingLists(postings, len(lengths), compute_impacts(postings, lengths, kind))


def _blocks(passages: Longs, words: AnyInts) -> Iterator[Longs]:
    """Cut a list of passages into pieces of about `WORDS_PER_BLOCK` words."""
    ends = np.cumsum(words)
    cuts = np.searchsorted(ends, np.arange(0, ends[-1] if len(ends) else 0, WORDS_PER_BLOCK), "right")
    for first, last in pairwise([0, *distinct(cuts[1:]).tolist(), len(passages)]):
        if first < last:
            yield passages[first:last]


@dataclass(frozen=True, slots=True)
class _Renumbering:
    """The posting lists of earlier tables, with the numbers that their terms and passages have now."""

    words: Renumbered
    grams: Renumbered
    titles: Renumbered


def _renumber(old: Tables, layout: Layout, vocabulary: Vocabulary, taken: Longs) -> _Renumbering:
    """Give the passages of the sources `taken` (old numbers, in the new order) and all stems their new numbers."""
    documents = np.full(old.words.size, -1, np.int32)
    kept, counts = taken >= 0, layout.passages
    before = ranges(offsets(old.layout.passages)[taken[kept]], counts[kept])
    documents[before] = ranges(offsets(counts)[:-1][kept], counts[kept])
    place = {text: t for t, text in enumerate(vocabulary.stems)}
    stems = np.array([place.get(text, -1) for text in old.vocabulary.stems], np.int64)
    stems = np.maximum.accumulate(stems)  # a stem that is gone has no passage left, so any number in order will do
    return _Renumbering(
        words=Renumbered(old.words.postings, stems[old.words.postings.keys], documents),
        grams=Renumbered(old.grams.postings, old.grams.postings.keys, documents),
        titles=Renumbered(old.titles.postings, stems[old.titles.postings.keys], documents),
    )
