"""A checked quote in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.exit_status import ANSWERED, UNANSWERED
from bot.cli.terminal import open_console, show_quote
from bot.config import ConfigError
from bot.i18n import Catalogue
from bot.messages.desk.verification import LONGEST_CLAIM, remarks, verdict
from index import Match, spoken_language

if TYPE_CHECKING:
    from index import Corpus


def verify(corpus: Corpus, claim: str) -> int:
    """Print how a supposed quote stands to the sources; return the exit status. Raises `ConfigError`."""
    if not claim.strip():
        raise ConfigError('there is no quote; try: incident-bot verify "..."')
    if len(claim) > LONGEST_CLAIM:
        raise ConfigError(f"a quote of {len(claim):,} characters is too long: check {LONGEST_CLAIM:,} at a time.")
    found = corpus.verify(claim)
    console, words = open_console(), Catalogue.load().words(spoken_language(claim))
    for line in verdict(found, corpus.sources, words):
        console.print(line.replace("**", ""), style="bold", markup=False)
    for finding in found.findings:
        if finding.quote is not None:
            show_quote(console, finding.quote, words)
    for line in remarks(found, words):
        console.print(line, markup=False)
    return ANSWERED if found.match in {Match.EXACT, Match.TYPOGRAPHY} else UNANSWERED
