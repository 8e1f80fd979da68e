"""A summary: the sources, or what they say about a topic, in a few of their own sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.desk.summaries.__main__ import PAGE, rows
from index import Corpus, Length, Source

RAIN = "It rained in Brest for the whole of Monday night."
FLOOD = "The river Penfeld flooded 40 cellars of the old town on Tuesday morning."
PUMPS = "Firemen pumped until Wednesday, and the town estimates the damage at 2 million euros."
LEANING = "It cost the insurers of the 40 cellars more than 9 million euros, of which 3 million were for the pumps."


@pytest.fixture(scope="module")
def article(request: pytest.FixtureRequest) -> Corpus:
    return Corpus.load(request.config.rootpath / "seeds")


def corpus_of(**texts: str) -> Corpus:
    return Corpus(tuple(Source(name, Path(f"{name}.txt"), name, text, "en") for name, text in texts.items()))


def shown(corpus: Corpus, length: Length = Length.LONG, about: str = "") -> list[str]:
    return [quote.text for quote in corpus.summary(length, about).quotes]


def test_the_short_summary_names_the_parties_the_outage_the_loss_and_the_dispute(article: Corpus) -> None:
    said = " ".join(shown(article, Length.SHORT))
    for words in (
        "Crowdstrike a déclenché une panne mondiale",
        "Delta Air Lines",
        "500 millions",
        "menaces juridiques",
    ):
        assert words in said


@pytest.mark.parametrize(("length", "most"), [(Length.SHORT, 3), (Length.MEDIUM, 5), (Length.LONG, 10)])
def test_a_summary_is_as_long_as_asked_for_or_as_the_text_deserves(article: Corpus, length: Length, most: int) -> None:
    text = "\n\n".join(f"Pump {n} of station {n * 7} failed on day {n} of the great flood." for n in range(1, 61))
    assert len(shown(corpus_of(pumps=text), length)) == most
    assert len(shown(corpus_of(flood=f"{RAIN} {FLOOD} {PUMPS}"), length)) == 1
    assert 3 <= len(shown(article, length)) <= most


def test_each_of_several_sources_has_its_share_and_says_whose_it_is() -> None:
    corpus = corpus_of(first="\n\n".join([RAIN, FLOOD, PUMPS] * 4), second=FLOOD, third=PUMPS)
    summary = corpus.summary(Length.SHORT)
    assert [quote.source.id for quote in summary.quotes] == ["first", "second", "third"]


def test_a_sentence_that_leans_on_the_one_before_brings_it_along() -> None:
    assert shown(corpus_of(flood=f"{FLOOD} {LEANING}"), Length.SHORT) == [f"{FLOOD} {LEANING}"]


def test_a_sentence_whose_antecedent_is_in_another_paragraph_is_passed_over() -> None:
    assert shown(corpus_of(flood=f"{FLOOD}\n\n{LEANING}"), Length.SHORT) == [FLOOD]


def test_a_quotation_that_is_too_long_to_be_whole_is_passed_over() -> None:
    said = "“The 40 cellars of the old town were flooded by the river on Tuesday, "
    long = said + "and nobody of the town hall answered the telephone, " * 6 + "for 9 hours. We lost 2 million euros.”"
    quotes = shown(corpus_of(flood="\n\n".join([RAIN, long, FLOOD, PUMPS, RAIN.replace("Brest", "Nantes")])))
    assert quotes
    assert not any("“" in quote or "”" in quote for quote in quotes)


def test_a_topic_keeps_what_is_about_it(article: Corpus) -> None:
    delta, letter = shown(article, Length.SHORT, "Delta"), shown(article, Length.SHORT, "the letter")
    assert delta
    assert letter
    assert all("Delta" in text for text in delta)
    assert all("lettre" in text or "courrier" in text for text in letter)


@pytest.mark.parametrize("topic", ["bananas", "the of", "?!", "x" * 4000])
def test_a_topic_that_the_sources_do_not_treat_has_no_summary(article: Corpus, topic: str) -> None:
    summary = article.summary(Length.SHORT, topic)
    assert (summary.quotes, summary.about) == ((), topic)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("what happened with crowdstrike", "a déclenché une panne mondiale"),
        ("tell me about delta pls", "Delta Air Lines"),
        ("il s'est passé quoi chez delta", "Delta Air Lines"),
    ],
)
def test_what_asks_for_all_there_is_of_a_topic_is_answered_with_it(article: Corpus, question: str, words: str) -> None:
    assert words in article.answer(question).quotes[0].text


def test_the_documented_comparison_is_what_is_measured() -> None:
    page = PAGE.read_text("utf-8")
    for row in rows(unseen=True):
        assert f"| {' | '.join(row)} |" in page, "run python -m benchmarks.desk.summaries --write"
