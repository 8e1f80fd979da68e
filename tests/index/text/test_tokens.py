"""Questions and sources are compared by the same terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.stopwords import is_stop_word
from index.text.tokens import detect_language, fold, fold_words, stem, tokenize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L’équipe n'a-t-elle pas perdu ?", ["l", "equipe", "n", "a", "t", "elle", "pas", "perdu"]),
        ("ÉTÉ e\u0301te\u0301 Cœur", ["ete", "ete", "coeur"]),
        ("10\u202f000, 10 000, 10,000 et 10.000", ["10000", "10000", "10000", "et", "10000"]),
        ("1,5 puis 1.5 en 2024", ["1.5", "puis", "1.5", "en", "2024"]),
        ("soft\u00adware", ["software"]),
        ("Москва 東京", ["москва", "東京"]),
        ("🙂 … \ud800", []),
    ],
)
def test_words_are_folded(text: str, words: list[str]) -> None:
    assert fold_words(text) == words


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Combien Delta a-t-elle perdu ?", "fr"),
        ("que dit la lettre de delta", "fr"),
        ("How much did Delta lose?", "en"),
        ("Delta", "und"),
        ("", "und"),
    ],
)
def test_function_words_tell_the_language(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_inflections_share_a_stem() -> None:
    assert stem("annulations", "fr") == stem("annulation", "fr")
    assert stem("cancelled", "en") == stem("cancels", "en")
    assert stem("500", "en") == "500"


@pytest.mark.parametrize(
    "forms", ["envoyé envoyée envoyées envoyer envoie", "étudié étudiée étudier", "annulés annulées annuler"]
)
def test_french_participles_share_their_verbs_stem_without_their_accents(forms: str) -> None:
    assert len({stem(word, "fr") for word in fold_words(forms)}) == 1


def test_question_words_carry_no_information() -> None:
    assert all(is_stop_word(word, "fr") for word in fold_words("Combien, quand, pourquoi, qu'est-ce que, où, l'"))
    assert all(is_stop_word(word, "en") for word in fold_words("How, when, why, what's, where, don't"))
    assert not is_stop_word("panne", "fr")


@given(st.text())
def test_tokens_are_spans_of_the_text(text: str) -> None:
    tokens = list(tokenize(text))
    assert [fold(text[t.start : t.end]) for t in tokens] == [t.text for t in tokens] == fold_words(text)
    assert all(t.text for t in tokens)


@pytest.mark.parametrize("word", ["ͺ", "ﷺ", "ﷻ", "ﹶ", "ﱞ"])
def test_a_word_stays_one_word_whatever_its_letters_fold_to(word: str) -> None:
    assert fold(word)
    assert " " not in fold(word)
    assert " " not in fold(f"panne{word}")
