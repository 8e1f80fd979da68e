"""Questions and headings are told from what they stand above."""

from __future__ import annotations

import pytest

from index.sources.formats.plain import read
from tests.index.sources.plain.reading import H, I, P, Q, told


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Q: Who mended the wheel?", "A: Ola Brandt did."),
        ("Q. Who mended the wheel?", "A. Ola Brandt did."),
        ("Question : Qui a réparé la roue ?", "Réponse : Ola Brandt."),
        ("Who mended the wheel?", "Ola Brandt did, with his brother."),
        ("THE CHAIR: You were there. Who mended the wheel?", "MR. BRANDT: I did. It took a day."),
        ("Le Meunier : Qui a réparé la roue ?", "M. Brandt : Moi. Il a fallu un jour."),
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_question_is_told_from_its_answer(question: str, answer: str, between: str) -> None:
    assert told(f"The mill\n\n{question}{between}{answer}")[1:] == [(Q, question), (P, answer)]


def test_a_talk_with_dashes() -> None:
    text = "– Qui a réparé la roue ?\n– Ola Brandt.\n– Et qui a payé ?\n– La commune."
    assert [kind for kind, _ in told(text)] == [Q, I, Q, I]


def test_question_and_answer_on_one_line() -> None:
    assert told("Q. Were you there? A. I was.\nQ. Why? A. I heard it.") == [
        (Q, "Q. Were you there?"),
        (P, "A. I was."),
        (Q, "Q. Why?"),
        (P, "A. I heard it."),
    ]


def test_a_question_that_nothing_follows_or_within_a_paragraph_is_prose() -> None:
    assert told("The wheel broke.\n\nWho will pay?")[-1] == (P, "Who will pay?")
    assert told("The mill\n\nIt broke. Who will pay?\n\nNobody knows.")[1] == (P, "It broke. Who will pay?")


@pytest.mark.parametrize(
    "line",
    [
        "1. Cause",
        "2.1 Cause of the damage",
        "IV. Conclusions",
        "CAUSE OF THE DAMAGE",
        "What we learnt",
        "Cause :",
        "How they got in",
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_heading_stands_over_text(line: str, between: str) -> None:
    text = f"The mill\n\nThe wheel broke.\n\n{line}{between}The wood was old and had not been looked at for years."
    assert told(text)[2][0] is H
    assert [block.paragraph for block in read(text).blocks] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    "line", ["Ola Brandt, miller", "The wheel broke.", "he said so", "Dear all,", "See https://mill.example"]
)
def test_a_last_line_and_a_line_that_says_something_is_no_heading(line: str) -> None:
    assert told(f"The mill\n\nThe wheel broke.\n\n{line}")[-1] == (P, line)


def test_a_dateline_under_the_title_is_text() -> None:
    assert told("The mill\n\nNotice no. 3 of 2 May\n\nThe wheel broke.")[1] == (P, "Notice no. 3 of 2 May")


@pytest.mark.parametrize(
    "before",
    ["By Mia Holt", "Par Mia Holt, à Brest", "shutterstock-1234", "Photo: the mill in May", "FOR IMMEDIATE RELEASE",
     "POUR DIFFUSION IMMÉDIATE\nBrest, le 2 mai 2024", "{{Infobox mill\n| name = Lower mill\n}}", "2 May 2024",
     "#mill #river", "<div class=\"story\">", "We use cookies to improve our site.", "Share this article",
     "Home > Rivers > Mills", "Contact: Mia Holt, mia@mill.example",
     "Mill Board                    M. Holt\nNotice 7                 May 2024"],
)  # fmt: skip
def test_what_stands_before_the_title_is_not_the_title(before: str) -> None:
    assert read(f"{before}\n\nThe wheel breaks\n\nIt broke on Monday.").title == "The wheel breaks"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The wheel broke on Monday.\n\nIt was old.", None),
        ("The wheel breaks", None),
        ("The wheel\n=========\n\nIt broke.", "The wheel"),
        ("From: mia@mill.example\nSubject: Re: Fwd: The wheel\n\nIt broke.", "The wheel"),
        ("[09:14] mia: it broke\n[09:15] ola: I go", None),
    ],
)
def test_a_title(text: str, title: str | None) -> None:
    assert read(text).title == title
