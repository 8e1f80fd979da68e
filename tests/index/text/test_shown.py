"""Shown text: the source's text without its markup."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index import Span
from index.text.shown import show

Marked = tuple[str, int, int, list[Span]]  # a text, a span of it, what is hidden


@st.composite
def marked(draw: st.DrawFn) -> Marked:
    """Draw a text, a span of it, and what is hidden in it."""
    text = draw(st.text(alphabet="ab *|\n", min_size=1, max_size=40))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=10)))
    start, end = sorted(draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    return text, start, end, list(zip(cuts[::2], cuts[1::2], strict=False))


@given(marked())
def test_what_is_shown_is_the_text_without_what_is_hidden(case: Marked) -> None:
    text, start, end, hidden = case
    kept = [i for i in range(start, end) if not any(a <= i < b for a, b in hidden)]
    shown = show(text, start, end, hidden)
    assert [text[a:b] for a, b in shown.pieces] == [
        shown.text[at : at + b - a] for at, (a, b) in zip(shown.starts, shown.pieces, strict=True)
    ]
    assert [i for a, b in shown.pieces for i in range(a, b)] == kept
    added = len(shown.text) - len(kept)
    assert 0 <= added < max(len(shown.pieces), 1)


@given(marked(), st.data())
def test_every_shown_span_is_found_in_the_text_and_back(case: Marked, data: st.DataObject) -> None:
    text, start, end, hidden = case
    shown = show(text, start, end, hidden)
    places = [at + i for at, (a, b) in zip(shown.starts, shown.pieces, strict=True) for i in range(b - a)]
    if not places:
        return
    first, last = sorted(data.draw(st.tuples(st.sampled_from(places), st.sampled_from(places))))
    a, b = shown.span(first, last + 1)
    assert shown.shown_span(a, b) == (first, last + 1)
    assert (text[a], text[b - 1]) == (shown.text[first], shown.text[last])


def test_markup_alone_between_two_words_leaves_a_space() -> None:
    assert show("|Asia|77|", 0, 9, [(0, 1), (5, 6), (8, 9)]).text == "Asia 77"
    assert show("in**cred**ible", 0, 14, [(2, 4), (8, 10)]).text == "incredible"
