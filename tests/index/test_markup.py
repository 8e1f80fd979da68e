"""Markup never shows, and what is commented out is no text: in quotes, in summaries, in what is around a quote."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index import Corpus, Quote, Source
from index.sources.formats.reading import read_page

SECRET = "Zykwuvax"
COMMENTS = (
    f"<!-- {SECRET} -->",
    f"<!--{SECRET}-->",
    f"<!-- {SECRET} was there.\nHe | left. -->",
    f"<!-- > {SECRET}:\n\n# {SECRET}\n\n- {SECRET} -->",
)
MARKDOWN = (
    "# The relay of Oster\n\n",
    "Cause\n-----\n\n",
    "Engineers replaced the **main relay** on Monday.\nIt was _old_. ",
    'See [the report](https://oster.example/r "a report") and <a title="the town">the town</a>. ',
    'He said "it was a *shame*. Nobody knew." ',
    "\n\n",
    "The town promises:\n\n",
    "- new alarms, by May\n",
    "- [ ] a guard at night\n  - paid by the county\n\n",
    "1. First, close the sluice.\n",
    "\n| District | Homes |\n|---|---|\n| **Harbour** | 1204 |\n| Hill | 77 |\n\n",
    "> The sluice was open. So was the gate.\n\n",
    "Why was the sluice open?\n\n",
    "**Losses**\n\n",
    "Water&nbsp;rose by 3&amp;4 metres\\*.\n\n",
    "<div>\n<p>The pump <b>failed</b>.</p>\n</div>\n\n",
)
HTML = (
    "<h1>The relay of Oster</h1>",
    "<h2>Cause</h2>",
    "<p>Engineers replaced the <b>main relay</b> on Monday. It was old.</p>",
    "The town promises:",
    "<ul><li>new alarms, by May</li><li>a guard at night</li></ul>",
    "<table><tr><th>District</th><th>Homes</th></tr><tr><td>Harbour</td><td>1204</td></tr></table>",
    "<blockquote>The sluice was open. So was the gate.</blockquote>",
    "<pre>systemctl restart relay # at once</pre>",
    "<script>relay()</script>",
)
ASKED = "When was the main relay replaced?|What does the town promise?|How many homes in Harbour?|Who left?|open sluice"


def pages(pieces: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Draw a text of pieces, with comments before, after and inside them."""

    def commented(drawn: tuple[str, int, str]) -> str:
        piece, at, comment = drawn
        words = piece.split(" ")
        return " ".join([*words[:at], comment + words[at], *words[at + 1 :]]) if at < len(words) else piece

    piece = st.tuples(st.sampled_from(pieces), st.integers(0, 12), st.sampled_from(COMMENTS)).map(commented)
    return st.lists(piece | st.sampled_from(pieces), min_size=1, max_size=12).map("".join)


def check(source: Source, question: str) -> None:
    """Hold that nothing but the words that are seen is found, quoted or shown around a quote."""
    corpus = Corpus((source,))
    assert SECRET not in "".join(corpus.searcher.segment.forward.vocabulary.forms).title()
    for passage in corpus.passages:
        for sentence in passage.sentences:
            assert SECRET not in passage.shown(*sentence).text
    for quotes in (corpus.answer(question).quotes, corpus.summary().quotes):
        stand = sorted((quote.start, quote.end) for quote in quotes)
        assert all(before[1] <= after[0] for before, after in pairwise(stand))
    for quote in (*corpus.answer(question).quotes, *corpus.answer(SECRET).quotes, *corpus.summary().quotes):
        check_quote(quote)
        for before, after in ((0, 0), (1, 0), (0, 1), (99, 99)):
            stretch = corpus.widen(source, quote.start, quote.end, before, after)
            assert SECRET not in stretch.shown
            assert quote.words in stretch.words
            for word in re.finditer(r"\S+", quote.shown):
                at = stretch.moved(word.span())
                assert stretch.shown[slice(*at)] == word[0] or (at == (0, 0) and word.end() < stretch.turn)


def check_quote(quote: Quote) -> None:
    """Hold that a quote is a span of its source, shown without the markup in it."""
    assert quote.text == quote.source.text[quote.start : quote.end]
    for shown, (start, end) in ((quote.words, (quote.start, quote.end)), (quote.shown, quote.lead or (0, 0))):
        seen = (at for at in range(start, end) if not any(first <= at < last for first, last in quote.hidden))
        letters = "".join(quote.source.text[at] for at in seen)
        assert "".join(shown.split()).startswith("".join(letters.split()))
    assert SECRET not in quote.shown
    assert quote.shown == quote.shown.strip()
    assert all(0 <= start < end <= len(quote.shown) for start, end in quote.highlights)


@given(pages(MARKDOWN), st.sampled_from(ASKED.split("|")))
@example(f"- a <!-- {SECRET}\n\n{SECRET} --> b\n", "open sluice")
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_of_markdown_only_words_are_shown(text: str, question: str) -> None:
    check(Source("oster", Path("oster.md"), "Oster", text, "en"), question)


@given(pages(HTML), st.sampled_from(ASKED.split("|")))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_of_a_page_only_words_are_shown(markup: str, question: str) -> None:
    page = read_page(f"<body>{markup}</body>".encode())
    assert SECRET not in page.text
    check(Source("oster", Path("oster.html"), "Oster", page.text, "en", document=page), question)


def markdown(text: str) -> Corpus:
    return Corpus((Source("oster", Path("oster.md"), "Oster", text, "en"),))


def test_marks_inside_markup_are_no_quotation_marks() -> None:
    corpus = markdown('The <a title="the town">mayor</a> of Oster left for the coast. She took the keys along.\n')
    assert corpus.answer("Did the mayor take the keys along?").quotes[0].shown == (
        "The mayor of Oster left for the coast. She took the keys along."
    )


def test_long_addresses_do_not_keep_sentences_apart() -> None:
    address = f"https://oster.example/{'a' * 400}"
    corpus = markdown(f"The mayor of Oster left for the coast. She took [the keys]({address}) along.\n")
    assert corpus.answer("Did the mayor of Oster take the keys along?").quotes[0].shown == (
        "The mayor of Oster left for the coast. She took the keys along."
    )


def test_rows_around_a_quote_stand_on_lines_of_their_own() -> None:
    text = "| District | Homes |\n|---|---|\n| Harbour | 1204 |\n| Hill | 77 |\n"
    corpus = markdown(text)
    (source,) = corpus.sources
    start = text.index("Hill")
    stretch = corpus.widen(source, start, start + len("Hill | 77"), 1, 0)
    assert stretch.shown == "District Homes\nHarbour 1204\nHill 77"
    assert [stretch.shown[slice(*stretch.moved(at))] for at in ((0, 8), (15, 19))] == ["District", "Hill"]


def test_the_passages_of_a_source_share_its_markup() -> None:
    one, other = markdown("A **relay** failed.\n\nA _pump_ did.\n").passages
    assert one.hidden is other.hidden
