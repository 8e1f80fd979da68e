"""A question in one language finds the sentence in the other, and chats are understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.search.question import read_question

if TYPE_CHECKING:
    from tests.index.conftest import Library

FRENCH = """Le tribunal a rejeté la plainte des voyageurs.

L'amende s'élève à 1,5 milliard d'euros.

Le vol a été retardé le 14 mars à cause de la neige.

Le ministre des Transports du Royaume-Uni a présenté ses excuses.

Les ingénieurs ont corrigé le logiciel dans la nuit."""

ENGLISH = """The court dismissed the travellers' complaint.

The fine amounts to 1.5 billion euros.

The flight was delayed on March 14 because of snow.

The transport minister of the UK apologised.

Engineers fixed the software overnight."""


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("Who rejected the lawsuit?", 0),
        ("How high was the fine?", 1),
        ("1.5 billion", 1),
        ("What happened on March 14?", 2),
        ("Why was the flight late?", 2),
        ("Did the UK say sorry?", 3),
        ("Who repaired the software?", 4),
    ],
)
def test_an_english_question_finds_the_french_sentence(library: Library, question: str, number: int) -> None:
    assert library(a=FRENCH).answer(question).quotes[0].text == FRENCH.split("\n\n")[number]


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("Qui a rejeté la plainte ?", 0),
        ("De combien est l'amende ?", 1),
        ("1,5 milliard", 1),
        ("Que s'est-il passé le 14 mars ?", 2),
        ("Pourquoi le vol a-t-il eu du retard ?", 2),
        ("Le Royaume-Uni a-t-il présenté des excuses ?", 3),
        ("Qui a réparé le logiciel ?", 4),
    ],
)
def test_a_french_question_finds_the_english_sentence(library: Library, question: str, number: int) -> None:
    assert library(a=ENGLISH).answer(question).quotes[0].text == ENGLISH.split("\n\n")[number]


def test_a_mixed_folder_answers_in_both_languages(library: Library) -> None:
    corpus = library(a=FRENCH, b=ENGLISH)
    for question in ("Qui a corrigé le logiciel ?", "Who fixed the software?"):
        texts = {quote.text for quote in corpus.answer(question).quotes}
        assert {FRENCH.split("\n\n")[4], ENGLISH.split("\n\n")[4]} <= texts


@pytest.mark.parametrize("question", ["amande royaume uni", "logicel corige", "ya 1 ammende ??", "PK LE VOLLL RETARDE"])
def test_typing_errors_still_find_something(library: Library, question: str) -> None:
    assert library(a=FRENCH).answer(question).quotes


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
