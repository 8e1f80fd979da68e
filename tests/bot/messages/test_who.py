from __future__ import annotations

from pathlib import Path

import pytest

from bot.i18n import Catalogue
from bot.messages.desk.who import render_speakers, render_statements
from bot.messages.markdown import MESSAGE_LENGTH, length
from bot.messages.quotes import assemble, block_of
from index import Corpus, Source
from tests.bot.discord_markdown import show_message

WORDS = Catalogue.load().words("en")


def corpus(*paragraphs: str) -> Corpus:
    text = "\n\n".join(["Storm", *paragraphs])
    return Corpus((Source("a", Path("a.txt"), "Storm", text, "en", publisher="News", published="2024-08-05"),))


def said_by(count: int, words: int = 8) -> Corpus:
    return corpus(*(f"Captain Ahab{chr(97 + n)} said the roof had gone{' and gone' * words}." for n in range(count)))


def test_a_quote_of_each_speaker_stands_above_their_name() -> None:
    text = render_speakers(corpus("Jane Eyre said the roof had gone.", "The mayor denied it.").speakers(), WORDS)
    assert text.splitlines() == [
        "**Who speaks in the sources:**",
        "> Jane Eyre said the roof had gone.",
        "— Jane Eyre · paragraph 1",
        "> The mayor denied it.",
        "— The mayor · Storm, News, paragraph 2 · August 5, 2024",
    ]


def test_quotes_of_one_source_share_its_line_and_each_speaker_has_their_own() -> None:
    sources = corpus("Jane Eyre said it was over. Jane Eyre said all were safe. The rain went on.")
    quotes = [q for speaker in sources.speakers() for q in speaker.statements]
    lines = assemble([], [block_of(quote) for quote in quotes], [], WORDS).splitlines()
    assert [line for line in lines if line.startswith("— ")] == [
        "— Jane Eyre · Storm, News, paragraph 1 · August 5, 2024"
    ]


@pytest.mark.parametrize(("count", "words"), [(1, 300), (3, 100), (20, 10), (26, 40)])
def test_however_many_speak_the_message_holds_some_and_names_others(count: int, words: int) -> None:
    speakers = said_by(count, words).speakers()
    assert len(speakers) == count
    for text in (render_speakers(speakers, WORDS), render_statements("Captain", speakers, WORDS)):
        assert length(text) <= MESSAGE_LENGTH
        assert show_message(text).quotes
    quoted = len(show_message(render_speakers(speakers, WORDS)).quotes)
    assert ("They also quote" in render_speakers(speakers, WORDS)) == (quoted < count)
    assert ("more quote" in render_statements("captain", speakers, WORDS)) == (quoted < count)


def test_a_name_cannot_break_out_of_the_message() -> None:
    text = render_statements("**x** <@1> @everyone\n> y", corpus("Jane Eyre said it was over.").speakers(), WORDS)
    shown = show_message(text)
    assert (shown.quotes, shown.around.bold, shown.around.obeyed) == ([], [], [])
