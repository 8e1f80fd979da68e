"""The lexicon says the same in other words, and is kept in order."""

from __future__ import annotations

from importlib.resources import files

from index.text.lexicon import Lexicon, load_lexicon
from index.text.tokens import plain

LINES = [
    line
    for line in (files("index") / "data" / "lexicon.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]

SMALL = Lexicon("mise à jour, actualiser | update\nmise, pari | bet, stake\nperdre, perte | lose, loss, lost\n")


def expressions(words: list[str], language: str) -> list[set[str]]:
    return [{" ".join(expression) for _, expression in found} for found in SMALL.expand(words, language)]


def test_a_word_is_said_by_the_others_of_its_line_in_both_languages() -> None:
    assert expressions(["perdu", "perdre"], "fr")[1] == {"pert", "lose", "loss", "lost"}
    assert {"perdr", "pert"} <= expressions(["lost"], "en")[0]


def test_words_that_form_an_expression_are_looked_up_together() -> None:
    together = expressions(["mise", "jour"], "fr")
    assert together == [{"actualis", "updat"}, {"actualis", "updat"}]
    assert expressions(["mise"], "fr") == [{"pari", "bet", "stake"}]


def test_a_word_of_several_meanings_says_each_less_surely() -> None:
    lexicon = Lexicon("avocat | lawyer\navocat | avocado\nvoler | fly\n")
    many, one = lexicon.expand(["avocat", "voler"], "fr")
    assert max(many.values()) < min(one.values()) == 1.0


def test_a_question_in_an_unknown_language_is_looked_up_in_both() -> None:
    assert {"perdr", "pert", "lose", "lost"} <= expressions(["loss"], "und")[0]


def test_each_line_has_both_languages_and_nothing_twice() -> None:
    for line in LINES:
        french, english = (side.split(", ") for side in line.split(" | "))
        for side in (french, english):
            assert 1 <= len(side) <= 6, line
            assert all(text == text.strip() != "" for text in side), line
            assert len(set(map(plain, side))) == len(side), line


def test_lines_are_sorted_and_no_line_stands_twice() -> None:
    keys = [(plain(line.split(" | ")[0].replace(" ", "_")), line) for line in LINES]
    assert keys == sorted(keys)
    ideas = [tuple(frozenset(map(plain, side.split(", "))) for side in line.split(" | ")) for line in LINES]
    assert len(set(ideas)) == len(ideas)


def test_a_few_thousand_pairs_ship_with_the_package() -> None:
    pairs = sum(len(idea["fr"]) * len(idea["en"]) for idea in load_lexicon())
    assert pairs > 3000
