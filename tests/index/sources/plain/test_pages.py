"""Mail, pages and wikis are read without their furniture."""

from __future__ import annotations

import pytest

from index.sources.formats.document import Kind
from index.sources.formats.plain import read
from index.text.shown import show
from tests.index.sources.plain.reading import LEAD, A, H, I, P, Q, told


def test_an_e_mail() -> None:
    text = (
        "De : Mia Holt <mia@mill.example>\nÀ : tous\nObjet : La roue\n\nElle est cassée.\n\n"
        "Le 2 mai à 9:14, Ola a écrit :\n> La roue grince,\n> dit le meunier.\n>\n> Que faire ?\n\n"
        "-- \nMia Holt\nLe Moulin\n"
    )
    assert [kind for kind, _ in told(text)] == [A, A, A, P, LEAD, Kind.QUOTATION, Kind.QUOTATION, A, A]
    assert (Kind.QUOTATION, "La roue grince, dit le meunier.") in told(text)


def test_a_quoted_question_is_told_from_the_answer_to_it() -> None:
    text = "> Why did it break?\n\nThe axle was old.\n\n> > Who pays?\n>\n> The board.\n\n> And when?\n"
    assert told(text) == [
        (Q, "Why did it break?"),
        (P, "The axle was old."),
        (Q, "Who pays?"),
        (Kind.QUOTATION, "The board."),
        (Kind.QUOTATION, "And when?"),
    ]


def test_the_furniture_of_pages_is_no_text() -> None:
    head = "Mill Board                                   Report 7"
    text = (
        f"{head}\n\nTable of Contents\n\n1. Cause .......... 1\n2. Measures ....... 2\n\n1. Cause\n\n"
        "The wheel was old and had\n\n"
        f"Holt                                         [Page 1]\n\f\n{head}\n\nbeen cracked for weeks.\n"
    )
    assert (P, "The wheel was old and had been cracked for weeks.") in told(text)
    assert {said for kind, said in told(text) if kind is A} == {
        "Mill Board Report 7",
        "Table of Contents",
        "1. Cause .......... 1",
        "2. Measures ....... 2",
    }


def test_a_page_of_a_wiki() -> None:
    text = (
        "{{Infobox mill\n| name = Lower mill\n| built = {{start date|1802}}\n}}\n"
        "'''The lower mill''' is a [[water mill|mill]] "
        "in [[Brest]].<ref>{{cite web|title=Mills}}</ref> Its wheel measures {{convert|4|m}}.[1]\n\n== Damage ==\n"
        "* The ''wheel'' broke.\n* The gate held.\n\n[[Category:Mills]]\n"
    )
    assert told(text) == [
        (A, "name = Lower mill"),
        (A, "built = 1802"),
        (P, "The lower mill is a mill in Brest. Its wheel measures 4 m.[1]"),
        (H, "Damage"),
        (I, "The wheel broke."),
        (I, "The gate held."),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        '! Mill !! scope="col" | Wheels\n|-\n| Lower || 2\n|-\n| Upper || 3\n',
        '! Mill\n! Wheels\n|- class="a"\n| Lower\n| align="right" | 2\n|-\n| Upper\n| 3\n',
        "|-\n!Mill!!Wheels\n|-\n!Lower\n|2\n|-\n!Upper\n|3\n",
    ],
    ids=["a row a line", "a cell a line", "named rows"],
)
def test_the_tables_of_a_wiki(rows: str) -> None:
    text = f"'''Mills''' of [[Brest]]:&nbsp;two.\n\n{{| class=\"wikitable\"\n|+ Mills\n{rows}|}}\nThat is all.\n"
    document = read(text)
    assert told(text) == [
        (P, "Mills of Brest: two."),
        (A, "Mills"),
        (Kind.ROW, "Lower 2"),
        (Kind.ROW, "Upper 3"),
        (P, "That is all."),
    ]
    headers = [show(text, *block.lead, document.hidden).text.split() for block in document.blocks if block.lead]
    assert headers == [["Mill", "Wheels"]] * 2
