"""Chat spellings are undone, and words found that are one letter off."""

from __future__ import annotations

import pytest

from index.search.spelling import correct

KNOWN = ("summary", "timeline", "thanks")


@pytest.mark.parametrize("word", ["sumary", "summmary", "summery", "sumamry", "ummary", "summar"])
def test_a_word_may_be_one_letter_off(word: str) -> None:
    assert correct(word, KNOWN) == "summary"


@pytest.mark.parametrize("word", ["tanks", "sumry", "time", "timelapse", "thank"])
def test_what_is_a_word_or_further_off_stays(word: str) -> None:
    assert correct(word, KNOWN) == word
