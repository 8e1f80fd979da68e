from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.links import FRAGMENT_LENGTH, LINK_LENGTH, masked_link, sentence_link, translation_link
from tests.bot.messages.test_answer import URLS, source
from tests.bot.messages.test_markdown import TEXTS


@given(TEXTS, URLS.filter(lambda url: url is not None))
def test_a_link_stays_within_its_brackets(label: str, url: str) -> None:
    assert re.fullmatch(r"\[L\]\(<[^<>()\s]+>\)", masked_link("L", url))


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
