"""Paragraphs are told from lines."""

from __future__ import annotations

import pytest

from tests.index.sources.plain.reading import H, P, told


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
