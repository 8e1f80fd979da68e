from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n import Catalogue
from bot.messages.answer import header, read_header, render_answer, resolve
from bot.messages.markdown import MESSAGE_LENGTH, length, one_line
from bot.messages.state import AnswerState, Citation
from bot.service.snapshots import Snapshot
from index import Corpus, Source, Standing
from tests.bot.discord_markdown import show_message
from tests.bot.messages.test_markdown import TEXTS, lines

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
def states(draw: st.DrawFn) -> tuple[AnswerState, Snapshot]:
    snapshot = draw(snapshots())
    article, citations = snapshot.corpus.sources[0], []
    for _ in range(draw(st.integers(0, 3))):
        start, end = sorted(draw(st.lists(st.integers(0, len(article.text)), min_size=2, max_size=2, unique=True)))
        cuts = sorted(draw(st.lists(st.integers(0, end - start), max_size=6, unique=True)))
        citations.append(
            Citation(snapshot.versions.of(article), start, end, tuple(zip(cuts[::2], cuts[1::2], strict=False)))
        )
    standing = draw(st.sampled_from(Standing))
    state = AnswerState(
        standing, tuple(citations), draw(st.sampled_from(["fr", "en"])), draw(st.sampled_from(["fr", "en", "und"]))
    )
    state = AnswerState(
        standing,
        state.citations,
        state.language,
        state.question_language,
        page=draw(st.integers(0, max(state.pages - 1, 0))),
        before=draw(st.integers(0, 6)),
        after=draw(st.integers(0, 6)),
    )
    return state, snapshot


@settings(deadline=None)
@given(states(), st.none() | TEXTS)
def test_a_message_keeps_to_its_limit_shows_exact_words_and_obeys_nothing(
    made: tuple[AnswerState, Snapshot], question: str | None
) -> None:
    state, snapshot = made
    content = render_answer(state, snapshot, CATALOGUE.words(state.language), question)
    assert length(content) <= MESSAGE_LENGTH
    # The bot's own italics, where it says that it cut a quote, are no part of what it quotes.
    notice = re.compile(r"(?m)^\*(?:Coupé ici|Cut here)[^*]*\*$")
    shown = show_message(notice.sub("cut", content))
    for at, (quote, citation) in enumerate(zip(shown.quotes, state.shown, strict=False)):
        _, stretch = resolve(citation, snapshot, *((0, 0) if at else (state.before, state.after)))
        whole = lines(stretch.shown)
        assert whole.startswith(quote.text)
        assert quote.text == whole or notice.search(content)
        assert quote.obeyed == []
    assert bool(shown.quotes) == bool(state.shown)
    assert shown.around.obeyed == []


@given(TEXTS)
def test_a_question_is_read_back_from_the_line_above_its_answer(question: str) -> None:
    line = header(question)
    assert "\n" not in line
    assert length(line) <= 250
    if not line.endswith("…"):
        assert read_header(f"{line}\n> quote") == one_line(question)
