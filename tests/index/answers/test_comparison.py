"""What each of two parties says on a topic: verbatim, best first, and nothing that is somebody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index import Corpus, PartiesError, Party

if TYPE_CHECKING:
    from tests.index.conftest import Library


def said(party: Party) -> list[str]:
    return [quote.text for quote in party.statements]


STORM = (
    "Jane Eyre said the roof had gone.\n\n"
    "The roof was new. Captain Ahab said nobody had paid for it. "
    "Captain Ahab said the roof was old, the roof leaked.\n\n"
    "Captain Ahab said the cellar was dry."
)

# ---------------------------------------------------------------- the shipped article


def test_the_shipped_article_sets_the_two_sides_of_the_dispute_side_by_side(article: Corpus) -> None:
    crowdstrike, delta = article.compare("crowdstrike", "DELTA").parties
    assert (crowdstrike.name, delta.name) == ("crowdstrike", "DELTA")
    assert len(crowdstrike.statements) == 3
    assert crowdstrike.more == 2
    assert "négligence grave" in said(crowdstrike)[0]
    assert crowdstrike.statements[1].speaker == "un porte-parole de Crowdstrike"  # who speaks for them
    assert ["rien à ajouter" in text for text in said(delta)] == [True]
    for quote in (*crowdstrike.statements, *delta.statements):
        assert quote.text == quote.source.text[quote.start : quote.end]


@pytest.mark.parametrize("topic", ["la panne", "outage"])
def test_a_topic_keeps_the_paragraphs_on_it_in_either_language(article: Corpus, topic: str) -> None:
    crowdstrike, bastian = article.compare("Crowdstrike", "Bastian", topic).parties
    assert "la cause de la panne" in said(crowdstrike)[0]
    assert not any("regrets" in text for text in said(crowdstrike))
    assert ["aucune compensation" in text for text in said(bastian)] == [True]


def test_a_party_that_says_nothing_on_the_topic_stands_there_without_a_quote(article: Corpus) -> None:
    comparison = article.compare("Crowdstrike", "Delta", "négligence")
    assert [len(party.statements) for party in comparison.parties] == [1, 0]
    assert not comparison.is_empty
    assert not comparison.unmentioned


# ---------------------------------------------------------------- order, and limits


def test_what_is_itself_on_the_topic_comes_before_what_stands_beside_it(library: Library) -> None:
    jane, ahab = library(a=STORM).compare("Jane Eyre", "Captain Ahab", "roof").parties
    assert said(jane) == ["Jane Eyre said the roof had gone."]
    assert said(ahab) == [
        "Captain Ahab said the roof was old, the roof leaked.",
        "Captain Ahab said nobody had paid for it.",
    ]


def test_without_a_topic_what_is_said_first_comes_first(library: Library) -> None:
    _, ahab = library(a=STORM).compare("Eyre", "Ahab", " ").parties
    assert [text.rpartition(" ")[2] for text in said(ahab)] == ["it.", "leaked.", "dry."]


def test_three_statements_of_a_party_are_quoted_and_the_others_counted(library: Library) -> None:
    many = "\n\n".join(f"Captain Ahab said the roof had {n} holes." for n in range(2, 9))
    jane, ahab = library(a=many, b="Jane Eyre said the roof had gone.").compare("Jane", "Ahab", "roof").parties
    assert (len(ahab.statements), ahab.more, jane.more) == (3, 4, 0)


def test_who_speaks_for_both_stands_on_either_side(library: Library) -> None:
    corpus = library(
        a="Lawyers for Acme and Borealis denied it.\n\nAcme said it was safe.\n\nBorealis said it was over."
    )
    acme, borealis = corpus.compare("Acme", "Borealis").parties
    assert said(acme) == ["Lawyers for Acme and Borealis denied it.", "Acme said it was safe."]
    assert said(borealis) == ["Lawyers for Acme and Borealis denied it.", "Borealis said it was over."]


# ---------------------------------------------------------------- what cannot be compared


@pytest.mark.parametrize(
    ("a", "b", "unknown"),
    [("Jane Eyre", "Ishmael", ("Ishmael",)), ("?!", "", ("?!", "")), ("Queequeg", "Queequeg", ("Queequeg",))],
)
def test_whom_the_sources_do_not_quote_is_told_with_whom_they_do(
    library: Library, a: str, b: str, unknown: tuple[str, ...]
) -> None:
    with pytest.raises(PartiesError) as raised:
        library(a=STORM).compare(a, b, "roof")
    assert raised.value.unknown == unknown
    assert [speaker.name for speaker in raised.value.speakers] == ["Captain Ahab", "Jane Eyre"]


@pytest.mark.parametrize(("a", "b"), [("Jane Eyre", "EYRE"), ("Crowdstrike", "un porte-parole de Crowdstrike")])
def test_the_same_party_twice_is_no_comparison(library: Library, article: Corpus, a: str, b: str) -> None:
    corpus = article if a == "Crowdstrike" else library(a=STORM)
    for pair in ((a, b), (b, a)):
        with pytest.raises(PartiesError) as raised:
            corpus.compare(*pair)
        assert raised.value.unknown == ()


@pytest.mark.parametrize("topic", ["volcano", "?!", "the"])
def test_a_topic_that_the_sources_do_not_hold_is_told_from_one_on_which_nobody_speaks(
    library: Library, topic: str
) -> None:
    corpus = library(a=f"{STORM}\n\nThe sewers held.")
    held = corpus.compare("Jane", "Ahab", "sewers")
    missing = corpus.compare("Jane", "Ahab", topic)
    assert (held.is_empty, held.unmentioned) == (True, False)
    assert (missing.is_empty, missing.unmentioned) == (True, True)


def test_sources_that_quote_nobody_have_no_parties(library: Library) -> None:
    with pytest.raises(PartiesError) as raised:
        library(a="The roof came off at noon.").compare("Jane", "Ahab")
    assert raised.value.speakers == ()
