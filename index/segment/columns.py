"""The arrays of a forward index: of one source, or of many, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    AnyInts = npt.NDArray[np.integer]
    Indices = npt.NDArray[np.intp]
    Ints = npt.NDArray[np.int32]
    Longs = npt.NDArray[np.int64]
    Roles = npt.NDArray[np.uint8]

Kind = TypeVar("Kind", bound=np.integer)


@dataclass(frozen=True, slots=True)
class Columns:
    """Passages `p`, their sentences `n` and the informative words of these, `w`, source after source in reading order.

    A word is the number of its form: the language and the folded word, `fr pannes`. Lengths are stored, not places, so
    that the columns of several sources can stand one after the other; `offsets` turns lengths into places.
    """

    passages: Ints  # (source) how many it has
    paragraphs: Ints  # (p) 1-based
    roles: Roles  # (p)
    leads: Ints  # (p, 2) start and end of what must be seen above its sentences, both 0 where there is nothing
    sentences: Ints  # (p) how many it has
    spans: Ints  # (n, 2) start and end in the source's text
    words: Ints  # (n) how many it has
    tokens: Ints  # (w)
    above_words: Ints  # (p) how many the headings, the question and the lead-in above it have
    above_tokens: Ints  # the words of these
    title_words: Ints  # (source) how many its title has
    title_tokens: Ints  # the words of the titles
    hidden_spans: Ints  # (source) how many it has
    hidden: Ints  # (h, 2) start and end of markup in the source's text, in order and disjoint


def offsets(lengths: AnyInts) -> Longs:
    """Return where runs of these lengths start when they stand one after the other, and where the last one ends."""
    return np.concatenate([[0], _sums(lengths)])


def ranges(starts: AnyInts, lengths: AnyInts) -> Indices:
    """Return the integers of the ranges `start, start + 1 ... start + length - 1`, one range after the other."""
    ends = _sums(lengths)
    return np.repeat(starts - ends + lengths, lengths) + np.arange(ends[-1] if len(ends) else 0)


def _sums(lengths: AnyInts) -> Longs:
    return np.cumsum(lengths.astype(np.int64))  # cast first: adding and casting in one step holds the GIL


def distinct(values: npt.NDArray[Kind]) -> npt.NDArray[Kind]:
    """Return the distinct values, ascending; unlike numpy's own this does not import masked arrays."""
    ordered = np.sort(values)
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def concatenate(many: Iterable[Columns]) -> Columns:
    """Return the columns of all sources together."""
    none = np.empty(0, np.int32)
    special = {"roles": none.astype(np.uint8), **dict.fromkeys(("leads", "spans", "hidden"), none.reshape(0, 2))}
    start = [special.get(name, none) for name in Columns.__slots__]
    return Columns(*map(np.concatenate, zip(start, *map(_arrays, many), strict=True)))


def take(columns: Columns, sources: Sequence[int]) -> Iterator[Columns]:
    """Yield the columns of each of the sources with these numbers: views, no copies."""
    passages, sentences, words = offsets(columns.passages), offsets(columns.sentences), offsets(columns.words)
    above, titles, hidden = map(offsets, (columns.above_words, columns.title_words, columns.hidden_spans))
    for s in sources:
        p = slice(passages[s], passages[s + 1])
        n = slice(sentences[p.start], sentences[p.stop])
        yield Columns(
            passages=columns.passages[s : s + 1],
            paragraphs=columns.paragraphs[p],
            roles=columns.roles[p],
            leads=columns.leads[p],
            sentences=columns.sentences[p],
            spans=columns.spans[n],
            words=columns.words[n],
            tokens=columns.tokens[words[n.start] : words[n.stop]],
            above_words=columns.above_words[p],
            above_tokens=columns.above_tokens[above[p.start] : above[p.stop]],
            title_words=columns.title_words[s : s + 1],
            title_tokens=columns.title_tokens[titles[s] : titles[s + 1]],
            hidden_spans=columns.hidden_spans[s : s + 1],
            hidden=columns.hidden[hidden[s] : hidden[s + 1]],
        )


def _arrays(columns: Columns) -> tuple[npt.NDArray[np.integer], ...]:
    return tuple(getattr(columns, name) for name in Columns.__slots__)
