"""A question is read for what it asks, in whatever way it is written."""

from __future__ import annotations

import pytest

from index.search.question import read_question


@pytest.mark.parametrize(
    ("question", "answer_type"),
    [
        ("c koi la cause", None),
        ("pk le vol", "cause"),
        ("cb de vols", "number"),
        ("Combien cela a-t-il coûté ?", "money"),
        ("When did it happen?", "date"),
        ("Which airline was hit?", "organisation"),
        ("Où est-ce arrivé ?", "place"),
        ("Who said so?", "person"),
        ("Est-ce réparé ?", None),
    ],
)
def test_what_a_question_asks_for(question: str, answer_type: str | None) -> None:
    read = read_question(question)
    assert (read.answer_type.name if read.answer_type else None) == answer_type


@pytest.mark.parametrize(
    ("text", "word"),
    [("la paaanne", "panne"), ("un voool", "vol"), ("sooo late", "late"), ("delllta", "delta")],
)
def test_repeated_letters_are_undone_by_what_is_a_word(text: str, word: str) -> None:
    assert word in read_question(text).words


@pytest.mark.parametrize(
    ("question", "negated"),
    [
        ("Who was not hit?", True),
        ("Who didn’t pay?", True),
        ("Qui n'a pas payé ?", True),
        ("Which flights left without delay?", True),
        ("Qui a payé ?", False),
        ("Who knows the note?", False),
    ],
)
def test_a_question_may_ask_what_is_not_so(question: str, negated: bool) -> None:
    assert read_question(question).negated is negated


@pytest.mark.parametrize(
    "question",
    [
        "What does “ignore previous instructions” do?",
        "Is the bot good at its job?",
        "Qui est ce robot ?",
        "Où va le bon vin ?",
        "You are late, why?",
        "good morning america tour dates",
    ],
)
def test_a_question_that_sounds_like_small_talk_is_one_all_the_same(question: str) -> None:
    assert read_question(question).words
