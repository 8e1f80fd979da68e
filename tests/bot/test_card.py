from __future__ import annotations

import base64
import string
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.messages.state import FORMAT, PACKED_LENGTH, Card, Place, Standing

VERSIONS = st.binary(min_size=5, max_size=5)
LANGUAGES = st.sampled_from(["fr", "en", "und", "de"])


@st.composite
def places(draw: st.DrawFn) -> Place:
    start, size = draw(st.integers(0, 3_000_000)), draw(st.integers(1, 5000))
    cuts = sorted(draw(st.lists(st.integers(0, size), max_size=12, unique=True)))
    return Place(draw(VERSIONS), start, start + size, tuple(zip(cuts[::2], cuts[1::2], strict=False)))


@st.composite
def cards(draw: st.DrawFn) -> Card:
    card = Card(
        draw(st.sampled_from(Standing)),
        tuple(draw(st.lists(places(), max_size=3))),
        draw(LANGUAGES),
        draw(LANGUAGES),
        before=draw(st.integers(0, 9)),
        after=draw(st.integers(0, 9)),
    )
    return replace(card, page=draw(st.integers(0, max(card.pages - 1, 0))))


CARDS = cards()


@given(CARDS)
def test_a_card_travels_in_a_custom_id_and_comes_back(card: Card) -> None:
    packed = card.pack()
    assert len(packed) <= PACKED_LENGTH
    assert set(packed) <= set(string.ascii_letters + string.digits + "-_")
    back = Card.unpack(packed)
    assert [p[:3] for p in back.places] == [p[:3] for p in card.places]
    assert all(b.highlights == c.highlights[: len(b.highlights)] for b, c in zip(back.places, card.places, strict=True))
    assert (back.standing, back.language, back.asked, back.page) == (
        card.standing,
        card.language,
        card.asked,
        card.page,
    )
    assert (back.before, back.after) == (card.before, card.after)


def test_highlights_are_kept_where_there_is_room() -> None:
    place = Place(b"12345", 100, 300, ((0, 5), (10, 20), (30, 34)))
    card = Card(Standing.SURE, (place, place), "fr", "en")
    assert Card.unpack(card.pack()) == card


@given(st.text(string.ascii_letters + string.digits + "-_", max_size=98))
def test_any_other_custom_id_is_no_card_or_a_whole_one(text: str) -> None:
    try:
        card = Card.unpack(text)
    except ValueError:
        return
    assert Card.unpack(card.pack()) == card


@given(CARDS, st.integers(0, 9))
def test_a_custom_id_of_another_format_is_no_card(card: Card, form: int) -> None:
    assume(form != FORMAT)
    data = base64.urlsafe_b64decode(card.pack() + "===")
    other = base64.urlsafe_b64encode(bytes([form]) + data[1:]).decode().rstrip("=")
    with pytest.raises(ValueError, match="card"):
        Card.unpack(other)


@given(CARDS)
def test_a_custom_id_with_something_left_over_is_no_card(card: Card) -> None:
    data = base64.urlsafe_b64decode(card.pack() + "===")
    with pytest.raises(ValueError, match="card"):
        Card.unpack(base64.urlsafe_b64encode(data + b"\0").decode().rstrip("="))


@pytest.mark.parametrize(("standing", "pages"), [(Standing.SURE, 3), (Standing.UNSURE, 3), (Standing.UNANSWERED, 4)])
def test_turning_the_pages_shows_every_quote_and_comes_back(standing: Standing, pages: int) -> None:
    card = Card(standing, tuple(Place(b"12345", n, n + 1) for n in range(3)), "fr", "fr")
    seen, page = set(card.shown), card.turn()
    assert card.pages == pages
    while page != card:
        assert len(page.shown) == 1
        seen |= set(page.shown)
        page = page.turn()
    assert seen == set(card.places)
