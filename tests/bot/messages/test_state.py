from __future__ import annotations

import base64
import string
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.messages.state import FORMAT, PACKED_LENGTH, AnswerState, Citation
from index import Standing

VERSIONS = st.binary(min_size=5, max_size=5)
LANGUAGES = st.sampled_from(["fr", "en", "und", "de"])


@st.composite
def citations(draw: st.DrawFn) -> Citation:
    start, size = draw(st.integers(0, 3_000_000)), draw(st.integers(1, 5000))
    cuts = sorted(draw(st.lists(st.integers(0, size), max_size=12, unique=True)))
    return Citation(draw(VERSIONS), start, start + size, tuple(zip(cuts[::2], cuts[1::2], strict=False)))


@st.composite
def states(draw: st.DrawFn) -> AnswerState:
    state = AnswerState(
        draw(st.sampled_from(Standing)),
        tuple(draw(st.lists(citations(), max_size=3))),
        draw(LANGUAGES),
        draw(LANGUAGES),
        before=draw(st.integers(0, 9)),
        after=draw(st.integers(0, 9)),
    )
    return replace(state, page=draw(st.integers(0, max(state.pages - 1, 0))))


STATES = states()


@given(STATES)
def test_an_answer_travels_in_a_custom_id_and_comes_back(state: AnswerState) -> None:
    packed = state.pack()
    assert len(packed) <= PACKED_LENGTH
    assert set(packed) <= set(string.ascii_letters + string.digits + "-_")
    back = AnswerState.unpack(packed)
    assert [p[:3] for p in back.citations] == [p[:3] for p in state.citations]
    assert all(
        b.highlights == c.highlights[: len(b.highlights)] for b, c in zip(back.citations, state.citations, strict=True)
    )
    assert (back.standing, back.language, back.question_language, back.page) == (
        state.standing,
        state.language,
        state.question_language,
        state.page,
    )
    assert (back.before, back.after) == (state.before, state.after)


def test_highlights_are_kept_where_there_is_room() -> None:
    citation = Citation(b"12345", 100, 300, ((0, 5), (10, 20), (30, 34)))
    state = AnswerState(Standing.SURE, (citation, citation), "fr", "en")
    assert AnswerState.unpack(state.pack()) == state


@given(st.text(string.ascii_letters + string.digits + "-_", max_size=98))
def test_any_other_custom_id_is_no_answer_or_a_whole_one(text: str) -> None:
    try:
        state = AnswerState.unpack(text)
    except ValueError:
        return
    assert AnswerState.unpack(state.pack()) == state


@given(STATES, st.integers(0, 9))
def test_a_custom_id_of_another_format_is_no_answer(state: AnswerState, form: int) -> None:
    assume(form != FORMAT)
    data = base64.urlsafe_b64decode(state.pack() + "===")
    other = base64.urlsafe_b64encode(bytes([form]) + data[1:]).decode().rstrip("=")
    with pytest.raises(ValueError, match="not the state"):
        AnswerState.unpack(other)


@given(STATES)
def test_a_custom_id_with_something_left_over_is_no_answer(state: AnswerState) -> None:
    data = base64.urlsafe_b64decode(state.pack() + "===")
    with pytest.raises(ValueError, match="not the state"):
        AnswerState.unpack(base64.urlsafe_b64encode(data + b"\0").decode().rstrip("="))


@pytest.mark.parametrize(("standing", "pages"), [(Standing.SURE, 3), (Standing.UNSURE, 1), (Standing.UNANSWERED, 4)])
def test_turning_the_pages_shows_every_quote_and_comes_back(standing: Standing, pages: int) -> None:
    state = AnswerState(standing, tuple(Citation(b"12345", n, n + 1) for n in range(3)), "fr", "fr")
    seen, page = set(state.shown), state.turn()
    assert state.pages == pages
    while page != state:
        assert len(page.shown) == 1
        seen |= set(page.shown)
        page = page.turn()
    assert seen == set(state.citations)
