"""Whether tables that were saved fit together: nothing points out of an array, no sentence out of its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.segment.build import names
from index.segment.forward import offsets
from index.text.paragraphs import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from index.segment.bm25 import PostingLists
    from index.segment.build import Indexed, Vocabulary
    from index.segment.forward import Layout
    from index.sources.source import Source

    AnyInts = npt.NDArray[np.integer]


def is_sound(indexed: Indexed, sources: Sequence[Source]) -> bool:
    """Tell whether tables have the structure that `tables.build` gives them; `sources` are those that have a text."""
    tables = indexed.tables
    size, forms, stems = len(tables.layout.roles), len(tables.vocabulary.forms), len(tables.vocabulary.stems)
    fields = (tables.words, tables.grams, tables.titles)
    return (
        all(_layout_fits(tables.layout, len(indexed.sources), forms))
        and all(_vocabulary_fits(tables.vocabulary))
        and all(fits for lists in fields for fits in _lists_fit(lists, size))
        and len(tables.words.frequencies) == len(tables.titles.frequencies) == stems
        and _spans_fit(indexed, sources)
    )


def _layout_fits(layout: Layout, sources: int, forms: int) -> Iterator[bool]:
    yield len(layout.passages) == len(layout.title_words) == sources
    yield _add_up(layout.passages, len(layout.roles))
    yield len(layout.paragraphs) == len(layout.sentences) == len(layout.roles)
    yield _within(layout.roles, 0, len(Role))
    yield _within(layout.sentences, 1, np.iinfo(np.int32).max) and _add_up(layout.sentences, len(layout.words))
    yield layout.spans.shape == (len(layout.words), 2)
    yield _add_up(layout.words, len(layout.tokens)) and _within(layout.tokens, 0, forms)
    yield _add_up(layout.title_words, len(layout.title_tokens)) and _within(layout.title_tokens, 0, forms)


def _vocabulary_fits(vocabulary: Vocabulary) -> Iterator[bool]:
    yield len(vocabulary.forms) == len(vocabulary.stem_of) == len(vocabulary.gram_counts)
    yield _within(vocabulary.stem_of, 0, len(vocabulary.stems))
    yield _add_up(vocabulary.gram_counts, len(vocabulary.grams))


def _lists_fit(lists: PostingLists, size: int) -> Iterator[bool]:
    postings = lists.postings
    yield len(postings.starts) == len(postings.keys) + 1
    yield int(postings.starts[0]) == 0 and _add_up(np.diff(postings.starts), len(postings.documents))
    yield len(postings.documents) == len(postings.counts) == len(lists.impacts)
    yield _within(postings.documents, 0, size)


def _spans_fit(indexed: Indexed, sources: Sequence[Source]) -> bool:
    layout = indexed.tables.layout
    lengths = {name: len(source.text) for name, source in zip(names(sources), sources, strict=True)}
    ends = np.array([lengths.get(name, np.iinfo(np.int32).max) for name in names(indexed.sources)], np.int64)
    last = np.repeat(ends, np.diff(offsets(layout.sentences)[offsets(layout.passages)]))
    start, end = layout.spans.T
    return bool(((start >= 0) & (start < end) & (end <= last)).all())


def _add_up(lengths: AnyInts, total: int) -> bool:
    return bool(lengths.min(initial=0) >= 0) and int(lengths.sum(dtype=np.int64)) == total


def _within(numbers: AnyInts, start: int, end: int) -> bool:
    return not len(numbers) or bool(numbers.min() >= start and numbers.max() < end)
