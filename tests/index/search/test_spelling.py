"""Chat spellings are undone, and words found that are one letter off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.question import read_question
from index.search.spelling import correct, load_spellings, rewrite

KNOWN = ("summary", "timeline", "thanks")


@pytest.mark.parametrize("word", ["sumary", "summmary", "summery", "sumamry", "ummary", "summar"])
def test_a_word_may_be_one_letter_off(word: str) -> None:
    assert correct(word, KNOWN) == "summary"


@pytest.mark.parametrize("word", ["tanks", "sumry", "time", "timelapse", "thank"])
def test_what_is_a_word_or_further_off_stays(word: str) -> None:
    assert correct(word, KNOWN) == word


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("c koi le pb ??", "c'est quoi le problème ??"),
        ("c t qd la maj", "c'était quand la mise à jour"),
        ("Pk tt est ds le noir", "Pourquoi tout est dans le noir"),
        ("y did ppl leave b4 noon", "why did people leave before noon"),
        ("whats up w the servers", "what is up with the servers"),
        ("la paaanne a duré cb", "la panne a duré combien"),
    ],
)
def test_chat_spellings_are_written_out_in_the_language_around_them(typed: str, meant: str) -> None:
    assert rewrite(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Is CB a bank?",  # capitals abbreviate
        "y a-t-il eu une panne ?",  # English "y", in French
        "c drive is full, why",  # French "c", in English
        "see example.com/w/pk",
        "l'UE s'en mêle-t-elle ?",
        "www",
    ],
)
def test_what_is_no_chat_spelling_stays(text: str) -> None:
    assert rewrite(text) == text


def test_no_spelling_stands_for_two_things_in_a_language_or_is_written_out_again() -> None:
    for spellings in load_spellings().values():
        assert all(rewrite(meant) == meant for meant in spellings.values())


@given(st.text(st.sampled_from("cC kKoOiI tT yY'’-.?@wWaA\n12éÉ")))
def test_any_text_is_rewritten_once(text: str) -> None:
    assert read_question(text).text == text
    assert rewrite(rewrite(text)) == rewrite(text)
