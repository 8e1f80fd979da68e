"""Whether the parts of a saved segment fit together: nothing points outside its array or its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.segment.build import identities
from index.segment.splitting import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from index.segment.bm25 import PostingLists
    from index.segment.build import Inverted, Segment
    from index.segment.columns import Columns
    from index.segment.forward import ForwardIndex
    from index.segment.vocabulary import Vocabulary
    from index.sources.source import Source

    AnyInts = npt.NDArray[np.integer]


def is_sound(segment: Segment, inverted: Sequence[Inverted], sources: Sequence[Source]) -> bool:
    """Tell whether a segment has the structure that `build` gives it; `sources` are those that have a text."""
    columns, vocabulary = segment.forward.columns, segment.forward.vocabulary
    lists = [(segment.postings[field.name], field.of_stems) for field in inverted]
    return (
        all(_columns_fit(columns, len(segment.sources), len(vocabulary.forms)))
        and all(_vocabulary_fits(vocabulary))
        and all(fits for of_field, _ in lists for fits in _lists_fit(of_field, len(columns.roles)))
        and all(len(of_field.frequencies) == len(vocabulary.stems) for of_field, of_stems in lists if of_stems)
        and _spans_fit(segment.forward, sources)
    )


def _columns_fit(columns: Columns, sources: int, forms: int) -> Iterator[bool]:
    yield len(columns.passages) == len(columns.title_words) == len(columns.hidden_spans) == sources
    yield _add_up(columns.passages, len(columns.roles))
    yield len(columns.paragraphs) == len(columns.sentences) == len(columns.above_words) == len(columns.roles)
    yield columns.leads.shape == (len(columns.roles), 2)
    yield _within(columns.roles, 0, len(Role))
    yield _within(columns.sentences, 1, np.iinfo(np.int32).max) and _add_up(columns.sentences, len(columns.words))
    yield columns.spans.shape == (len(columns.words), 2)
    yield _add_up(columns.words, len(columns.tokens)) and _within(columns.tokens, 0, forms)
    yield _add_up(columns.above_words, len(columns.above_tokens)) and _within(columns.above_tokens, 0, forms)
    yield _add_up(columns.title_words, len(columns.title_tokens)) and _within(columns.title_tokens, 0, forms)
    yield columns.hidden.shape == (len(columns.hidden), 2) and _add_up(columns.hidden_spans, len(columns.hidden))


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


def _spans_fit(forward: ForwardIndex, sources: Sequence[Source]) -> bool:
    lengths = {name: len(source.text) for name, source in zip(identities(sources), sources, strict=True)}
    ends = [lengths.get(name, np.iinfo(np.int32).max) for name in identities(forward.sources)]
    columns, limits = forward.columns, np.array(ends, np.int64)
    there = columns.leads.any(axis=1)
    return (
        _inside(columns.spans, np.repeat(limits, np.diff(forward.first_sentences[forward.first_passages])))
        and _inside(columns.leads[there], np.repeat(limits, columns.passages)[there])
        and _inside(columns.hidden, np.repeat(limits, columns.hidden_spans))
        and _in_order(columns.hidden, columns.hidden_spans)
    )


def _inside(spans: AnyInts, lengths: AnyInts) -> bool:
    """Tell whether spans lie, not empty, in texts of these lengths."""
    start, end = spans.T
    return bool(((start >= 0) & (start < end) & (end <= lengths)).all())


def _in_order(spans: AnyInts, counts: AnyInts) -> bool:
    """Tell whether the spans of each source, as many as `counts` says, are disjoint and in order."""
    source = np.repeat(np.arange(len(counts)), counts)
    return bool(((spans[1:, 0] >= spans[:-1, 1]) | (source[1:] != source[:-1])).all())


def _add_up(lengths: AnyInts, total: int) -> bool:
    return bool(lengths.min(initial=0) >= 0) and int(lengths.sum(dtype=np.int64)) == total


def _within(numbers: AnyInts, start: int, end: int) -> bool:
    return not len(numbers) or bool(numbers.min() >= start and numbers.max() < end)
