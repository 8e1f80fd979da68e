"""What two parties say, in a terminal."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from bot.cli.exit_status import ANSWERED, UNANSWERED
from bot.cli.terminal import open_console, printable, quote_to_json, show_quote
from bot.i18n import Catalogue
from bot.messages.desk.compare import say_why_none, say_why_not
from bot.messages.markdown import unescape
from index import PartiesError

if TYPE_CHECKING:
    from index import Comparison, Corpus


def print_comparison(corpus: Corpus, a: str, b: str, about: str, language: str, *, as_json: bool) -> int:
    """Print what each of two parties says about a topic; return the exit status: 1 where neither says anything."""
    words = Catalogue.load().words(language)
    try:
        comparison = corpus.compare(a, b, about)
    except PartiesError as error:
        print(printable(unescape(say_why_not(error, a, b, words))), file=sys.stderr)
        return UNANSWERED
    status = UNANSWERED if comparison.is_empty else ANSWERED
    if as_json:
        print(json.dumps(_to_json(comparison), ensure_ascii=False, indent=2))
        return status
    if comparison.is_empty:
        print(printable(unescape(say_why_none(comparison, words))), file=sys.stderr)
        return status
    console = open_console()
    for party in comparison.parties:
        console.print(printable(party.name), style="bold", markup=False, highlight=False)
        for quote in party.statements:
            show_quote(console, quote, words)
        if not party.statements:
            console.print(f"  {words('compare.nothing')}\n", markup=False, highlight=False)
        elif party.more:
            more = words.count("who.more", party.more).removeprefix("-# ")
            console.print(f"  {more}\n", style="dim", markup=False, highlight=False)
    return status


def _to_json(comparison: Comparison) -> dict[str, object]:
    """Return a comparison as the JSON object that other programs read."""
    parties = [
        {"name": party.name, "statements": [quote_to_json(quote) for quote in party.statements], "more": party.more}
        for party in comparison.parties
    ]
    return {"about": comparison.about, "parties": parties}
