"""What a message wants of the bot: mostly an answer, sometimes something else. `data/intents.yaml`."""

from __future__ import annotations

import re
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

import yaml

from index.text.rarity import rarity
from index.text.tokens import UNDETERMINED


class Intent(StrEnum):
    """What a message wants."""

    QUESTION = "question"  # an answer from the sources
    OVERVIEW = "overview"  # what it is all about
    CHRONOLOGY = "chronology"  # what happened when
    SOURCES = "sources"  # what the answers are from
    HELP = "help"  # what the bot is and can do
    GREETING = "greeting"
    THANKS = "thanks"
    NOT_FOR_US = "not for us"  # small talk, insults, attempts to give the bot other orders


ASKING = frozenset({Intent.QUESTION, Intent.OVERVIEW})  # the sources may answer them
UNKNOWN = 0.95  # the rarity of a word that the language does not have: it may be misspelt
ALIKE = 0.8  # how like a known word it must then be


def intent_of_words(said: list[str]) -> Intent:
    """Return what a message wants, given its folded words; in doubt it is a question, without any word it is none."""
    if not said:
        return Intent.NOT_FOR_US
    patterns, known = _load()
    words = [_respelt(word, known) for word in said]
    asked = " ".join(words)
    return next((intent for intent, pattern in patterns if pattern.match(asked)), Intent.QUESTION)


def _respelt(word: str, known: frozenset[str]) -> str:
    if len(word) < 5 or word in known or rarity(word, UNDETERMINED) < UNKNOWN:
        return word
    return next(iter(get_close_matches(word, known, 1, ALIKE)), word)


@lru_cache
def _load() -> tuple[tuple[tuple[Intent, re.Pattern[str]], ...], frozenset[str]]:
    """Return the pattern of each intent, and the words that may be misspelt."""
    data = yaml.load((files("index") / "data" / "intents.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    before, after = rf"(?:{data['before']}){{0,5}}", rf"(?: (?:{data['after']}))*\Z"
    patterns = [(Intent(name), rf"{before}(?:{'|'.join(whole)}){after}") for name, whole in data["whole"].items()]
    patterns.append((Intent.NOT_FOR_US, rf"{before}(?:{'|'.join(data['opening'])})\b"))
    return tuple((intent, re.compile(pattern)) for intent, pattern in patterns), frozenset(data["misspelt"].split())
