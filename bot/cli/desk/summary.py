"""A summary in a terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.cli.exit_status import ANSWERED, UNANSWERED
from bot.cli.terminal import open_console, quote_to_json, show_summary
from bot.i18n import Catalogue
from index import spoken_language

if TYPE_CHECKING:
    from index import Corpus, Length


def print_summary(corpus: Corpus, length: Length, about: str, *, as_json: bool) -> int:
    """Print the sentences that say most of the sources, or of a topic; return the exit status."""
    summary = corpus.summary(length, about)
    if as_json:
        found = {
            "length": length,
            "about": summary.about,
            "left_out": summary.left_out,
            "quotes": [quote_to_json(quote) for quote in summary.quotes],
        }
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        words = Catalogue.load().words(spoken_language(about), corpus.sources[0].language)
        show_summary(open_console(), summary, words)
    return ANSWERED if summary.quotes else UNANSWERED
