"""A summary of the sources, in a terminal."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from bot.cli.exit_status import ANSWERED, UNANSWERED
from bot.cli.terminal import open_console, printable, quote_to_json, show_summary
from bot.i18n import Catalogue
from bot.messages.desk.summary import say_why_empty
from bot.messages.markdown import unescape
from index import spoken_language

if TYPE_CHECKING:
    from index import Corpus, Length


def print_summary(corpus: Corpus, length: Length, about: str, *, as_json: bool) -> int:
    """Print a summary of the sources, or of what they say about a topic; return the exit status."""
    summary = corpus.summary(length, about)
    if as_json:
        print(json.dumps([quote_to_json(quote) for quote in summary.quotes], ensure_ascii=False, indent=2))
        return ANSWERED if summary.quotes else UNANSWERED
    words = Catalogue.load().words(spoken_language(about), corpus.sources[0].language if corpus.sources else None)
    if not summary.quotes:
        print(printable(unescape(say_why_empty(summary, words))), file=sys.stderr)
        return UNANSWERED
    show_summary(open_console(), summary, words)
    return ANSWERED
