"""Markdown as it is meant: what its blocks are, what is hidden, what stands over what."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from index.sources.formats.document import Block, Document, Kind
from index.sources.formats.markdown import read
from index.text.shown import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import FrameType

    from markdown_it.token import Token


def words(document: Document, block: Block) -> str:
    return show(document.text, block.start, block.end, document.hidden).text


def lead(document: Document, block: Block) -> str:
    assert block.lead
    return show(document.text, *block.lead, document.hidden).text


def outline(text: str) -> list[tuple[str, str]]:
    document = read(text)
    return [(block.kind.name, words(document, block)) for block in document.blocks]


# ---------------------------------------------------------------- markup


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("The **lift** *stuck* on ~~Monday~~ __Tuesday__.", "The lift stuck on ~~Monday~~ Tuesday."),
        ("un**believ**able", "unbelievable"),
        ("[Orbo](https://orbo.example/a_b 'The (maker)') mended it.", "Orbo mended it."),
        ("See [the *long* report][r] and [r].\n\n[r]: <https://x.example> (t)", "See the long report and r."),
        ("See <https://x.example/a%20b> or ask <a@x.example>.", "See https://x.example/a%20b or ask a@x.example."),
        ("Run `` a`b `` and ` ls `, then `x`.", "Run a`b and ls, then x."),
        (r"5 \* 3 \_ a\b \\", r"5 * 3 _ a\b \ ".strip()),
        ("Smith &amp; Son&nbsp;Ltd &lt;3", "Smith & Son Ltd &lt;3"),
        ("Before ![a map](map.png) after", "Before  after"),
        ("[![build](b.svg)](https://ci.example) It burnt.", "It burnt."),
        ("one<br>two <b>three</b> <!-- four --> five", "one two three  five"),
        ("It rang.[^1]\n\n[^1]: At noon.", "It rang."),
        ('One {% include map.html %} two {{< figure src="a" >}}', "One  two"),
        ("a  \nb\\\nc", "a\nb\nc"),
        ("Not *emphasis, 2**3, a_b_c or [this](", "Not *emphasis, 2**3, a_b_c or [this]("),
    ],
)
def test_a_reader_sees_no_markup_in_a_paragraph(text: str, seen: str) -> None:
    document = read(text)
    assert words(document, document.blocks[0]) == seen


def test_a_line_end_ends_no_paragraph_and_what_a_container_puts_before_a_line_is_hidden() -> None:
    assert outline("> We want\n> a report\nby May.\n\n* one\n  two") == [
        ("QUOTATION", "We want\na report\nby May."),
        ("ITEM", "one\ntwo"),
    ]


def test_headings_of_both_kinds_and_the_title_before_any_other_text() -> None:
    document = read("[![b](b.svg)](x)\n\nThe *fire*\n===\n\nIt burnt.\n\n## What now ##\n\nBuy a hose.")
    assert document.title == "The fire"
    assert [(b.kind, words(document, b), b.level, b.paragraph) for b in document.blocks] == [
        (Kind.HEADING, "The fire", 1, 1),
        (Kind.PARAGRAPH, "It burnt.", 0, 1),
        (Kind.HEADING, "What now", 2, 2),
        (Kind.PARAGRAPH, "Buy a hose.", 0, 2),
    ]
    assert read("It burnt.\n\n# Later\n\nIt rained.").title is None
    assert read("## Small\n\nText.").blocks[0].level == 1


def test_lines_may_end_in_two_characters() -> None:
    document = read("# A\r\n\r\n> one\r\n> **two**\r\n\r\nthree\r\n")
    assert [words(document, block) for block in document.blocks] == ["A", "one\r\ntwo", "three"]


# ---------------------------------------------------------------- blocks


def test_code_shows_its_lines_as_they_are_and_no_fence() -> None:
    assert outline("- Run:\n\n  ~~~sh\n  # *stop*\n    kill 1\n\n  ~~~\n\n---\n\n\tx = 1\n\t\ty = 2") == [
        ("LEAD", "Run:"),
        ("CODE", "# *stop*\n  kill 1"),
        ("CODE", "x = 1\n\ty = 2"),
    ]


def test_a_row_has_its_header_above_and_pipes_and_rule_are_hidden() -> None:
    document = read("| Town | Dead \\| hurt |\n|:-----|--:|\n| *Ghent* | 2 | 9 |\n| Bruges |\n")
    assert [(b.kind, words(document, b), b.paragraph) for b in document.blocks] == [
        (Kind.ROW, "Ghent 2", 1),
        (Kind.ROW, "Bruges", 1),
    ]
    assert {lead(document, block) for block in document.blocks} == {"Town Dead | hurt"}
    assert outline("| Only | a header |\n|---|---|\n") == [("ROW", "Only a header")]
    assert read("| | |\n|---|---|\n| a | b |\n").blocks[0].lead is None


def test_a_lead_in_is_seen_above_each_item_and_an_item_above_those_inside_it() -> None:
    document = read("We looked. These failed:\n\n- pumps\n- valves in:\n  1. [x] Ghent\n- [ ] doors\n\n  for a day\n")
    assert [(b.kind, words(document, b), b.paragraph) for b in document.blocks] == [
        (Kind.PARAGRAPH, "We looked.", 1),
        (Kind.LEAD, "These failed:", 2),
        (Kind.ITEM, "pumps", 2),
        (Kind.LEAD, "valves in:", 2),
        (Kind.ITEM, "Ghent", 2),
        (Kind.ITEM, "doors", 2),
        (Kind.PARAGRAPH, "for a day", 2),
    ]
    items = [block for block in document.blocks if block.kind is Kind.ITEM]
    assert [lead(document, item) for item in items] == ["These failed:", "valves in:", "These failed:"]


def test_markup_at_the_end_of_a_line_hides_no_line_end() -> None:
    document = read("- Ola **mends**\n- **Mia** [pays](https://mill.example)\n\n  *soon*\n- nobody\n")
    first, last = document.blocks[0].start, document.blocks[-1].end
    assert show(document.text, first, last, document.hidden).text.split() == [
        "Ola",
        "mends",
        "Mia",
        "pays",
        "soon",
        "nobody",
    ]
    assert show(document.text, first, last, document.hidden).text.count("\n") == 4


def test_an_item_that_ends_in_a_colon_announces_the_code_after_the_list() -> None:
    document = read("1. Look. Then run:\n\n```\nls\n```\n")
    assert outline(document.text) == [("ITEM", "Look."), ("LEAD", "Then run:"), ("CODE", "ls")]
    assert lead(document, document.blocks[-1]) == "Then run:"


def test_a_quoted_question_is_told_from_the_answer_below_it() -> None:
    assert outline("> Who pays?\n\nThe board.\n\n> And when?") == [
        ("QUESTION", "Who pays?"),
        ("PARAGRAPH", "The board."),
        ("QUOTATION", "And when?"),
    ]


@pytest.mark.parametrize("line", ["*By Mia Holt, photos by Jo Pell*", "By [Mia Holt](/mia) · 2 May · 3 min read"])
def test_a_byline_says_nothing_of_the_matter(line: str) -> None:
    assert outline(f"# The mill\n\n{line}\n\nIt broke.")[1][0] == "ASIDE"


@pytest.mark.parametrize("what", ["| a | b |\n|---|---|\n| c | d |", "    code", "> words", "```\ncode\n```", "1. one"])
def test_what_ends_in_a_colon_announces_what_comes_right_after(what: str) -> None:
    assert outline(f"It said:\n\n{what}")[0] == ("LEAD", "It said:")
    assert outline(f"It said:\n\nNo.\n\n{what}")[0] == ("HEADING", "It said:")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("**Root cause**", "HEADING"),
        ("**Root cause:**", "HEADING"),
        ("**Root cause**:", "HEADING"),
        ("Cause:", "HEADING"),
        ("**Who paid?**", "QUESTION"),
        ("Who paid?", "QUESTION"),
        ("### Who paid?", "QUESTION"),
        ("**Nobody was hurt.**", "PARAGRAPH"),
        ("It burnt. Who paid?", "PARAGRAPH"),
        ("**Nobody** was hurt", "PARAGRAPH"),
        ("Read also: [Why did it burn?](/x)", "ASIDE"),
        ("[Home](/) | [News](/n)", "ASIDE"),
    ],
)
def test_what_a_line_is_to_the_text_below_it(line: str, kind: str) -> None:
    assert outline(f"First.\n\n{line}\n\nIt was Ed.")[1][0] == kind
    assert outline(f"First.\n\n{line}\n\n## Next\n\nText.")[1][0] != "QUESTION"


@pytest.mark.parametrize(
    "text",
    [
        "Q: Why?\n\nA: Rust.",
        "**Q:** Why?  \n**A:** Rust.",
        "Q: Why?\nA: Rust.",
        "Q: Why? A: Rust.",
        "- Q: Why?\n  A: Rust.",
        "**Q: Why?**\n\nA: Rust.",
    ],
)
def test_questions_and_their_answers(text: str) -> None:
    (asked, question), (_, answer) = outline(text)
    assert (asked, question, answer) == ("QUESTION", "Q: Why?", "A: Rust.")
    assert [kind for kind, _ in outline("Q : Pourquoi ?\nR : La rouille.\nQ : Où ?\nR : Ici.")][::2] == ["QUESTION"] * 2


def test_a_bold_line_stands_over_the_lines_below_it() -> None:
    assert outline("**Why did it burn?**\nA short circuit.") == [
        ("QUESTION", "Why did it burn?"),
        ("PARAGRAPH", "A short circuit."),
    ]


def test_a_sheet_and_a_log_are_lines_and_prose_with_a_colon_is_none() -> None:
    assert outline("**Owner:** Ada Roe  \n**Cause:** a *valve*") == [
        ("LINE", "Owner: Ada Roe"),
        ("LINE", "Cause: a valve"),
    ]
    assert [kind for kind, _ in outline("14:02 ana: deploying\n14:05 raj: it is red")] == ["LINE", "LINE"]
    assert len(outline("Note: the pump had failed, because\nof this: the gate stood open.")) == 1


def test_a_table_of_contents_is_an_aside_and_a_list_of_links_elsewhere_is_none() -> None:
    assert [kind for kind, _ in outline("# T\n\n- [One](#one)\n  - [Two](#two)\n\n- x")] == ["HEADING", *["ITEM"] * 3]
    assert [kind for kind, _ in outline("# T\n\n- [One](#one)\n  - [Two](#two)\n\nx")][1:3] == ["ASIDE"] * 2
    assert [kind for kind, _ in outline("- [One](/one)\n- [Two](/two)")] == ["ITEM"] * 2


def test_a_footnote_is_read_where_it_stands_and_a_definition_of_a_link_is_hidden() -> None:
    assert outline("It rang.[^a]\n\n[^a]: At *noon*.\n\n[x]: https://x.example\n\nIt stopped.") == [
        ("PARAGRAPH", "It rang."),
        ("PARAGRAPH", "At noon."),
        ("PARAGRAPH", "It stopped."),
    ]


def test_a_sign_over_a_quotation_is_hidden() -> None:
    assert outline("> [!WARNING]\n> Mind the gap.") == [("QUOTATION", "Mind the gap.")]


# ---------------------------------------------------------------- HTML


def test_the_words_of_html_are_read() -> None:
    text = (
        '<h1 align="center">The flood</h1>\n\n<p>It was <b>deep</b>,\nand&nbsp;cold.</p>\n\n<details>\n'
        "<summary>Why?</summary>\n\nIt *rained*.\n\n</details>\n\n<table><tr><td>Ghent</td><td>2</td></tr></table>\n"
        "<script>let a = 1;\n\nlet b;</script>\n"
    )
    assert outline(text) == [
        ("HEADING", "The flood"),
        ("PARAGRAPH", "It was deep,\nand cold."),
        ("QUESTION", "Why?"),
        ("PARAGRAPH", "It rained."),
        ("ROW", "Ghent 2"),
    ]
    assert read(text).title == "The flood"


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- Ada -->",
        "<!--\n\nAda\n\n# Ada\n-->",
        "x <!-- Ada -->",
        "x <!-- Ada ---> y",
        "<div>\n<!-- Ada\n\nAda -->\n</div>",
        "x <!-- Ada\n\n- Ada\n\nAda --> y",
        "- x\n\n  <!-- Ada\n  -->",
        "> " * 30 + "x <!-- Ada -->",
        "| a |\n|---|\n| b <!-- Ada --> |",
        "<p>x <!-- Ada > --></p>",
        "<!-- Ada",
    ],
)
def test_a_comment_is_no_text(comment: str) -> None:
    text = f"It burnt.\n\n{comment}\n"
    document = read(text)
    assert "Ada" not in show(text, 0, len(text), document.hidden).text
    assert "Ada" not in " ".join(words(document, block) for block in document.blocks)


# ---------------------------------------------------------------- for any text

MARKS = [
    *"a|b|Word|two words| | |!|*|**|_|~~|`|``|[|]|(|)|[a](b)|[b][a]|![a](b)|# |## | #|> |- |1. ".split("|"),
    *"   |    |---|===|```|\\|&amp;|<b>|</b>|<br>|<http://a.b>|[^1]|[^1]: |Q: |A: |?|:|.|é|\u00a0|\t".split("|"),
    *["|", "| ", "|-|-|\n", "|a|b|\n", "\\|", "\n", "\n", "\n\n", "\r\n", "[a]: /u\n"],
]
STRANGE = [
    "<!--",
    "-->",
    "<div>",
    "</div>",
    "<p>",
    "{% x %}",
    "+++\n",
    "title: x",
    "[ ] ",
    "[!NOTE]",
    "<script>",
    "\x00",
]


def texts(pieces: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), max_size=40).map("".join)


@given(texts(MARKS + STRANGE))
def test_blocks_and_hidden_spans_are_in_order_and_hold_every_word(text: str) -> None:
    document = read(text)
    for spans in ([(block.start, block.end) for block in document.blocks], document.hidden):
        ends = [0, *(end for _, end in spans)]
        assert all(before <= start < end <= len(text) for before, (start, end) in zip(ends, spans, strict=False))
    numbers = [block.paragraph for block in document.blocks]
    assert numbers == sorted(numbers)
    held = set[int]()
    for start, end in [*document.hidden, *seen_spans(document)]:
        held.update(range(start, end))
    assert all(at in held or character.isspace() for at, character in enumerate(text))
    for block in document.blocks:
        assert words(document, block).strip() == words(document, block) != ""
        assert block.lead is None or 0 <= block.lead[0] < block.lead[1] <= block.start


def seen_spans(document: Document) -> list[tuple[int, int]]:
    """Return what is seen of a document, in order: blocks, and the header of each table."""
    headers = {block.lead for block in document.blocks if block.kind is Kind.ROW and block.lead}
    return sorted({*headers, *((block.start, block.end) for block in document.blocks)})


@given(texts(MARKS).filter(lambda text: text.count(">") < 9 and not text.startswith("---")))
def test_what_is_shown_is_what_the_parser_shows(text: str) -> None:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    document = read(text)
    shown = (show(text, *span, document.hidden).text for span in seen_spans(document))
    assert letters(shown) == letters(rendered(parser.parse(text)))


def letters(texts: Iterable[str]) -> str:
    return "".join(filter(str.isalnum, "".join(texts)))


def rendered(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield from rendered(token.children or [])
        elif token.type == "html_block":
            yield re.sub("<[^>]*>", "", token.content).replace("&amp;", "&")
        elif token.type in {"text", "text_special", "code_inline", "code_block", "fence"}:
            yield token.content


HOSTILE = """! ` [ ![ [a]( [a][ [[a] *a· **a·*b· _a ~~a < <!-- <a· <a·"' & \\ >· >·>·>· -· -·a¶··-·b¶ ··-· #· a¶ a¶¶
a··¶ --¶ ==¶ [^1] [^1]:·a¶ [a]:·b¶ <div¶ <p>a</p>¶ <!--·a·-->¶ x·<!--·---> </script <svg> Q:·a¶ 12:00·a¶ A:·b¶ a?¶¶
**a?**¶¶ -·a:¶··-·b¶ a:¶¶-·b¶¶ {%·a {{<·a ---¶a:·b¶ +++¶ -·[a](#b)¶ [a](b)· a.· ```· ~~~¶ a<!--¶¶ ¶ |
|a|b|¶|-|-|¶ a|b¶-|-¶"""


@pytest.mark.parametrize("piece", HOSTILE.split())
def test_the_cost_grows_as_the_text_does(piece: str) -> None:
    text = piece.replace("·", " ").replace("¶", "\n") * 4000
    assert count_calls(text[:2400]) < 6 * count_calls(text[:600]) + 3000


def count_calls(text: str) -> int:
    calls = 0

    def count(_frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return calls


def test_deep_nesting_hides_no_word() -> None:
    assert outline("\n".join([">" * 500 + " deep"] * 3)) == [("PARAGRAPH", "deep\ndeep\ndeep")]
    nested = "\n".join("  " * depth + f"- w{depth}" for depth in range(60))
    assert letters(seen for _, seen in outline(nested)) == letters(f"w{depth}" for depth in range(60))
