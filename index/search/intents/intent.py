"""What a message may want."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Intent(StrEnum):
    """What a message wants."""

    QUESTION = "question"  # an answer: whatever is none of the others
    OVERVIEW = "overview"  # what it is all about
    CHRONOLOGY = "chronology"  # what happened when
    SOURCES = "sources"  # where it all stands
    HELP = "help"  # what the bot is, and how to ask it
    THANKS = "thanks"  # nothing: it thanks, applauds, takes note or takes leave
    GREETING = "greeting"  # nothing yet
    NOT_FOR_US = "not_for_us"  # small talk, insults, other orders


class Wanted(NamedTuple):
    """What a message wants, and the language that it says so in, `und` where that cannot be told."""

    intent: Intent
    language: str
