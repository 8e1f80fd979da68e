"""What a text says of when is read as its readers would, in both languages, or left untold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.desk.dates import PAGE, SETS, Labelled, judge, load, measure, read_ours, rows
from index.text.dates.patterns import flatten
from index.text.dates.period import Period, period_of
from index.text.dates.reading import DateReader

MOST_WRONG, LEAST_RIGHT = 0.03, 0.85  # shares of the labelled expressions


def days(text: str, language: str = "en", published: str | None = None, *before: str) -> list[str | None]:
    """Return the days that the last of some sentences of a paragraph names."""
    return [found.days for found in read_ours(Labelled(language, published, text, (), before))]


# ---------------------------------------------------------------- the labelled sentences


def test_there_are_enough_labelled_expressions_and_a_third_was_kept_back() -> None:
    counts = {name: sum(len(entry.dates) for entry in load(name)) for name in SETS}
    assert sum(counts.values()) >= 120
    assert (counts["held"] + counts["late"]) * 3 >= sum(counts.values())
    assert {entry.language for name in SETS for entry in load(name)} == {"fr", "en"}


def test_nearly_all_are_right_and_hardly_any_is_wrong() -> None:
    figures = measure(*SETS)
    assert figures["right"] >= LEAST_RIGHT
    assert figures["wrong"] <= MOST_WRONG


def test_the_page_tells_the_figures() -> None:
    page = PAGE.read_text("utf-8")
    for row in rows():
        assert f"| {' | '.join(row)} |" in page, "run python -m benchmarks.desk.dates --write"


def test_what_is_labelled_stands_in_its_sentence() -> None:
    for name in SETS:
        for entry in load(name):
            for words, said in entry.dates:
                assert words in entry.text
                assert said == "undated" or all(period_of(end) for end in said.split("/"))


def test_the_judge_tells_right_from_wrong_and_from_untold() -> None:
    entry = Labelled("en", None, "On July 4, 2024 it began; May was wet.", (("July 4, 2024", "2024-07-04"),))
    found = read_ours(entry)[0]
    assert [outcome for outcome, _ in judge(entry, [found])] == ["right"]
    assert [outcome for outcome, _ in judge(entry, [])] == ["undated"]
    other = type(found)(found.start, found.end, "2024-04-07")
    none = type(found)(entry.text.index("May"), entry.text.index(" was"), "2024-05")
    assert [outcome for outcome, _ in judge(entry, [other, none])] == ["wrong", "wrong"]


# ---------------------------------------------------------------- what is told, and what is not


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("On February 30, 2024 nothing happened.", []),
        ("The 32 July is no day.", []),
        ("It may rain in march, they sat down for 24/7 duty.", []),
        ("Every Friday the pumps are tested.", []),
        ("Le mardi gras, chaque vendredi.", []),
        ("It cost 2,024 dollars in 2,000 shops.", []),
        ("Inspections of 22 and 29 March 2021 found rats.", ["2021-03-22", "2021-03-29"]),
        ("Between 14 and 15 March 2021 it burned.", ["2021-03-14/2021-03-15"]),
        ("De la panne du 28 au 3 juillet 2021.", ["2021-06-28/2021-07-03"]),
        (
            "From July 28 to 3, 2021 it burned, at the end\r\nof May 2021.",
            ["2021-07-28/2021-08-03", "2021-05-21/2021-05-31"],
        ),
        ("De la panne du 28 juin 2021 au 3 juillet 2021.", ["2021-06-28/2021-07-03"]),
        ("It took until 26 April 2011, almost a week later, to say so.", ["2011-04-26"]),
        ("The day after the audit, all was well.", [None]),
        ("Dated 07/08/2024.", [None]),
        ("Between 2015 and 2018 nobody looked, nor a decade later.", ["2015/2018", "2025"]),
        ("The sunday school of room 12 opened.", []),
        ("In May 2024 and on 5 June it failed.", ["2024-05", "2024-06-05"]),
    ],
)
def test_an_expression_is_read_for_what_it_is(text: str, said: list[str | None]) -> None:
    assert days(text) == said


def test_a_weekday_that_fits_two_days_is_left_untold() -> None:
    both = "On 19 July it failed. It failed again on 26 July."
    assert days("They rolled it back on Friday.", "en", "2024-08", both) == [None]
    assert days("They rolled it back on Friday.", "en", "2024-08", "On 19 July it failed.") == ["2024-07-19"]


def test_what_leans_on_another_paragraph_than_the_one_before_is_left_untold() -> None:
    reader = DateReader("en", None)
    assert [str(mention.period) for mention in reader.read("It burned on March 10, 2021.", 1)] == ["2021-03-10"]
    assert [str(mention.period) for mention in reader.read("The next day it rained.", 2)] == ["2021-03-11"]
    assert [mention.period for mention in reader.read("The next day it snowed.", 4)] == [None]


def test_a_tense_tells_whether_a_day_is_to_come() -> None:
    assert days("The court sat on Monday.", "en", "2024-07-24") == ["2024-07-22"]
    assert days("The court will sit on Monday.", "en", "2024-07-24") == ["2024-07-29"]
    assert days("Le tribunal siégera lundi.", "fr", "2024-07-24") == ["2024-07-29"]


def test_only_what_is_all_said_is_not_inferred() -> None:
    reader = DateReader("fr", "2024-08-05")
    mentions = reader.read("Le 19 juillet 2024, puis le 25 juillet, et hier.", 1)
    assert [mention.inferred for mention in mentions] == [False, True, True]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("At 04:09 UTC on July 19, 2024 it began.", datetime(2024, 7, 19, 4, 9, tzinfo=UTC)),
        ("Le 19 juillet 2024 à 6 h 09 CEST, tout tombe.", datetime(2024, 7, 19, 4, 9, tzinfo=UTC)),
        ("On July 19, 2024, at 12.09 a.m. EDT, it began.", datetime(2024, 7, 19, 4, 9, tzinfo=UTC)),
        ("2024-07-19T04:09:00Z reboot", datetime(2024, 7, 19, 4, 9, tzinfo=UTC)),
        ("0001-01-01T00:30:00 CET", None),
        ("On July 19, 2024, at 25:09 UTC, it began.", None),
        ("On July 19, 2024, at 4:09, it began.", None),
    ],
)
def test_a_time_with_its_zone_makes_a_day_a_moment(text: str, moment: datetime | None) -> None:
    (mention,) = DateReader("en", None).read(text, 1)
    assert mention.at == moment


# ---------------------------------------------------------------- any text


@given(st.text(), st.sampled_from([None, "2024", "2024-02-30", "0001-01-01", "9999-12-31", "2024-08-05"]))
def test_any_text_can_be_read(text: str, published: str | None) -> None:
    assert len(flatten(text)) == len(text)
    for mention in DateReader("fr", published).read(text, 1):
        assert 0 <= mention.start < mention.end <= len(text)


PIECES = (
    "le lendemain, | two days later. |hier |tomorrow |next year |last week |the next day |vendredi 31 |il y a 999 ans |"
    "le 29 février |31 December |mi-août |at the end of July |tous les lundis |du 28 au 3 mai |July 28 to 3|"
    "1 jour plus tôt. |since 2019 |99 weeks earlier. |the weekend |le lundi suivant |du 30 au |et "
)


@given(
    st.lists(st.sampled_from([*PIECES.split("|"), *PIECES.replace(" ", "\r\n").split("|")])).map("".join),
    st.sampled_from([None, "2024", "0001-01-01", "0001-01", "9999-12-31", "9999-12", "2024-02-29"]),
)
def test_no_edge_of_the_calendar_is_too_far(text: str, published: str | None) -> None:
    for mention in DateReader("fr", published).read(text, 1):
        assert mention.period is None or mention.period.first <= mention.period.last


@pytest.mark.parametrize(
    "iso", ["2024", "0001-01", "0001-01-01", "2024-02", "2024-02-29", "2024-02/2024-03", "2024-02-28/2024-03-01"]
)
def test_a_period_is_written_as_it_is_read(iso: str) -> None:
    ends = [period_of(end) for end in iso.split("/")]
    assert str(Period(ends[0].first, ends[-1].last)) == iso
