"""Verbs of speech with their auxiliaries, as they stand in a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from index.answers.attribution.phrases import begins, follows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.answers.attribution.phrases import Reader
    from index.answers.attribution.speech import Verb

_INVERTED = re.compile(r"(?:(?P<aux>a-t|ont|avait|avaient)|(?P<verb>[^\W\d_-]{2,20})(?:-t)?)-(?P<who>ils?|elles?)")
_WAS = {"est": "s'", "était": "s'", "sont": "se", "étaient": "se"}
_HAS = {"fr": frozenset("a ont avait avaient".split()), "en": frozenset("has have had".split())}
_ADVERB = {"fr": "ement", "en": "ly"}


class VerbGroup(NamedTuple):
    """A verb of speech with its auxiliary: the words from `start` up to `end`."""

    start: int
    end: int
    verb: Verb
    pronoun: int | None = None  # the word that holds an inverted one
    bare: bool = True  # without an auxiliary


def read_verb(reader: Reader, at: int) -> VerbGroup | None:
    """Return the verb of speech that begins at word `at`, if one does that is not negated."""
    words, speech = reader.words, reader.speech
    low, before = words[at].low, words[at - 1].low if at else ""
    if before in {"ne", "n'", "not", "never"}:
        return None
    if speech.language == "fr" and (inverted := _INVERTED.fullmatch(low)):
        if not inverted["aux"]:
            verb = next((v for v in speech.present.get(inverted["verb"], ()) if len(v.words) == 1), None)
            return VerbGroup(at, at + 1, verb, at) if verb else None
        end, verb = _verb(reader, skip_around(reader, at + 1), speech.past)
        return VerbGroup(at, end, verb, at) if verb else None
    if low in _HAS[speech.language]:
        end, verb = _verb(reader, skip_around(reader, at + 1), speech.past)
        return VerbGroup(at, end, verb, bare=speech.language == "fr") if verb else None
    if _WAS.get(low) == before:
        end, verb = _verb(reader, skip_around(reader, at + 1), speech.reflexive)
        return VerbGroup(at - 1, end, verb) if verb else None
    end, verb = _verb(reader, at, speech.present)
    if verb is None and speech.language == "en":
        end, verb = _verb(reader, at, speech.past)
    return VerbGroup(at, end, verb) if verb else None


def _verb(reader: Reader, at: int, verbs: Mapping[str, tuple[Verb, ...]]) -> tuple[int, Verb | None]:
    words = reader.words
    if at < len(words):
        for verb in verbs.get(words[at].low, ()):
            if follows(words, at, verb.words):
                return at + len(verb.words), verb
    return at, None


def skip_around(reader: Reader, at: int) -> int:
    """Return where the words that may stand between a speaker and the verb end."""
    words = reader.words
    while at < len(words):
        after = begins(words, at, reader.speech.around)
        if after == at and words[at].small and words[at].low.endswith(_ADVERB[reader.speech.language]):
            after = at + 1
        if after == at:
            return at
        at = after
    return at
