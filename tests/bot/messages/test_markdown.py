from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.markdown import blockquote, clip, escape, length, one_line, strip_mentions, unescape
from tests.bot.discord_markdown import show_quote

NASTY = st.sampled_from(
    [
        "**", "__", "`", "```", "||", "~~", "[a](http://b.c)", "<@1>", "<@&1>", "<#1>", "@everyone", "@here", "<:a:1>",
        "<t:1>", "</ask:1>", "<id:browse>", ":smile:", "https://x.y/z", "discord.gg/abc", "discord.com/invite/abc",
        "# ", "-# ", "> ", ">>> ", "- ", "+ ", "1. ", "2) ", "\n", "\r\n", "\r", "\\",
        "\u202e", "\u200b", "\u2066", "«\xa0", "’",
        "👩‍👩‍👧", "é", "e\u0301", " ", "mot",
    ]
)  # fmt: skip
TEXTS = st.lists(NASTY | st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=30).map("".join)


@st.composite
def highlighted(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    return text, list(zip(cuts[::2], cuts[1::2], strict=False))


def lines(text: str) -> str:
    return re.sub(r"\r\n?", "\n", text)


@given(highlighted())
def test_a_quote_shows_its_exact_words_and_nothing_else_happens(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, highlights = case
    drawn, missing = blockquote(text, highlights, 10_000)
    shown = show_quote(drawn)
    assert missing == 0
    assert shown.text == lines(text)
    assert shown.obeyed == []


@given(highlighted())
def test_the_highlighted_words_are_bold(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, highlights = case
    drawn, _ = blockquote(text, highlights, 10_000)
    wanted = "".join(text[a:b] for a, b in highlights)
    assert re.sub(r"\s", "", "".join(show_quote(drawn).bold)) == re.sub(r"\s", "", wanted)


@given(highlighted(), st.integers(20, 300))
def test_a_quote_that_is_too_long_is_cut_and_says_by_how_much(
    case: tuple[str, list[tuple[int, int]]], limit: int
) -> None:
    text, highlights = case
    drawn, missing = blockquote(text, highlights, limit)
    shown = show_quote(drawn)
    assert length(drawn) <= limit
    assert shown.text == lines(text[: len(text) - missing])
    assert shown.obeyed == []


@given(TEXTS)
def test_escaping_is_undone_by_unescaping(text: str) -> None:
    assert unescape(escape(text)) == text


@given(TEXTS, st.integers(2, 200))
def test_what_is_clipped_keeps_to_its_limit(text: str, limit: int) -> None:
    assert length(clip(text, limit)) <= limit


@pytest.mark.parametrize(
    "prose",
    ["L'entreprise a perdu 1,5 million (ou plus) ; « vraiment » : oui.", "Le 19 juillet - un vendredi.", "24/7"],
)
def test_prose_stays_as_it_is(prose: str) -> None:
    assert escape(prose) == prose


def test_what_a_message_says_has_no_mentions_and_no_lone_surrogates() -> None:
    assert strip_mentions("<@1>  quand <@&2> \ud800?") == "quand   \ufffd?"


def test_length_is_counted_as_discords_clients_do() -> None:
    assert length("a👍") == 3


@given(TEXTS)
def test_a_line_holds_nothing_that_changes_what_stands_beside_it(text: str) -> None:
    line = one_line(text)
    assert line == one_line(line)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", line)


def test_a_line_keeps_the_words_of_any_script() -> None:
    assert one_line("\u202eéà\x1b[7m \u2067שלום\u2069\u2028👩\u200d👧 \u200fנ") == "éà[7m שלום 👩\u200d👧 \u200fנ"
