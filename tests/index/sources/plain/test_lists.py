"""Lists, sheets, logs and chats keep their items and lines apart."""

from __future__ import annotations

import pytest

from index.sources.formats.plain import read
from tests.index.sources.plain.reading import LEAD, H, I, L, P, leads, told


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
