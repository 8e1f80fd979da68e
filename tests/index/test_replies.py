"""What stands below the question that was asked replies from its first sentence on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index import Corpus

if TYPE_CHECKING:
    from pathlib import Path

FAQ = """\
# The pump

## May I still use the old pump?

No. The old pump is sealed and must not be used. Ask Mia Holt for another one.

## Who repairs the wheel?

The wheel is repaired by Ola. He comes on Tuesday.

He may bring a helper to repair the wheel.

## Tasks

- Mend the fence (Ola)
- Paint the door (Mia)

## When is the mill open?

| Day | Hours |
|---|---|
| Monday | 9 to 5 |
| Friday | 9 to 2 |

## Which mills are shut?

1. These are shut:
   - Lower mill
   - Upper mill
2. The others stay open. On Sunday these do, too:
   - Weir mill
"""


@pytest.fixture
def faq(tmp_path: Path) -> Corpus:
    (tmp_path / "faq.md").write_text(FAQ, "utf-8")
    return Corpus.load(tmp_path)


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("May I use the old pump?", "No. The old pump is sealed and must not be used."),
        ("Who repairs the wheel?", "The wheel is repaired by Ola."),
        ("What are the tasks?", "Mend the fence (Ola)\nPaint the door (Mia)"),
        ("When does Ola mend the fence?", "Mend the fence (Ola)"),
        ("When is the mill open on Friday?", "Day Hours\nFriday 9 to 2"),
        ("Which mills are shut?", "These are shut:\nLower mill\nUpper mill"),
        ("Which mills are open on Sunday?", "On Sunday these do, too:\nWeir mill"),
    ],
)
def test_the_reply_is_quoted_from_its_beginning(faq: Corpus, question: str, quote: str) -> None:
    assert faq.answer(question).quotes[0].shown == quote


def test_a_reply_that_makes_no_quote_is_quoted_by_its_first_sentence(tmp_path: Path) -> None:
    long = "The wheel turned " + "round and " * 30 + "round."
    (tmp_path / "a.md").write_text(
        f"# Mill\n\n## Why did the pump fail?\n\nIts seal was old. {long} The pump did fail then.", "utf-8"
    )
    assert Corpus.load(tmp_path).answer("Why did the pump fail?").quotes[0].text == "Its seal was old."


def test_a_list_is_not_quoted_again_with_an_item_that_is_quoted_already(tmp_path: Path) -> None:
    table = "| Mill | Wheels |\n|---|---|\n| Lower | 2 |\n| Upper | 3 |\n| Weir | 4 |\n"
    (tmp_path / "a.md").write_text(f"# Mills\n\n## Wheels\n\n{table}", "utf-8")
    first, *others = Corpus.load(tmp_path).answer("How many wheels in Upper mill?").quotes
    assert first.words == "Upper 3"
    assert others
    assert not any(first.start < quote.end and quote.start < first.end for quote in others)
