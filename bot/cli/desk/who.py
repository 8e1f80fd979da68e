"""Who speaks in the sources, in a terminal."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from bot.cli.exit_status import ANSWERED, UNANSWERED
from bot.cli.terminal import open_console, printable, quote_to_json, show_quote
from bot.i18n import Catalogue

if TYPE_CHECKING:
    from index import Corpus


def print_speakers(corpus: Corpus, name: str, language: str, *, as_json: bool) -> int:
    """Print everybody who speaks with their statements, or those whom `name` asks for; return the exit status."""
    speakers = [speaker for speaker in corpus.speakers() if not name or speaker.is_asked_for(name)]
    if as_json:
        found = [{"name": s.name, "statements": [quote_to_json(quote) for quote in s.statements]} for s in speakers]
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return ANSWERED if speakers else UNANSWERED
    words = Catalogue.load().words(language)
    if not speakers:
        known = " · ".join(speaker.name for speaker in corpus.speakers())
        said = words("who.unknown", name=name, names=known) if known else words("who.empty")
        print(printable(said), file=sys.stderr)
        return UNANSWERED
    console = open_console()
    for speaker in speakers:
        for quote in speaker.statements:
            show_quote(console, quote, words)
    return ANSWERED
