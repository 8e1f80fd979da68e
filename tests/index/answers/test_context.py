"""A quote is widened by whole sentences, and found again as long as its source is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Corpus, Source

TEXT = "The outage\n\nIt began at noon. Trains stopped.\n\nNobody knew why.\n\nRead the original article on example.com"


@pytest.fixture
def source() -> Source:
    return Source("outage", Path("outage.txt"), "The outage", TEXT, "en")


@pytest.mark.parametrize(
    ("quote", "before", "after", "widened", "paragraphs", "more"),
    [
        ("Trains stopped.", 0, 0, "Trains stopped.", (1, 1), (True, True)),
        ("Trains stopped.", 1, 0, "It began at noon. Trains stopped.", (1, 1), (False, True)),
        ("Trains stopped.", 0, 1, "Trains stopped.\n\nNobody knew why.", (1, 2), (True, False)),
        ("Trains stopped.", 9, 9, "It began at noon. Trains stopped.\n\nNobody knew why.", (1, 2), (False, False)),
        ("began", 0, 0, "It began at noon.", (1, 1), (False, True)),
        ("The outage", 0, 1, "The outage\n\nIt began at noon.", (1, 1), (False, True)),
    ],
)
def test_a_quote_is_widened_by_the_sentences_around_it(
    source: Source,
    quote: str,
    before: int,
    after: int,
    widened: str,
    paragraphs: tuple[int, int],
    more: tuple[bool, bool],
) -> None:
    start = TEXT.index(quote)
    stretch = Corpus((source,)).widen(source, start, start + len(quote), before, after)
    assert TEXT[stretch.start : stretch.end] == widened
    assert (stretch.first_paragraph, stretch.last_paragraph) == paragraphs
    assert (stretch.more_before, stretch.more_after) == more
