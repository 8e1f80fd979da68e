from __future__ import annotations

from pathlib import Path

import pytest

from bot.i18n import Catalogue
from bot.messages.desk.compare import render_heading, render_panels, say_why_none, say_why_not
from bot.messages.markdown import LAYOUT_LENGTH, length
from bot.messages.quotes import block_of, draw_each
from index import Corpus, PartiesError, Source
from tests.bot.discord_markdown import show_message

WORDS = Catalogue.load().words("en")


def corpus(*paragraphs: str) -> Corpus:
    text = "\n\n".join(["Storm", *paragraphs])
    link = "https://example.org/storm"
    return Corpus(
        (Source("a", Path("a.txt"), "Storm", text, "en", publisher="News", published="2024-08-05", url=link),)
    )


def test_a_panel_names_its_party_above_quotes_with_their_source() -> None:
    compared = corpus("Jane Eyre said the roof had gone.", "The mayor denied it.").compare("jane eyre", "mayor")
    assert render_heading(compared, WORDS) == "**What jane eyre and mayor say**"
    jane, mayor = render_panels(compared, WORDS)
    assert (jane.heading, mayor.heading) == ("### jane eyre", "### mayor")
    (quote,) = jane.quotes
    assert quote.startswith("> Jane Eyre said the roof had gone.\n— Jane Eyre · [Storm](<https://example.org/storm")
    assert quote.endswith(", News, paragraph 1 · August 5, 2024")
    assert (jane.tail, mayor.tail) == ("", "")


@pytest.mark.parametrize("words", [1, 60, 400, 2000])
def test_however_long_the_quotes_are_all_panels_together_fit(words: int) -> None:
    said = [
        f"{name} said the *roof* 🏚 had gone{' and gone' * words} {n}." for n in range(4) for name in ("Jane", "Ahab")
    ]
    compared = corpus(*said).compare("Jane", "Ahab", "roof")
    panels = render_panels(compared, WORDS)
    texts = [render_heading(compared, WORDS)]
    for panel in panels:
        assert len(panel.quotes) == 3
        assert panel.tail == "-# And 1 more quote."
        texts += [panel.heading, *panel.quotes, panel.tail]
        for quote in panel.quotes:
            shown = show_message(quote)
            assert shown.quotes[0].text.split(" said ")[0] in ("Jane", "Ahab")
            assert shown.quotes[0].obeyed == []
            assert "paragraph" in quote.splitlines()[-1]
    assert sum(map(length, texts)) <= LAYOUT_LENGTH
    assert ("characters" in "".join(texts)) == (words > 60)  # what is cut is said


def test_names_and_topics_cannot_break_out_of_the_message() -> None:
    sources = corpus("Jane Eyre said it was over.", "The mayor denied it.")
    compared = sources.compare("**Eyre**", "> mayor", "*over* <@1>\n> z ||it||")
    texts = [say_why_none(compared, WORDS), render_heading(compared, WORDS).replace("**", "")]
    with pytest.raises(PartiesError) as raised:
        sources.compare("**x** <@1>", "@everyone\n> y")
    texts.append(say_why_not(raised.value, "**x** <@1>", "@everyone\n> y", WORDS))
    for text in texts:
        shown = show_message(text)
        assert (shown.quotes, shown.around.bold, shown.around.obeyed) == ([], [], [])


def test_where_not_all_links_fit_the_longest_are_dropped() -> None:
    pages = [
        Source(name, Path(f"{name}.txt"), name, f"{name}\n\n{who} said the roof had gone.", "en", url=url)
        for name, who, url in [
            ("near", "Jane", "https://a.example/short"),
            ("far", "Ahab", f"https://a.example/{'x' * 300}"),
        ]
    ]
    compared = Corpus(tuple(pages)).compare("Jane", "Ahab")
    quotes = [block_of(quote) for party in compared.parties for quote in party.statements]
    linked = [["](<" in text for text in draw_each(quotes, room, WORDS)] for room in (900, 500, 130)]
    assert linked == [[True, True], [True, False], [False, False]]
