from __future__ import annotations

import pytest

from bot.cogs.mention.phrases import addresses, goes_on, is_chatter, is_question, own_words
from bot.i18n import Catalogue
from tests.growth import grows_linearly

LANGUAGES = Catalogue.load()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<@1> quand ?", True),
        ("<@!1> quand ?", True),
        ("`a` <@1> `b`", True),
        ("> cité\n<@1> quand ?", True),
        ("```\n<@1>", True),  # a block that is not closed is none
        ("<@2> quand ?", False),
        ("`<@1>`", False),
        ("`a\n<@1>`", False),
        ("``un ` et <@1>``", False),
        ("```\n<@1> quand ?\n```", False),
        ("> <@1> quand ?", False),
        ("avant\n>>> un\n<@1> quand ?", False),
    ],
)
def test_a_mention_counts_outside_of_code_and_quotations(content: str, said: bool) -> None:
    assert addresses(content, 1) is said


@pytest.mark.parametrize(
    "text",
    [
        "Delta a perdu combien ?", "c'est fini ?!", "who is the CEO of Delta", "Qui est le PDG", "et quand",
        "and why did it happen", "combien de vols", "Est-ce que c'est fini",
    ],
)  # fmt: skip
def test_a_question_is_told_in_every_language(text: str) -> None:
    assert is_question(text, LANGUAGES)


@pytest.mark.parametrize("text", ["Delta a perdu 500 millions.", "> quand ?\nje ne sais", "et Bastian", "whoever", ""])
def test_a_statement_is_no_question(text: str) -> None:
    assert not is_question(text, LANGUAGES)


@pytest.mark.parametrize(
    "text", ["merci", "Merci beaucoup !", "ok, super", "d’accord", "thanks a lot :)", "👍", "…", "", "got it, thx"]
)
def test_thanks_and_applause_ask_nothing(text: str) -> None:
    assert is_chatter(text, LANGUAGES)


@pytest.mark.parametrize("text", ["merci, et quand ?", "Delta", "pourquoi", "okapi", "non mais Bastian"])
def test_a_word_more_and_it_is_not_chatter(text: str) -> None:
    assert not is_chatter(text, LANGUAGES)


def test_however_many_thanks_are_read_at_once() -> None:
    assert grows_linearly(lambda size: is_chatter("ok super top cool " * size + "x", LANGUAGES), 2_000)


@pytest.mark.parametrize("text", ["et Delta", "and the passengers", "mais pourquoi"])
def test_a_few_words_tied_to_what_was_said_go_on_from_it(text: str) -> None:
    assert goes_on(text, LANGUAGES)


@pytest.mark.parametrize(
    "text", ["that is insane", "il devrait démissionner", "so I told them to call the airline", ""]
)
def test_a_comment_does_not_go_on(text: str) -> None:
    assert not goes_on(text, LANGUAGES)


def test_code_is_not_what_somebody_says() -> None:
    assert own_words("`code` dit") == "  dit"
