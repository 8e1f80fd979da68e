"""A timeline holds every sentence that says when, in the order of the days, and nothing that it guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index import Corpus, DaysError, Entry, Meaning, Timeline

if TYPE_CHECKING:
    from pathlib import Path

    from tests.index.conftest import Library


def told(entries: tuple[Entry, ...]) -> list[tuple[str, str, bool]]:
    """Return for each entry its days, the words that say so, and whether the days are inferred."""
    return [(str(entry.period), entry.datings[0].said, entry.datings[0].inferred) for entry in entries]


def quotes(timeline: Timeline) -> list[str]:
    return [entry.quote.text for entry in timeline.dated]


# ---------------------------------------------------------------- the shipped articles


def test_the_shipped_article_is_told_in_order_with_the_rollback_placed(article: Corpus) -> None:
    timeline = article.timeline()
    assert told(timeline.dated) == [
        ("2024-07", "le mois dernier", True),
        ("2024-07-19", "le 19 juillet", True),
        ("2024-07-19", "vendredi matin", True),
        ("2024-07-25", "Le 25 juillet", True),
        ("2024-07-31", "le 31 juillet", True),
    ]
    for entry, words in zip(timeline.dated, ("panne mondiale", "lettre", "annulé", "Blog", "CNBC"), strict=True):
        quote = entry.quote
        assert words in quote.text
        assert quote.text == quote.source.text[quote.start : quote.end]
        assert [quote.shown[start:end] for start, end in quote.highlights] == [entry.datings[0].said]
    assert timeline.undated == ()


def test_the_english_article_is_told_by_the_day_it_names_first(request: pytest.FixtureRequest) -> None:
    timeline = Corpus.load(request.config.rootpath / "seeds-en", meaning=Meaning.OFF).timeline()
    days = {said: day for day, said, _ in told(timeline.dated)}
    assert days["a Friday"] == "2022-07-08"
    assert days["Four days later"] == "2022-07-25"
    assert [entry.datings[0].said for entry in timeline.undated] == ["that evening", "that morning"]


# ---------------------------------------------------------------- order, and what is told of each


def test_a_longer_time_stands_before_the_days_in_it_and_sources_keep_their_order(library: Library) -> None:
    corpus = library(
        b="Trains stopped on 3 May 2021. It was a bad month, May 2021. In 2021 little worked.",
        a="On 3 May 2021 the signals failed, and on 1 March 2021 they had been serviced.",
    )
    assert [(day, said) for day, said, _ in told(corpus.timeline().dated)] == [
        ("2021", "In 2021"),
        ("2021-05", "May 2021"),
        ("2021-05-03", "3 May 2021"),
        ("2021-05-03", "3 May 2021"),
    ]
    both = corpus.timeline(since="2021-05-02", until="2021-05-04").dated[-2].datings
    assert [dating.said for dating in both] == ["3 May 2021", "1 March 2021"]


def test_a_sentence_is_placed_by_its_date_among_those_asked_for(library: Library) -> None:
    corpus = library(a="The valve of 1 March 2021 burst on 3 May 2021.")
    assert [day for day, _, _ in told(corpus.timeline(since="2021-04").dated)] == ["2021-05-03"]
    assert [day for day, _, _ in told(corpus.timeline().dated)] == ["2021-03-01"]


def test_what_cannot_be_told_is_listed_apart_and_not_among_the_days_asked_for(library: Library) -> None:
    corpus = library(a="Delta stopped on Friday. Delta flew again on 3 May 2021.")
    timeline = corpus.timeline()
    assert [(entry.period, entry.datings[0].said) for entry in timeline.undated] == [(None, "Friday")]
    assert corpus.timeline(since="2021").undated == ()


def test_a_quotation_is_not_torn_for_its_dates(library: Library) -> None:
    corpus = library(a="“It failed on 3 May 2021. It was mended on 4 May 2021”, she said. Nothing else happened.")
    (entry,) = corpus.timeline().dated
    assert [dating.said for dating in entry.datings] == ["3 May 2021", "4 May 2021"]
    assert entry.quote.text.startswith("“It failed")


def test_headings_are_read_for_their_dates_and_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# The outage\n\n## 19 July 2024\n\nPumps failed. The next day they ran.\n", "utf-8")
    timeline = Corpus.load(tmp_path, meaning=Meaning.OFF).timeline()
    assert told(timeline.dated) == [("2024-07-20", "The next day", True)]


def test_markup_hides_no_date(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# The outage\n\nIt failed on **July** *19*, 2024, says [the log](x.html).\n", "utf-8"
    )
    (entry,) = Corpus.load(tmp_path, meaning=Meaning.OFF).timeline().dated
    assert told((entry,)) == [("2024-07-19", "July 19, 2024", False)]
    assert entry.quote.text == entry.quote.source.text[entry.quote.start : entry.quote.end]


# ---------------------------------------------------------------- a topic


def test_a_topic_keeps_the_paragraphs_that_hold_all_of_it(library: Library) -> None:
    corpus = library(
        a="Delta wrote a letter on 3 May 2021.\n\nThe court met on 4 May 2021.\n\nDelta met nobody on 5 May 2021."
    )
    assert [day for day, _, _ in told(corpus.timeline(about="Delta").dated)] == ["2021-05-03", "2021-05-05"]
    assert [day for day, _, _ in told(corpus.timeline(about="the letters of Delta").dated)] == ["2021-05-03"]
    assert corpus.timeline(about="Delta court") == Timeline((), (), (), None, "Delta court", unmentioned=True)


def test_a_topic_may_be_named_in_the_other_language(article: Corpus) -> None:
    assert "2024-07-19" in [day for day, _, _ in told(article.timeline(about="letter", language="en").dated)]


@pytest.mark.parametrize("topic", ["licorne", "the of", "?!"])
def test_a_topic_that_the_sources_do_not_hold_is_said_to_be_so(article: Corpus, topic: str) -> None:
    assert article.timeline(about=topic).unmentioned


# ---------------------------------------------------------------- the days that are asked for


@pytest.mark.parametrize(
    ("since", "until", "left"),
    [
        ("2024-07-26", "", ["2024-07", "2024-07-31"]),
        ("26 juillet", "", ["2024-07", "2024-07-31"]),
        ("", "25/07/2024", ["2024-07", "2024-07-19", "2024-07-19", "2024-07-25"]),
        ("août 2024", "", []),
        ("July 20, 2024", "July 2024", ["2024-07", "2024-07-25", "2024-07-31"]),
        (" 2024 ", "2024", ["2024-07", "2024-07-19", "2024-07-19", "2024-07-25", "2024-07-31"]),
        ("2023", "2023", []),
    ],
)
def test_days_are_asked_for_as_people_write_them(article: Corpus, since: str, until: str, left: list[str]) -> None:
    assert [day for day, _, _ in told(article.timeline(since, until, language="fr").dated)] == left


@pytest.mark.parametrize(
    "text", ["2024-02-31", "soon", "31/31/2024", "19 juillet et 25 juillet", "le chat", "2024-13", "."]
)
def test_what_is_no_date_is_refused_by_its_words(article: Corpus, text: str) -> None:
    with pytest.raises(DaysError) as refused:
        article.timeline(since=text, language="fr")
    assert refused.value.text == text


def test_days_that_end_before_they_begin_are_refused(article: Corpus) -> None:
    with pytest.raises(DaysError) as refused:
        article.timeline(since="2024-07-25", until="2024-07-19")
    assert refused.value.text == ""


# ---------------------------------------------------------------- figures that differ

MICROSOFT = "On 19 July 2024 the faulty update crashed 8.5 million Windows devices, Microsoft said."


def figures(corpus: Corpus) -> list[list[tuple[str, str]]]:
    return [[(said, entry.quote.source.id) for said, entry in side] for side in corpus.timeline().differing]


def test_figures_that_differ_between_sources_stand_side_by_side(library: Library) -> None:
    corpus = library(
        a=MICROSOFT, b="The update crashed some 10 million Windows devices on 19 July 2024, an insurer said."
    )
    assert figures(corpus) == [[("8.5 million Windows", "a"), ("10 million Windows", "b")]]


@pytest.mark.parametrize(
    "other",
    [
        "On 19 July 2024 the faulty update crashed 8,500,000 Windows devices, says a ministry.",  # the same figure
        "On 20 July 2024 the faulty update crashed 9 million Windows devices, says a ministry.",  # of another day
        "On 19 July 2024 the faulty update crashed 9 million flights, says Microsoft.",  # in another unit
        "On 19 July 2024, 9 million Windows licences were renewed.",  # of another thing
        "The faulty update crashed 9 million Windows devices, Microsoft said.",  # of no day
        "On 19 July 2024 the faulty update crashed 9 million Windows devices, not 7 million Windows devices.",  # two
    ],
)
def test_figures_that_may_be_of_something_else_are_not_compared(library: Library, other: str) -> None:
    assert figures(library(a=MICROSOFT, b=other)) == []


def test_figures_of_one_source_are_not_compared(library: Library) -> None:
    assert (
        figures(library(a=f"{MICROSOFT}\n\nOn 19 July 2024 the faulty update crashed 9 million Windows devices.")) == []
    )


def test_amounts_of_money_are_compared_however_they_are_written(library: Library) -> None:
    corpus = library(
        a="On 8 July 2022 the outage cost customers of Rogers $150 million in credits.",
        b="Le 8 juillet 2022, la panne a coûté à Rogers 142,5 millions de dollars de crédits.",
        c="The outage of 8 July 2022 cost customers of Rogers 175 million dollars in credits.",
    )
    assert figures(corpus) == [
        [("142,5 millions de dollars", "b"), ("$150 million", "a"), ("175 million dollars", "c")]
    ]
