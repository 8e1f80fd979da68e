"""A document becomes passages of sentences, each with what it stands under."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Role
from index.segment.splitting import Part
from index.segment.splitting import split as split_document
from index.sources.formats.reading import read_document
from index.text.sentences import LONGEST


def split(text: str, *, markdown: bool = False) -> list[Part]:
    return split_document(read_document(Path("a.md" if markdown else "a.txt"), text))


def test_title_headings_and_pointer_are_known_for_what_they_are() -> None:
    text = "# La panne\n\nElle dura.\n\n## Suites\n\nDelta perdit.\n\nLire l'article original sur example.com"
    blocks = split(text, markdown=True)
    assert [(b.role, b.paragraph) for b in blocks] == [
        (Role.TITLE, 1), (Role.BODY, 1), (Role.HEADING, 2), (Role.BODY, 2), (Role.ASIDE, 3),
    ]  # fmt: skip
    assert [text[slice(*b.sentences[0])] for b in blocks][:3] == ["La panne", "Elle dura.", "Suites"]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Source : Gizmodo", Role.ASIDE),
        ("Retrouvez la version originale de cet article, signée Jean Martin, sur example.org.", Role.ASIDE),
        ("This story first appeared on Ars Technica: https://arstechnica.com/a-b", Role.ASIDE),
        ("Le communiqué, publié sur delta.com, annonce 500 millions de dollars de pertes.", Role.BODY),
        ("The report, first published by example.com, says that Delta lost 500 million.", Role.BODY),
    ],
)
def test_a_pointer_says_nothing_but_where_the_original_is(line: str, role: Role) -> None:
    assert split(f"La panne a duré.\n\n{line}")[-1].role is role


def test_a_wrapped_paragraph_is_one_and_long_lines_are_many() -> None:
    wrapped = "Une panne\na touché Delta.\n\nElle a duré."
    assert [b.paragraph for b in split(wrapped)] == [1, 2]
    lines = f"{'Une panne a touché Delta. ' * 6}\n{'Elle a duré cinq jours. ' * 6}"
    assert [b.paragraph for b in split(lines)] == [1, 2]


def test_a_row_is_as_long_as_what_is_seen_of_it() -> None:
    row = f"| [Quay Road](https://oster.example/{'a' * 3000}) | 3 |"
    (part,) = split(f"| Depot | Buses |\n|---|---|\n{row}\n", markdown=True)
    assert len(part.sentences) == 1


@pytest.mark.parametrize("text", ["```\n{}\n```\n", "| a | b |\n|---|---|\n| {} | 1 |\n"], ids=["code", "row"])
def test_what_runs_on_without_end_is_cut(text: str) -> None:
    parts = split(text.format("let a = b, " * 500), markdown=True)
    assert all(end - start <= LONGEST for part in parts for start, end in part.sentences)


def test_a_long_paragraph_becomes_passages_of_even_length() -> None:
    text = "Une phrase de taille moyenne dit une chose. " * 100
    blocks = split(text)
    lengths = [b.sentences[-1][1] - b.sentences[0][0] for b in blocks]
    assert len(blocks) == 3
    assert {b.paragraph for b in blocks} == {1}
    assert max(lengths) < 1.4 * min(lengths)


TEXTS = st.text(st.sampled_from("aB éÀ.!?…«»\"'’ \u00a0\n\r\t-#>*1,5\u0301\u200b\u202e()[]"), max_size=300)


@given(TEXTS | st.text(max_size=300), st.booleans())
def test_spans_are_in_order_disjoint_and_hold_every_word(text: str, markdown: bool) -> None:
    spans = [span for block in split(text, markdown=markdown) for span in block.sentences]
    assert all(start < end for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(not text[start].isspace() and not text[end - 1].isspace() for start, end in spans)
    if not markdown:
        outside = "".join(
            text[a:b] for a, b in zip([0, *(e for _, e in spans)], [*(s for s, _ in spans), len(text)], strict=True)
        )
        assert not any(c.isalpha() for c in outside)
