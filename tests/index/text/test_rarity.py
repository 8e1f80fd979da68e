"""How rare a word is in the language."""

from __future__ import annotations

from importlib.resources import files

import pytest

from benchmarks.roots import table_of
from index.text.rarity import likelier_language, rarity, rarity_of_root


def test_a_rare_form_of_a_common_word_is_no_rare_word() -> None:
    assert rarity_of_root("chercha", "fr") == rarity_of_root("chercher", "fr") < rarity("chercher", "fr")
    assert rarity_of_root("bastian", "fr") == rarity("bastian", "fr") == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_frequencies_of_roots_add_up_those_of_their_forms(language: str) -> None:
    shipped = (files("index") / "data" / f"roots-{language}.txt").read_text("utf-8")
    assert shipped == table_of(language), "run python -m benchmarks.roots"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("crowdstrike stock price", "en"),
        ("weather", "en"),
        ("victims", "en"),
        ("meteo", "fr"),
        ("perte delta", "fr"),
        ("coupable", "fr"),
        ("delta", "und"),
        ("cause", "und"),
        ("", "und"),
    ],
)
def test_a_few_words_tell_their_language_where_it_is_plain(words: str, language: str) -> None:
    assert likelier_language(words.split()) == language
