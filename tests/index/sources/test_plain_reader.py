"""A plain text is read by its layout."""

from __future__ import annotations

import sys
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources.formats.document import Block, Document, Kind
from index.sources.formats.plain import read
from index.text.shown import show

P, H, I, L, Q, A, LEAD = (  # noqa: E741
    Kind.PARAGRAPH,
    Kind.HEADING,
    Kind.ITEM,
    Kind.LINE,
    Kind.QUESTION,
    Kind.ASIDE,
    Kind.LEAD,
)


def words(document: Document, block: Block) -> str:
    return " ".join(show(document.text, block.start, block.end, document.hidden).text.split())


def told(text: str) -> list[tuple[Kind, str]]:
    document = read(text)
    return [(block.kind, words(document, block)) for block in document.blocks]


def leads(text: str) -> dict[str, str]:
    document = read(text)
    return {words(document, block): text[slice(*block.lead)] for block in document.blocks if block.lead}


# ---------------------------------------------------------------- prose


@pytest.mark.parametrize("width", [72, 80, 100, 120])
def test_a_wrapped_paragraph_is_one_at_any_width(width: int) -> None:
    said = (
        "The miller, who had bought the wheel in spring, saw the crack on Sunday and told no one but Ola Brandt. " * 4
    )
    lines, line = [], ""
    for word in said.split():
        if len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    text = "The wheel\n\n" + "\n".join([*lines, line]) + "\n\nIt broke on Monday."
    assert told(text) == [(H, "The wheel"), (P, said.strip()), (P, "It broke on Monday.")]


def test_a_long_address_among_short_lines_cuts_nothing() -> None:
    address = "https://mill.example/" + "archive/of/letters/" * 7 + "letter.txt"
    text = f"The letter of the miller can be\nfound at\n{address}\nand names\nOla Brandt."
    assert told(text) == [(P, " ".join(text.split()))]


def test_long_lines_are_paragraphs_and_a_short_one_over_them_a_heading() -> None:
    long = "The wheel had been cracked for weeks, and those who lived near the mill had heard it groan at night. " * 2
    assert told(f"Cause\n{long}\n{long}") == [(H, "Cause"), (P, long.strip()), (P, long.strip())]


def test_an_indented_line_begins_a_paragraph() -> None:
    text = "  The wheel broke on Monday, when the\nriver was high.\n  The miller had been warned, but he\nhad no money."
    assert [said for _, said in told(text)] == [
        "The wheel broke on Monday, when the river was high.",
        "The miller had been warned, but he had no money.",
    ]


def test_dashes_in_a_wrapped_sentence_are_no_list() -> None:
    text = "The miller of the lower mill, a man of sixty\n– and no fool – had written\n– twice – to the council.\n"
    assert told(text) == [(P, " ".join(text.split()))]


# ---------------------------------------------------------------- lists, sheets, logs


@pytest.mark.parametrize(
    "marks",
    ["- - -", "* * *", "• • •", "– – –", "▪ ▪ ▪", "→ → →", "a) b) c)", "(1) (2) (3)", "1. 2. 3.", "1) 2) 3)",
     "i. ii. iii.", "[1] [2] [3]"],
)  # fmt: skip
def test_each_item_of_a_list_is_a_block_without_its_marker(marks: str) -> None:
    one, two, three = marks.split()
    items = f"{one} Ola mends the wheel,\n   if he can;\n{two} the gate stays shut;\n{three} Ms. Orr pays."
    text = f"The council orders:\n{items}"
    assert told(text) == [
        (LEAD, "The council orders:"),
        (I, "Ola mends the wheel, if he can;"),
        (I, "the gate stays shut;"),
        (I, "Ms. Orr pays."),
    ]
    assert set(leads(text).values()) == {"The council orders:"}
    assert {block.paragraph for block in read(text).blocks} == {1}


def test_a_bullet_may_be_drawn_with_a_letter_or_stand_alone() -> None:
    drawn = "The miller SHOULD:\n\n   o  mend the wheel;\n\n   o  shut the gate until the\n      river falls."
    assert told(drawn) == [
        (LEAD, "The miller SHOULD:"),
        (I, "mend the wheel;"),
        (I, "shut the gate until the river falls."),
    ]
    assert told("The wheel broke.\n\n• Ola was ill.\n\nThe gate held.")[1] == (I, "Ola was ill.")
    assert read("It broke.\n  - one\n  - two").hidden == ((10, 14), (18, 22))  # with the white space before it


def test_an_item_announces_the_list_inside_it() -> None:
    text = "These broke:\n- the wheel\n- the house. Of it:\n  - a door\n  - a beam\n- the gate"
    assert told(text) == [
        (LEAD, "These broke:"),
        (I, "the wheel"),
        (I, "the house."),
        (LEAD, "Of it:"),
        (I, "a door"),
        (I, "a beam"),
        (I, "the gate"),
    ]
    assert leads(text) == {
        "the wheel": "These broke:",
        "the house.": "These broke:",
        "a door": "Of it:",
        "a beam": "Of it:",
        "the gate": "These broke:",
    }
    assert {block.paragraph for block in read(text).blocks} == {1}


def test_a_list_with_blank_lines_is_one_list() -> None:
    document = read("Orders\n\n1. Mend the wheel.\n\n2. Shut the gate.\n\nThat is all.")
    assert [(block.kind, block.paragraph) for block in document.blocks] == [(H, 1), (I, 1), (I, 1), (P, 2)]


def test_only_the_sentence_that_announces_a_list_is_its_lead() -> None:
    text = "The firmware is broken. Do not install:\n\n- 7.0.1\n- 7.0.2\n\nWait for 7.1."
    assert told(text)[:2] == [(P, "The firmware is broken."), (LEAD, "Do not install:")]
    assert leads(text) == {"7.0.1": "Do not install:", "7.0.2": "Do not install:"}


def test_a_sheet_is_lines_and_a_prose_colon_is_none() -> None:
    assert told("Place: lower mill\nMiller: Ola Brandt\nDamage: one wheel") == [
        (L, "Place: lower mill"),
        (L, "Miller: Ola Brandt"),
        (L, "Damage: one wheel"),
    ]
    assert [kind for kind, _ in told("Start: Monday 2 May, 9:14\nEnd: Monday 2 May, 12:00\n\nIt broke.")] == [L, L, P]
    prose = "The miller had one wish: to see the\nwheel turn. He said: never mind."
    assert told(prose) == [(P, " ".join(prose.split()))]


@pytest.mark.parametrize(
    "lines",
    [
        ["[09:14] mia: the wheel stands still", "[09:15] ola: I go and look"],
        ["09:14 - the wheel stands still", "09:31 - it turns again"],
        ["<mia> the wheel stands still", "<ola> I go and look", "09:31 <mia> thanks"],
        ["2024-05-02 09:14:03 WARN wheel: 0 rpm", "2024-05-02T09:31:00Z INFO wheel: 12 rpm"],
        ["9 h 14 – La roue s'arrête.", "9 h 31 – Elle tourne."],
        ["02/05/2024, 09:14 - Mia: the wheel stands still", "02/05/2024, 09:31 - Ola: thanks"],
        ["mia: the wheel stands still", "ola: I go and look", "mia: thanks"],
        ["Wheel\tSpeed", "Upper\t12", "Lower\t0"],
    ],
)
def test_each_line_of_a_chat_or_a_log_is_a_block(lines: list[str]) -> None:
    assert [block.kind for block in read("\n".join(lines)).blocks] == [L] * len(lines)


def test_the_lines_below_an_entry_go_with_it() -> None:
    text = "2024-05-02 09:14:03 ERROR wheel\n    at mill.turn\n2024-05-02 09:14:04 INFO off"
    assert told(text) == [(L, "2024-05-02 09:14:03 ERROR wheel at mill.turn"), (L, "2024-05-02 09:14:04 INFO off")]


def test_a_long_entry_is_sentences_that_bear_its_time() -> None:
    said = "The wheel stands still and the miller looks for the cause of it below the floor. " * 5
    assert told(f"09:14 – {said}\n\n09:31 – It turns.") == [
        (LEAD, "09:14 –"),
        (P, said.strip()),
        (L, "09:31 – It turns."),
    ]
    assert leads(f"09:14 – {said}") == {said.strip(): "09:14 –"}


@pytest.mark.parametrize(
    "time_line", ["Update - May 2, 09:14 CET", "09:14 UTC - Looking into it", "mia — Today at 09:14"]
)
def test_the_time_of_an_update_leads_it(time_line: str) -> None:
    text = f"The mill\n\n{time_line}\nThe wheel stands still. We look for the cause.\n"
    assert leads(text) == {"The wheel stands still. We look for the cause.": time_line}


def test_the_messages_of_a_chat_bear_who_said_them_and_when() -> None:
    text = "mia — 02/05/2024 09:14\nthe wheel stands still\nola — 02/05/2024 09:15\nI go and look\n"
    assert leads(text) == {
        "the wheel stands still": "mia — 02/05/2024 09:14",
        "I go and look": "ola — 02/05/2024 09:15",
    }


def test_a_time_below_an_update_is_part_of_it() -> None:
    text = "Fixed - The wheel turns again.\nMay 2, 09:31 CET\n\nUpdate - Ola is below.\nMay 2, 09:20 CET"
    assert [block.kind for block in read(text).blocks] == [L, L]


# ---------------------------------------------------------------- questions


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


# ---------------------------------------------------------------- headings and titles


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


# ---------------------------------------------------------------- mail, pages, wikis


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


# ---------------------------------------------------------------- whatever is read

PARTS = (
    "a\n", "The wheel broke.\n", "\n", "\r\n", "\f", "- a\n", "> a\n", ">", "1. a\n", "a: b\n", "From: a\n",
    "Subject: b\n", "[14:02] a\n", "14:02 UTC - a\n", "Q: a?\n", "A: b\n", "Why?\n", "Cause:\n", "[[a|b]]",
    "{{a|b=c}}", "{{", "}}", "[[", "]]", "== a ==\n", "'''a'''", "<ref>", "</ref>", "<!--", "-->", "[Page 1]\n",
    "a ..... 3\n", "Contents\n", "-- \n", "===\n", "  a\n", "a\tb\n", "By Mia Holt\n", "©", "\u200b", "\ufeff",
    "\u2028", "\x85", "é", "?", "{|\n|a\n|}\n", "{|\n", "!a!!b\n", "|-\n", "|a||b\n", "o  a\n",
    "https://a.b/c ", "3 mars – a\n", "– a\n", "Mr. A: why?\n", "<a> b\n",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PARTS), max_size=25).map("".join) | st.text(max_size=200)


@given(TEXTS)
def test_blocks_and_hidden_spans_are_in_order_and_hold_every_letter(text: str) -> None:
    document = read(text)
    assert document.text == text
    blocks = [(block.start, block.end) for block in document.blocks]
    for spans in (blocks, document.hidden):
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert not any(text[start].isspace() or text[end - 1].isspace() for start, end in blocks)
    seen = {at for start, end in (*blocks, *document.hidden) for at in range(start, end)}
    assert not [letter for at, letter in enumerate(text) if letter.isalpha() and at not in seen]


@given(TEXTS)
def test_paragraphs_are_counted_and_leads_stand_above(text: str) -> None:
    blocks = read(text).blocks
    assert all(0 <= after.paragraph - before.paragraph <= 1 for before, after in pairwise(blocks))
    assert {block.level > 0 for block in blocks if block.kind is H} <= {True}
    assert all(block.lead[1] <= block.start for block in blocks if block.lead)
    assert not blocks or blocks[-1].kind not in {H, LEAD, Q}


def lines_run(text: str) -> int:
    """Count the lines of code that reading a text runs: the same on every machine."""
    count, tracing = 0, sys.gettrace()

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    sys.settrace(trace)
    try:
        read(text)
    finally:
        sys.settrace(tracing)
    return count


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("before", ["", "== a ==\n'''b'''\n"])
def test_reading_takes_as_long_as_the_text(part: str, before: str) -> None:
    short, long = ((before + part * length)[:length] for length in (1_000, 4_000))
    assert lines_run(long) < 5 * lines_run(short) + 500
