"""A timeline's days are written so that everybody reads them their way, whole, and beside the words that say so."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.i18n import Catalogue
from bot.messages.desk.timeline import render_timeline, write_dating
from bot.messages.markdown import MESSAGE_LENGTH, length
from index import Corpus, Dating, Period, Source

DAY = Period(date(2024, 7, 19), date(2024, 7, 19))
ENGLISH, FRENCH = (Catalogue.load().words(language) for language in ("en", "fr"))


@pytest.mark.parametrize(
    ("dating", "discord", "terminal"),
    [
        (
            Dating("July 19, 2024", DAY, False),
            "**<t:1721390400:D>** · “July 19, 2024”",
            "**July 19, 2024** · “July 19, 2024”",
        ),
        (
            Dating("July 18, 2024", DAY, False, datetime(2024, 7, 19, 3, 9, tzinfo=UTC)),
            "**<t:1721358540:f>** · “July 18, 2024”",
            "**July 19, 2024, 03:09 UTC** · “July 18, 2024”",
        ),
        (
            Dating("last\nmonth", Period(date(2024, 6, 1), date(2024, 6, 30)), True),
            "**June 2024** · inferred from “last month”",
            "**June 2024** · inferred from “last month”",
        ),
        (
            Dating("from *2* to 4 May", Period(date(2024, 5, 2), date(2024, 5, 4)), True),
            "**<t:1714651200:D> to <t:1714824000:D>** · inferred from “from \\*2\\* to 4 May”",
            "**May 2, 2024 to May 4, 2024** · inferred from “from \\*2\\* to 4 May”",
        ),
        (Dating("<@1>", None, True), "**date unknown** · “\\<\\@1>”", "**date unknown** · “\\<\\@1>”"),
    ],
)
def test_a_date_is_written_beside_its_words(dating: Dating, discord: str, terminal: str) -> None:
    assert write_dating(dating, ENGLISH) == discord
    assert write_dating(dating, ENGLISH, stamped=False) == terminal


def test_a_timeline_fits_a_message_with_whole_quotes_and_says_how_many_are_left() -> None:
    text = "\n\n".join(f"On {day} July 2024 {'the pumps failed again and ' * 12}stopped." for day in range(1, 31))
    corpus = Corpus((Source("log", Path("log.txt"), "The log", text, "en"),))
    message = render_timeline(corpus.timeline(), FRENCH)
    shown = message.count("again and stopped.")
    assert length(message) <= MESSAGE_LENGTH
    assert shown == message.count("<t:") > 1
    assert f"Encore {30 - shown} phrases" in message


def test_a_sentence_longer_than_a_message_is_cut_and_said_to_be() -> None:
    text = f"On 1 July 2024 they listed {'_a_ *b* `c` [d] ' * 49}everything."
    corpus = Corpus((Source("log", Path("log.txt"), "The log", text, "en"),))
    message = render_timeline(corpus.timeline(), ENGLISH)
    assert length(message) <= MESSAGE_LENGTH
    assert "July 2024" in message


def test_no_date_is_said_to_be_none() -> None:
    corpus = Corpus((Source("log", Path("log.txt"), "The log", "Nothing happened.", "en"),))
    assert render_timeline(corpus.timeline(), ENGLISH) == "The sources name no date."
