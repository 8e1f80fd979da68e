"""What is checked of a message, and how the verdict reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.i18n import Catalogue
from bot.messages.desk.verification import claim_in, render_verification
from index import Corpus, Source

TEXT = "The dam\n\nNobody was hurt, but 312 houses were flooded. The mayor did not resign."
CORPUS = Corpus((Source("dam", Path("dam.txt"), "The dam", TEXT, "en"),))
CATALOGUE = Catalogue.load()


def told(claim: str, language: str = "en") -> str:
    return render_verification(CORPUS.verify(claim), CORPUS.sources, CATALOGUE.words(language)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("content", "claim"),
    [
        ("> Nobody was **hurt**\n— The dam, paragraph 1", "Nobody was hurt"),
        ("she said “nobody was hurt at all” lol", "nobody was hurt at all"),
        ("il dit « personne n’est blessé » hier", "personne n’est blessé"),
        ('the so-called "dam" failed', 'the so-called "dam" failed'),
        ("nobody was hurt", "nobody was hurt"),
        ("> 1\\. Nobody\n> was hurt", "1. Nobody was hurt"),
        ("", ""),
    ],
)
def test_what_a_message_quotes_is_checked(content: str, claim: str) -> None:
    assert claim_in(content) == claim


def test_an_exact_quote_is_shown_where_it_stands() -> None:
    said = told("312 houses were flooded")
    assert said.startswith("**Exact.**")
    assert "> 312 houses were flooded\n— The dam, paragraph 1" in said


def test_what_differs_is_bold_in_the_source_and_told_word_by_word() -> None:
    said = told("Nobody was badly hurt, but 31 houses were flooded")
    assert said.startswith("**Not word for word.**")
    assert "> Nobody was hurt, but **312** houses were flooded." in said
    assert "may change the meaning: a number." in said
    assert "- “31” in place of “312”" in said
    assert "- not in the source: “badly”" in said


def test_a_dropped_negation_is_told_first_of_all_differences() -> None:
    said = told("La maire a démissionné. The mayor did resign.", "fr")
    assert "peut changer le sens : une négation." in said
    assert "- omis : « not »" in said
    assert "- absent de ces sources : « La maire a démissionné »" in said


def test_what_is_absent_is_not_called_false() -> None:
    assert told("Umbrellas yodel") == "**Not in these sources.** That does not make it false."


def test_a_quote_in_another_language_is_told_why_it_is_not_found() -> None:
    said = told("Personne n’a été blessé, mais les maisons ont été inondées par les eaux", "fr")
    assert "Les sources sont en anglais" in said


def test_a_claim_without_words_is_a_sentence() -> None:
    assert told("…!") == "There are no words in this text to look for."


def test_a_long_claim_with_many_differences_fits_into_a_message() -> None:
    assert len(told(" ".join(f"@everyone [x](https://a.b/{n}) Nobody was hurt" for n in range(120)))) <= 2000
