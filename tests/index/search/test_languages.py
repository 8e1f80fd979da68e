"""A question in one language finds the sentence in the other, and chats are understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
