from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n import Catalogue
from bot.interactions.buttons import Controls, answer_view
from bot.messages.answer import (
    FRAGMENT_LENGTH,
    LINK_LENGTH,
    MESSAGE_LENGTH,
    header,
    masked_link,
    read_header,
    render_card,
    sentence_link,
    stretch_of,
    translation_link,
)
from bot.messages.markdown import length, one_line
from bot.messages.state import Card, Place, Standing
from bot.service.snapshots import Snapshot
from index import Corpus, Source
from tests.bot.discord_markdown import show_message
from tests.bot.test_markdown import TEXTS, lines

CATALOGUE = Catalogue.load()
URLS = st.sampled_from([None, "https://a.b/c", "https://a.b/c_(d)?e=*f*&g=<h>#i", f"https://a.b/{'long/' * 120}"])


def source(text: str, title: str = "T", publisher: str | None = None, url: str | None = None) -> Source:
    return Source("a", Path("a.txt"), title, text, "fr", url=url, publisher=publisher, published="2024-08")


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Return an article of anything at all, up to some thousand characters."""
    text = "mot " + draw(TEXTS) + draw(st.sampled_from(["", " mot. "])) * draw(st.integers(0, 600)) + draw(TEXTS)
    about = source(text, title=draw(TEXTS), publisher=draw(TEXTS | st.none()), url=draw(URLS))
    return Snapshot(Corpus((about,)), (), 0.0)


@st.composite
def cards(draw: st.DrawFn) -> tuple[Card, Snapshot]:
    snapshot = draw(snapshots())
    article, places = snapshot.corpus.sources[0], []
    for _ in range(draw(st.integers(0, 3))):
        start, end = sorted(draw(st.lists(st.integers(0, len(article.text)), min_size=2, max_size=2, unique=True)))
        cuts = sorted(draw(st.lists(st.integers(0, end - start), max_size=6, unique=True)))
        places.append(Place(snapshot.versions.of(article), start, end, tuple(zip(cuts[::2], cuts[1::2], strict=False))))
    standing = draw(st.sampled_from(Standing))
    card = Card(
        standing, tuple(places), draw(st.sampled_from(["fr", "en"])), draw(st.sampled_from(["fr", "en", "und"]))
    )
    card = Card(
        standing,
        card.places,
        card.language,
        card.asked,
        page=draw(st.integers(0, max(card.pages - 1, 0))),
        before=draw(st.integers(0, 6)),
        after=draw(st.integers(0, 6)),
    )
    return card, snapshot


@settings(deadline=None)
@given(cards(), st.none() | TEXTS)
def test_a_message_keeps_to_its_limit_shows_exact_words_and_obeys_nothing(
    made: tuple[Card, Snapshot], question: str | None
) -> None:
    card, snapshot = made
    content = render_card(card, snapshot, CATALOGUE.words(card.language), question)
    assert length(content) <= MESSAGE_LENGTH
    # The bot's own italics, where it says that it cut a quote, are no part of what it quotes.
    notice = re.compile(r"(?m)^\*(?:Coupé ici|Cut here)[^*]*\*$")
    shown = show_message(notice.sub("cut", content))
    article, stretch = stretch_of(card, snapshot, card.shown[0]) if card.shown else (None, None)
    for at, (quote, place) in enumerate(zip(shown.quotes, card.shown, strict=False)):
        assert article is not None
        assert stretch is not None
        start, end = (place.start, place.end) if at else (stretch.start, stretch.end)
        whole = lines(article.text[start:end])
        assert whole.startswith(quote.text)
        assert quote.text == whole or notice.search(content)
        assert quote.obeyed == []
    assert bool(shown.quotes) == bool(card.shown)
    assert shown.around.obeyed == []


@settings(deadline=None)
@given(cards())
async def test_the_buttons_of_any_answer_are_within_discords_limits(made: tuple[Card, Snapshot]) -> None:
    card, snapshot = made
    for language in CATALOGUE.languages:
        view = answer_view(card, snapshot, CATALOGUE.words(language), Controls(2**64 - 1, votes=True))
        buttons = [item.item if isinstance(item, discord.ui.DynamicItem) else item for item in view.children]
        assert len(buttons) <= 10
        for button in buttons:
            assert isinstance(button, discord.ui.Button)
            assert 1 <= length(button.label or "") <= 80
            assert len(button.custom_id or "") <= 100
            assert len(button.url or "") <= LINK_LENGTH
        ids = [button.custom_id for button in buttons if isinstance(button, discord.ui.Button) and button.custom_id]
        assert len(ids) == len(set(ids))


@given(TEXTS)
def test_a_question_is_read_back_from_the_line_above_its_answer(question: str) -> None:
    line = header(question)
    assert "\n" not in line
    assert length(line) <= 250
    if not line.endswith("…"):
        assert read_header(f"{line}\n> quote") == one_line(question)


@given(TEXTS, URLS.filter(lambda url: url is not None))
def test_a_link_stays_within_its_brackets(label: str, url: str) -> None:
    assert re.fullmatch(r"\[L\]\(<[^<>()\s]+>\)", masked_link("L", url))


# ---------------------------------------------------------------- text fragments

WORDS = st.lists(
    st.text(st.characters(categories=["L", "N", "P", "S", "M"]), min_size=1, max_size=12), min_size=1, max_size=30
)


@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=3))
def test_a_text_fragment_names_the_first_and_the_last_words_of_a_quote(paragraphs: list[str]) -> None:
    link = sentence_link("https://a.b/c", "\n\n".join(paragraphs))
    if link == "https://a.b/c":
        return
    directive = link.removeprefix("https://a.b/c#:~:text=")
    assert len(directive) <= FRAGMENT_LENGTH
    # What remains unencoded is what the syntax of a text directive lets stand, its own comma aside.
    assert re.fullmatch(r"(?:[A-Za-z0-9_.~]|%[0-9A-F]{2})+(?:,(?:[A-Za-z0-9_.~]|%[0-9A-F]{2})+)?", directive)
    start, _, end = (unquote(part) for part in directive.partition(","))
    first, last = (" ".join(paragraph.split()) for paragraph in (paragraphs[0], paragraphs[-1]))
    assert first.startswith(start)
    if end:
        assert last.endswith(end)
        assert len(paragraphs) > 1 or len(start) + len(end) < len(first)
    else:
        assert [start] == [" ".join(paragraph.split()) for paragraph in paragraphs]


@pytest.mark.parametrize(
    ("url", "text", "link"),
    [
        ("https://a.b/c", "Deux mots", "https://a.b/c#:~:text=Deux%20mots"),
        ("https://a.b/c", "a-b, c & d", "https://a.b/c#:~:text=a%2Db%2C%20c%20%26%20d"),
        ("https://a.b/c", "« déjà »", "https://a.b/c#:~:text=%C2%AB%20d%C3%A9j%C3%A0%20%C2%BB"),
        ("https://a.b/c#part", "mot", "https://a.b/c#part:~:text=mot"),
        ("https://a.b/c#part:~:text=old", "mot", "https://a.b/c#part:~:text=mot"),
        ("https://a.b/c#", "mot", "https://a.b/c#:~:text=mot"),
        ("https://a.b/c", "1 2 3 4 5 6 7 8 9 10 11", "https://a.b/c#:~:text=1%202%203%204%205,7%208%209%2010%2011"),
        ("https://a.b/c", "Fin du titre.\n\nDébut.", "https://a.b/c#:~:text=Fin%20du%20titre.,D%C3%A9but."),
        ("https://a.b/c", "\U0001d504" * 30, "https://a.b/c"),
    ],
)
def test_a_text_fragment_is_encoded_as_its_specification_wants(url: str, text: str, link: str) -> None:
    assert sentence_link(url, text) == link


@given(TEXTS)
def test_a_translation_link_fits_its_button(text: str) -> None:
    link = translation_link(source("mot"), text, "en")
    assert len(link) <= LINK_LENGTH
    assert link.startswith("https://translate.google.com/?op=translate&sl=fr&tl=en&text=")
