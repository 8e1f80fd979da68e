"""What a message wants: an answer to its question, or something else.

Rules come first: they know the words that people say it in, one and all. What no rule knows is judged by a model of
the words of such messages, and is a question unless that is nearly sure.
"""

from __future__ import annotations

from index.search.intents.intent import Intent, Wanted
from index.search.intents.rules import MOST_CHARACTERS, MOST_WORDS, read_by_rules, topic_of
from index.search.intents.wordings import likely_intent
from index.search.spelling import rewrite
from index.text.rarity import written_language
from index.text.tokens import UNDETERMINED, fold_words, language_of

__all__ = [
    "MOST_CHARACTERS",
    "MOST_WORDS",
    "Intent",
    "Wanted",
    "intent_of",
    "read_intent",
    "spoken_language",
    "topic_of",
]


def intent_of(text: str) -> Intent:
    """Tell what any message wants: where that is in doubt, an answer. One that says nothing at all greets.

    >>> [str(intent_of(text)) for text in ("so what happened??", "what happened to Delta?", "timline pls", "merci !")]
    ['overview', 'question', 'chronology', 'thanks']
    >>> [str(intent_of(text)) for text in ("cba to read all that, whats the story", "whats the story with the refunds")]
    ['overview', 'question']
    """
    return read_intent(text).intent


def read_intent(text: str) -> Wanted:
    """Tell what any message wants, and in which language."""
    text = text[:MOST_CHARACTERS]
    said = list(fold_words(rewrite(text)))
    if wanted := read_by_rules(text, said):
        return wanted
    intent = Intent.QUESTION if topic_of(text) else likely_intent(said, asks="?" in text)
    return Wanted(intent, language_of(said))


def spoken_language(text: str) -> str:
    """Return the language of a message, be it a word or two as chats spell them, "und" where nothing tells.

    >>> spoken_language("slt"), spoken_language("c koi"), spoken_language("weather?"), spoken_language("delta?")
    ('fr', 'fr', 'en', 'und')
    """
    language = read_intent(text).language
    return written_language(rewrite(text)) if language == UNDETERMINED else language
