"""A summary: the sources in their own sentences, each of which can stand alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Corpus, Length, Summary
from index.answers.leaning import leans
from index.answers.summary.accounts import load_facets
from index.text.marks import opened
from tests.index.conftest import Library

ROOT = Path(__file__).resolve().parents[3]
PUMPS = (
    "The pumps of Aldmere failed on 3 May 2021, and 400 homes lost their water for two days. "
    "The town blames a valve that Corvane Water had fitted in April. "
    "Corvane denies it and says that the town had not paid for an inspection. "
    "A new valve was fitted on 6 May, and the town paid 20,000 pounds in compensation."
)


@pytest.fixture(scope="module")
def article() -> Corpus:
    return Corpus.load(ROOT / "seeds")


def texts(summary: Summary) -> list[str]:
    return [quote.text for quote in summary.quotes]


def test_the_short_summary_of_the_article_names_the_parties_the_outage_the_loss_and_the_dispute(
    article: Corpus,
) -> None:
    said = " ".join(texts(article.summary(Length.SHORT)))
    for word in ("Crowdstrike", "Delta Air Lines", "panne", "500 millions de dollars", "menaces juridiques"):
        assert word in said


@pytest.mark.parametrize(("length", "most"), [(Length.SHORT, 3), (Length.MEDIUM, 5), (Length.LONG, 10)])
def test_a_summary_is_verbatim_in_order_and_no_longer_than_asked(article: Corpus, length: Length, most: int) -> None:
    quotes = article.summary(length).quotes
    assert 3 <= len(quotes) <= most
    assert [quote.start for quote in quotes] == sorted({quote.start for quote in quotes})
    for quote in quotes:
        assert quote.source.text[quote.start : quote.end] == quote.text
        assert not opened(quote.text)
        assert not leans(quote.text)
    assert len(article.summary(Length.LONG).quotes) > len(article.summary().quotes)


def test_a_short_text_deserves_a_short_summary(library: Library) -> None:
    corpus = library(a=PUMPS)
    assert [len(corpus.summary(length).quotes) for length in Length] == [1, 2, 2]


def test_nothing_of_boilerplate_is_quoted(library: Library) -> None:
    corpus = library(
        a=f"{PUMPS}\n\nRead the original article of the pumps of Aldmere on our site: https://example.org/"
    )
    assert "original" not in " ".join(texts(corpus.summary(Length.LONG)))


def test_a_quotation_is_quoted_whole(library: Library) -> None:
    said = '"The pump broke on Monday. Nobody heard the alarm of the mill that night, and we are sorry," said Mia Holt.'
    assert texts(library(a=said).summary(Length.SHORT)) == [said]


def test_a_quotation_that_is_too_long_to_be_quoted_whole_is_passed_over(library: Library) -> None:
    sentence = "The pumps of Aldmere failed on 3 May 2021 and 400 homes lost their water for want of a valve"
    said = (
        f"“{'. '.join(f'{sentence}, {n} pounds each' for n in range(5, 10))}.” The town of Aldmere is looking into it."
    )
    assert texts(library(a=said).summary()) == ["The town of Aldmere is looking into it."]


def test_nothing_is_said_twice(library: Library) -> None:
    said = "Mia said “the mill burned on Friday night. The mill burned fast on Friday night. We build the mill again”."
    assert texts(library(a=said).summary()) == [said]
    again = "The old mill of Aldmere burned down on Friday night and nobody was hurt."
    assert texts(library(a=again, b=again).summary()) == [again]


@pytest.mark.parametrize(
    "sentence",
    [
        *("Il a annulé 300 vols.", "Cette décision a surpris.", "« Elle » ne répond pas.", "C’est la loi."),
        *("Cependant, Delta a payé.", "Son avocat proteste.", "En mai, ils ont payé.", "L’entreprise a payé."),
        *("He paid.", "However, Delta paid.", "Its lawyer protests.", "Two days later, it failed again."),
        *("On Monday, she paid.", "The company declined to comment.", "Both were closed.", "No, it was not."),
    ],
)
def test_a_sentence_that_leans_on_another_is_known(sentence: str) -> None:
    assert leans(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        *("Il faut changer le mot de passe.", "Il n’est pas nécessaire d’attendre.", "Delta a payé.", "Aucun mort."),
        *("L’exploitant, Falk, a payé.", "So far 17 firms have paid."),
        *(
            "L’entreprise Delta a payé.",
            "La société de cybersécurité Falk a payé.",
            "Celadon a payé.",
            "Selon lui, oui.",
        ),
        *("It is unclear who paid.", "When Delta paid, it was late.", "The company of Delta paid.", "Items burned."),
        *("No deaths have been reported.", "Theo Holt paid.", "Sopra paid.", "Thisbe Lane was closed."),
    ],
)
def test_a_sentence_that_stands_alone_is_known(sentence: str) -> None:
    assert not leans(sentence)


def test_a_sentence_that_leans_brings_the_one_before(library: Library) -> None:
    corpus = library(
        a="Nothing was said for a week by anybody at all in the whole town of Aldmere.\n\nThe valve came from Corvane. "
        "It failed on 3 May 2021, and 400 homes lost their water in Aldmere at a cost of 20,000 pounds."
    )
    assert texts(corpus.summary())[-1].startswith("The valve came from Corvane. It failed on 3 May 2021")


def test_a_sentence_whose_antecedent_is_elsewhere_is_passed_over(library: Library) -> None:
    corpus = library(
        a="The valve came from Corvane, the town says.\n\nIt failed on 3 May 2021, and 400 homes lost their water."
    )
    assert texts(corpus.summary()) == ["The valve came from Corvane, the town says."]


def test_the_opening_sentence_stands_below_its_title(library: Library) -> None:
    assert texts(library(a="The valve of Aldmere\n\nIt failed on 3 May 2021, and 400 homes lost water.").summary())


def test_each_source_has_its_turn_and_those_for_which_there_is_no_room_are_counted(library: Library) -> None:
    towns = ("Aldmere", "Bexcombe", "Corvane", "Dunholt")
    corpus = library(
        **{town[0].lower(): PUMPS.replace("Aldmere", town).replace("pumps", f"{town} mills") for town in towns}
    )
    short, long = corpus.summary(Length.SHORT), corpus.summary(Length.LONG)
    assert (len({quote.source.id for quote in short.quotes}), short.left_out) == (3, 1)
    assert ([quote.source.id for quote in long.quotes], long.left_out) == (sorted(long_ids(long)), 0)
    assert set(long_ids(long)) == {"a", "b", "c", "d"}


def long_ids(summary: Summary) -> list[str]:
    return [quote.source.id for quote in summary.quotes]


def test_a_topic_narrows_the_summary_to_the_paragraphs_that_name_it_in_either_language(article: Corpus) -> None:
    summary = article.summary(Length.SHORT, "  Bastian ")
    assert summary.about == "Bastian"
    assert texts(summary)[-1] == "Bastian dit que Crowdstrike n'a offert aucune compensation pour la panne."
    assert all("Bastian" in text for text in texts(summary))
    update = article.summary(Length.LONG, "the update")
    assert update.quotes
    assert all(quote.paragraph == 5 for quote in update.quotes)


@pytest.mark.parametrize("topic", ["licorne", "?!", "the of", "merci", "Delta licorne", "x" * 5000])
def test_a_topic_that_the_sources_do_not_treat_of_is_told(article: Corpus, topic: str) -> None:
    assert article.summary(Length.SHORT, topic) == Summary((), topic, unmentioned=True)


def test_no_topic_is_no_narrowing(article: Corpus) -> None:
    assert article.summary(Length.SHORT, " \n") == article.summary(Length.SHORT)


@pytest.mark.parametrize(
    ("sentence", "facet"),
    [
        *(("Delta a perdu 500 millions de dollars.", "money"), ("On 3 May 2021 the pumps failed.", "date")),
        *(("Seven people were injured.", "harm"), ("Trois personnes sont mortes.", "harm")),
        *(("La ligne est fermée.", "remedy"), ("All tubs were recalled.", "remedy")),
        *(("Corvane dément.", "dispute"), ("The mill denies it.", "dispute")),
    ],
)
def test_what_an_account_tells_is_found(sentence: str, facet: str) -> None:
    assert load_facets()[facet].search(sentence)
