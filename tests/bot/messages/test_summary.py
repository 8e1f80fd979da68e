"""The messages of a summary."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.i18n import Catalogue
from bot.messages.desk.summary import render_overview, render_summary
from bot.messages.markdown import MESSAGE_LENGTH, length
from index import Corpus, Length, Source
from tests.bot.discord_markdown import show_message

WORDS = Catalogue.load().words("en")
FRENCH = Catalogue.load().words("fr")
SAID = (
    "The pumps of {town} failed on 3 May 2021, and 400 homes lost their water. Jane {town} said that the mill was "
    "not to blame. Corvane Water of {town} has paid 20,000 pounds to the homes. A new valve of {town} opened on 6 May."
)


def corpus(*towns: str, more: str = "") -> Corpus:
    return Corpus(
        tuple(
            Source(
                town, Path(f"{town}.txt"), f"Pumps of {town}",
                f"Pumps of {town}\n\n{SAID.format(town=town)}{more}", "en",
                url=f"https://news.example/{town}", publisher="News", published="2021-05-07",
            )
            for town in towns
        )
    )  # fmt: skip


def test_quotes_of_one_source_stand_above_its_line() -> None:
    (page,) = render_summary(corpus("Aldmere").summary(Length.LONG), WORDS)
    first, *quotes, last = page.text.splitlines()
    assert first == "**In the sources' own words:**"
    assert all(line.startswith(("> ", "— ")) or not line for line in quotes)
    assert "Pumps of Aldmere" in last


def test_quotes_of_several_sources_stand_each_below_the_source_that_they_are_of() -> None:
    (page,) = render_summary(corpus("Aldmere", "Bexcombe").summary(Length.MEDIUM), WORDS)
    town = ""
    towns: list[str] = []
    for line in page.text.splitlines()[1:]:
        if line.startswith("**["):
            town = line.split("Pumps of ")[1].split("]")[0]
            assert "News** · May 7, 2021" in line
            towns.append(town)
        if line.startswith("> "):
            assert town in line
    assert towns == ["Aldmere", "Bexcombe"]
    assert page.text.splitlines()[-1].startswith("— ")


def test_who_says_it_is_told_below_a_quote() -> None:
    (page,) = render_summary(corpus("Aldmere", "Bexcombe").summary(Length.LONG, "mill"), WORDS)
    lines = [line.partition("](")[0] for line in page.text.splitlines() if line.startswith("— ")]
    assert lines == ["— Jane Aldmere · paragraph [1", "— Jane Bexcombe · paragraph [1"]


def test_sources_for_which_there_was_no_room_are_counted() -> None:
    summary = corpus("Aldmere", "Bexcombe", "Corvane", "Dunholt", "Elmbury").summary(Length.SHORT)
    (page,) = render_summary(summary, WORDS)
    assert page.text.endswith("*2 sources are not quoted here: ask for a longer summary, or for a topic.*")
    (page,) = render_summary(summary, FRENCH)
    assert "2 sources ne sont pas citées ici\u00a0: demandez un résumé plus long, ou sur un sujet." in page.text


@pytest.mark.parametrize("towns", [["Aldmere"], ["Aldmere", "Bexcombe", "Corvane"]])
def test_what_one_message_does_not_hold_is_in_the_next_ones_and_no_quote_is_cut(towns: list[str]) -> None:
    mills = (f"{chr(97 + n)}{chr(98 + n)}{chr(99 + n)}" for n in range(15))
    wide = " ".join(
        f"On 3 May the {f'{mill}oll {mill}ill {mill}umm ' * 20}of {mill.title()}by failed." for mill in mills
    )
    summary = corpus(*towns, more=f"\n\n{wide}").summary(Length.LONG)
    pages = render_summary(summary, WORDS)
    assert len(pages) > 1
    assert [quote for page in pages for quote in page.quotes] == list(summary.quotes)
    for page in pages:
        assert length(page.text) <= MESSAGE_LENGTH
        assert [quote.text for quote in show_message(page.text).quotes] == [quote.shown for quote in page.quotes]
    overview = render_overview(summary, WORDS)
    left = len(summary.quotes) - len(pages[0].quotes)
    assert overview.quotes == pages[0].quotes
    assert overview.text.endswith(f"*{left} more sentences: /summary shows all of them.*")
    assert length(overview.text) <= MESSAGE_LENGTH


def test_a_topic_is_named_as_it_was_typed_and_cannot_break_out() -> None:
    (page,) = render_summary(corpus("Aldmere").summary(Length.SHORT, "the mill"), WORDS)
    assert page.text.startswith("**On “the mill”, in the sources' own words:**\n> Jane Aldmere said")
    (page,) = render_summary(corpus("Aldmere").summary(Length.SHORT, "**x** <@1> @everyone\n> y"), WORDS)
    assert page.quotes == ()
    assert "\n" not in page.text
    assert "<@1>" not in page.text.replace("\\<@1>", "")


def test_a_topic_whose_sentences_cannot_stand_alone_is_told_from_one_that_is_not_there() -> None:
    text = "Pumps\n\nThe pumps failed.\n\nHe blames the valve of Corvane for it."
    summary = Corpus((Source("a", Path("a.txt"), "Pumps", text, "en"),)).summary(Length.SHORT, "Corvane")
    assert [page.text for page in render_summary(summary, WORDS)] == [
        "The sources mention “Corvane”, but in no sentence that can be quoted on its own."
    ]
