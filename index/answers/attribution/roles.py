"""Who a role is: after "the mayor, Ann Lee" a source means her by "the mayor", unless it names another one."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from index.answers.attribution.phrases import Reader
from index.answers.attribution.words import read_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from index.answers.attribution.phrases import Phrase
    from index.answers.attribution.speech import Speech, Words
    from index.text.spans import Span

READ = 20_000  # characters of a source in which roles are looked for: it introduces people at its beginning
BODY = "body"  # one word for the nouns that all stand for a company, an agency


@lru_cache(maxsize=1 << 6)
def _named_roles(text: str, speech: Speech) -> Mapping[Words, Span]:
    """Return the roles of which a text names one holder only, and where it does."""
    reader = Reader(read_words(text, 0, min(len(text), READ), ()), speech, frozenset())
    found: dict[Words, dict[str, Span]] = {}
    for at, word in enumerate(reader.words):
        if word.low in speech.determiners and (phrase := reader.phrase(at)) and phrase.head is not None:
            for role, (start, end) in _held(reader, phrase):
                span = reader.words[start].start, reader.words[end - 1].end
                found.setdefault(role, {}).setdefault(text[slice(*span)].lower(), span)
    return {role: next(iter(names.values())) for role, names in found.items() if len(names) == 1}


def holder(text: str, speaker: Span, speech: Speech) -> Span:
    """Return where a text names who a role is, `speaker` itself where it is none or that is not sure."""
    reader = Reader(read_words(text, *speaker, ()), speech, frozenset())
    phrase = reader.phrase(0)
    if phrase is None or phrase.head is None or phrase.named or phrase.end < len(reader.words):
        return speaker
    role = _role(reader, phrase, phrase.end)
    return _named_roles(text, speech).get(role, speaker) if role else speaker


def _held(reader: Reader, phrase: Phrase) -> Iterator[tuple[Words, Span]]:
    """Yield a role with the words of the name that stands beside it."""
    words = reader.words
    if not phrase.named and phrase.end < len(words) and words[phrase.end].low == ",":
        end = reader.pure_name(phrase.end + 1)
        if end > phrase.end + 1 and end < len(words) and words[end].low in {",", "."}:
            yield _role(reader, phrase, phrase.end), (phrase.end + 1, end)
    apart = reader.speech.links | reader.speech.determiners
    for start in range((phrase.head or 0) + 1, phrase.end):
        if words[start - 1].low not in apart and reader.pure_name(start) == phrase.end:
            yield _role(reader, phrase, start), (start, phrase.end)
            break


def _role(reader: Reader, phrase: Phrase, end: int) -> Words:
    """Return the words of a role, empty where it says too little: a company is one of many."""
    words, speech = reader.words, reader.speech
    first = phrase.start + (words[phrase.start].low in speech.determiners)
    role = tuple(word.low for word in words[first:end])
    if phrase.head is None or words[phrase.head].low not in speech.bodies:
        return role
    at = phrase.head - first
    return (*role[:at], BODY, *role[at + 1 :]) if len(role) > 1 else ()
