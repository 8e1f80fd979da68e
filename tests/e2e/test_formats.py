"""Articles in Markdown and HTML, asked about on Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from tests.bot.discord_markdown import show_message

if TYPE_CHECKING:
    from tests.e2e.conftest import Operator
    from tests.e2e.posts import Post
    from tests.e2e.stage import Stage

POST = """---
title: The relay of Oster
url: https://oster.example/relay
author: Ines Holm
---

# The relay of Oster

Engineers replaced the **main relay** of the [west ring](https://oster.example/ring)
on Monday night, and the lights came back.

<!-- Kurt Brandt must not be named before the hearing -->

## Losses

| District | Homes in the dark | Refunds |
|---|---|---|
| Harbour | 1204 | 310 |
| Hill | 77 | 12 |
"""
PAGE = """<html><head><title>Pump</title></head><body><nav><a href="/">Home</a></nav>
<article><h1>The pump of Vell</h1><p>The <b>spare pump</b> of Vell failed on 4&nbsp;March.</p>
<h2>Cause</h2><p>A seal had dried out.</p></article><footer>We use cookies.</footer></body></html>"""


@pytest.fixture
def shelves(operator: Operator) -> Operator:
    for path in operator.seeds.iterdir():
        path.unlink()
    (operator.seeds / "relay.md").write_text(POST, "utf-8")
    (operator.seeds / "pump.html").write_text(PAGE, "utf-8")
    return operator


async def ask(stage: Stage, question: str) -> Post:
    return await stage.alice.slash("ask", question=question)


async def test_a_quote_shows_words_and_no_markup(stage: Stage, shelves: Operator) -> None:
    async with shelves.starts():
        reply = await ask(stage, "When did engineers replace the main relay of the west ring?")
    (quote, *_) = show_message(reply.content).quotes
    assert quote.text.startswith("Engineers replaced the main relay of the west ring on Monday night")
    assert "The relay of Oster" in reply.content
    fragment = unquote(reply.content.split("#:~:text=")[1].split(">)")[0])
    assert fragment.startswith("Engineers replaced the main relay")


async def test_a_row_is_shown_below_its_column_names(stage: Stage, shelves: Operator) -> None:
    async with shelves.starts():
        reply = await ask(stage, "How many homes were in the dark in the Hill district?")
        (quote, *_) = show_message(reply.content).quotes
        assert [line.split() for line in quote.text.splitlines()] == [
            ["District", "Homes", "in", "the", "dark", "Refunds"],
            ["Hill", "77", "12"],
        ]
        wider = await stage.alice.click(reply, "Contexte")
    assert "1204" in wider.text


async def test_what_is_commented_out_is_never_shown(stage: Stage, shelves: Operator) -> None:
    async with shelves.starts():
        reply = await ask(stage, "Who must not be named before the hearing?")
        assert "Brandt" not in reply.text
        reply = await ask(stage, "When did engineers replace the main relay of the west ring?")
        for _ in range(3):
            reply = await stage.alice.click(reply, "Contexte")
            assert "Brandt" not in reply.text


async def test_a_page_is_answered_from_its_article(stage: Stage, shelves: Operator) -> None:
    async with shelves.starts():
        reply = await ask(stage, "What was the cause?")
    assert "A seal had dried out." in reply.text
    assert "cookies" not in reply.text


async def test_a_title_turns_around_nothing_that_stands_beside_it(stage: Stage, shelves: Operator) -> None:
    titled = POST.replace("title: The relay of Oster", r'title: "The \u202Erelay\e[7m of Oster"')
    (shelves.seeds / "relay.md").write_text(titled, "utf-8")
    async with shelves.starts():
        reply = await ask(stage, "When did engineers replace the main relay of the west ring?")
        listed = await stage.alice.slash("sources")
    for text in (reply.content, listed.content):
        assert "The relay" in text
        assert "\u202e" not in text
        assert "\x1b" not in text
