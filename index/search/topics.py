"""What of the sources is about a topic: what holds all its words, or what means the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.search.query import bind
from index.search.question import read_question

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from index.segment.build import Segment

    Flags = npt.NDArray[np.bool_]
    Indices = npt.NDArray[np.intp]


def passages_about(segment: Segment, topic: str) -> Flags:
    """Tell the passages (p) that are about a topic; none is where it has no words."""
    lists = segment.postings["words"].postings

    def holding(term: int) -> Indices:
        return lists.documents[lists.starts[term] : lists.starts[term + 1]].astype(np.intp)

    return _about(segment, topic, len(segment.forward.passages), holding)


def sentences_about(segment: Segment, topic: str, sentences: Indices) -> Flags:
    """Tell which of the `sentences` with these numbers are about a topic."""
    forms, places = segment.forward.forms_of(sentences)
    stems = segment.forward.vocabulary.stem_of[forms]
    return _about(segment, topic, len(sentences), lambda term: places[stems == term])


def _about(segment: Segment, topic: str, size: int, holding: Callable[[int], Indices]) -> Flags:
    """Tell which of `size` texts are about a topic, `holding` those that hold a term."""

    def all_hold(terms: tuple[int, ...]) -> Flags:
        flags = np.zeros((len(terms), size), bool)
        for row, term in zip(flags, terms, strict=True):
            row[holding(term)] = True
        every: Flags = np.logical_and.reduce(flags)
        return every

    query = bind(read_question(topic), segment)
    about = np.full(size, bool(query.variants))
    for variants in query.variants:
        about &= np.logical_or.reduce([np.zeros(size, bool), *(all_hold(variant.terms) for variant in variants)])
    return about
