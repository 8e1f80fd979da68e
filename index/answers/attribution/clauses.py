"""Reporting clauses: where a sentence says whose words it gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from index.answers.attribution.phrases import Phrase, Reader, begins
from index.answers.attribution.speech import Kind
from index.answers.attribution.verbs import VerbGroup, read_verb, skip_around

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.answers.attribution.speech import Speech, Words
    from index.answers.attribution.words import Word

NEAR = 8  # words after a verb among which a clause begins
QUOTED_NEAR = 12  # and a quotation
ASIDE = 16  # words of what stands between commas after a name
PRONOUNS = frozenset("il elle ils elles he she it they".split())

_CLITICS = frozenset("l' lui leur en s' se".split())
_THAT = {"fr": frozenset({"que", "qu'"}), "en": frozenset({"that"})}
_AND = frozenset("et mais or car but and while whereas yet as comme tandis donc".split())
# What a clause hangs on: who speaks in it does not speak in the sentence.
_HANGS = frozenset(
    "que qu' that if si s' whether when lorsque quand after before après avant because since until dont où".split()
)
_BREAKS = frozenset(", ; : — – - ( ) [ ]".split())
_NOT_A_SPEAKER_OF = frozenset("by of about par off up away nothing little rien".split())


class Clause(NamedTuple):
    """One reporting clause: who speaks, as a run of words or as a pronoun, and what the verb says it is."""

    start: int  # the words of the speaker
    end: int
    kind: Kind | None
    pronoun: bool
    phrase: Phrase | None
    at: int  # the word that tells: the verb, or `according`


def clauses(reader: Reader) -> list[Clause]:
    """Return the reporting clauses of a sentence on which no other hangs, in order."""
    found = [*_by_verb(reader), *_by_source(reader), *_by_colon(reader)]
    return sorted(found, key=lambda clause: clause.at)


# ---------------------------------------------------------------- verbs


def _by_verb(reader: Reader) -> Iterator[Clause]:
    at = 0
    while at < len(reader.words):
        group = read_verb(reader, at)
        if group is None:
            at += 1
            continue
        if clause := _told(reader, group):
            yield clause
        at = max(group.end, at + 1)


def _told(reader: Reader, group: VerbGroup) -> Clause | None:
    words = reader.words
    if group.end < len(words) and words[group.end].low in _NOT_A_SPEAKER_OF:
        return None
    kind = group.verb.kind
    if group.pronoun is not None:
        return Clause(group.pronoun, group.pronoun + 1, kind, True, None, group.start)
    start = group.start
    while start and words[start - 1].low in _CLITICS:
        start -= 1
    if start and words[start - 1].low in {"ne", "n'"}:
        return None
    postposed = _after(reader, group, start)
    subject = (
        None if postposed and (words[start - 1].quoted or words[start - 1].low in "!?»") else _before(reader, start)
    )
    # Only in French does a verb between commas come before its speaker: "La banque, a dit le ministre, rouvrira".
    follows = reader.speech.language == "fr" and kind in {Kind.STATEMENT, Kind.ANNOUNCEMENT}
    if postposed and (subject is None or (follows and not subject.pronoun)):
        return postposed._replace(kind=kind)
    if subject is None or not _is_complete(reader, group, subject) or _is_announced(reader, subject, kind):
        return None
    return subject._replace(kind=kind)


def _is_announced(reader: Reader, subject: Clause, kind: Kind) -> bool:
    """Tell a paper that does not announce, but is: `a review announced in 2019`."""
    head = subject.phrase.head if subject.phrase else None
    return kind is Kind.ANNOUNCEMENT and head is not None and reader.words[head].low in reader.speech.papers


def _is_complete(reader: Reader, group: VerbGroup, subject: Clause) -> bool:
    """Tell whether a verb says whose words the sentence gives: by itself, or by a clause or a quotation beside it."""
    words, that = reader.words, _THAT[reader.speech.language]
    if group.verb.free:
        return True
    for at in range(group.end, min(group.end + QUOTED_NEAR, len(words))):
        if words[at].quoted or (words[at].low == ":" and at + 1 < len(words)):
            return True
        if words[at].low in {";", "."}:
            break
        if at < group.end + NEAR and words[at].low in that:
            return True
    if _is_aside(reader, group, subject):
        return True
    return reader.speech.language == "fr" and _infinitive_follows(words, group.end)


def _is_aside(reader: Reader, group: VerbGroup, subject: Clause) -> bool:
    """Tell a clause that stands between commas or at the end: "the loss, the union complained"."""
    words = reader.words
    closes = group.end >= len(words) or words[group.end].low in {",", "."}
    before = words[subject.start - 1] if subject.start else None
    return closes and before is not None and (before.low == "," or before.quoted)


_INFINITIVE = re.compile(r"[^\W\d_]{1,20}(?:er|ir|oir|re)")


def _infinitive_follows(words: Sequence[Word], at: int) -> bool:
    while at < len(words) and words[at].low in {"ne", "n'", "pas", "l'", "les", "le", "la", "s'", "se"}:
        at += 1
    return at < len(words) and words[at].small and _INFINITIVE.fullmatch(words[at].low) is not None


# ---------------------------------------------------------------- the speaker of a verb


def _after(reader: Reader, group: VerbGroup, start: int) -> Clause | None:
    """Find a speaker after the verb: `», a déclaré X`, `," said X`."""
    words = reader.words
    if not start or not group.bare:
        return None
    before = words[start - 1]
    if not (before.quoted or before.low in {",", "!", "?", "»", "”"}):
        return None
    at = skip_around(reader, group.end)
    while at < len(words) and words[at].low in reader.speech.days:
        at += 1  # a promis jeudi la Commission
    phrase = reader.phrase(at, after=True)
    if phrase is None or (phrase.head is None and not phrase.named):
        return None
    end = phrase.end
    if end < len(words) and words[end].low in _THAT[reader.speech.language]:
        return None
    if reader.speech.language == "en" and not _is_inversion(words, start, group, end, reader.speech):
        return None
    return _clause(_beside(reader, phrase), group.start)


def _is_inversion(words: Sequence[Word], start: int, group: VerbGroup, end: int, speech: Speech) -> bool:
    """Tell an English verb before its speaker, beside a quotation or between commas, from one before its object."""
    if words[group.start].low in speech.never_before:
        return False
    quoted = words[start - 1].quoted or (start > 1 and words[start - 2].quoted)
    return quoted or end >= len(words) or words[end].low in {",", "."}


def _beside(reader: Reader, phrase: Phrase) -> Phrase:
    """Return the name that stands beside a noun, `the engineer, Victor X`, else the phrase itself."""
    words = reader.words
    if phrase.named or phrase.end >= len(words) or words[phrase.end].low != ",":
        return phrase
    end = reader.pure_name(phrase.end + 1)
    if end > phrase.end + 1 and (end >= len(words) or words[end].low in {",", ".", "»"} or words[end].quoted):
        return Phrase(phrase.end + 1, end, None, named=True)
    return phrase


def _before(reader: Reader, verb: int) -> Clause | None:
    """Find a speaker before the verb, beside it or with words between commas in between."""
    words = reader.words
    end = verb
    for _ in range(3):
        if found := _ending(reader, end, verb):
            return found
        comma = end - 1 if end == verb else _comma(words, end)
        opening = _comma(words, comma) if comma is not None and words[comma].low == "," else None
        if comma is None or opening is None:
            return None
        if found := _ending(reader, opening, verb):
            name = reader.pure_name(opening + 1)
            phrase = found.phrase
            if phrase and not phrase.named and name == comma:
                return _clause(Phrase(opening + 1, comma, None, named=True), verb)
            return found
        end = opening
    return None


def _comma(words: Sequence[Word], end: int) -> int | None:
    """Return the last comma before word `end`, within reach."""
    return next((at for at in range(end - 1, max(end - ASIDE, 0), -1) if words[at].low == ","), None)


def _ending(reader: Reader, end: int, verb: int) -> Clause | None:
    """Find a speaker whose words end right before word `end`."""
    words = reader.words
    if end and words[end - 1].low in PRONOUNS and _opens(words, end - 1):
        hangs = end > 1 and words[end - 2].low in _HANGS
        return None if hangs else Clause(end - 1, end, None, True, None, verb)
    for start in range(max(end - 2 * NEAR, 0), end):
        if not _opens(words, start):
            continue
        phrase = reader.phrase(start)
        if phrase and (phrase.end == end or skip_around(reader, phrase.end) == end):
            if start and (words[start - 1].low in _HANGS or _is_last_of_several(words, start)):
                return None
            return _clause(phrase, verb)
    return None


def _is_last_of_several(words: Sequence[Word], start: int) -> bool:
    """Tell the last of several speakers, the others of whom could not be read: `Group 1 and Asbury`."""
    joined = words[start - 1].low in {"and", "et"} and start > 1
    return joined and (words[start - 2].capital or words[start - 2].text.isdigit())


def _opens(words: Sequence[Word], at: int) -> bool:
    if not at:
        return True
    before = words[at - 1]
    return before.quoted or before.low in _BREAKS or before.low in _AND or before.low in _HANGS


def _clause(phrase: Phrase, at: int) -> Clause:
    return Clause(phrase.start, phrase.end, None, False, phrase, at)


# ---------------------------------------------------------------- without a verb


def _by_source(reader: Reader) -> Iterator[Clause]:
    """Yield what is said according to somebody."""
    words = reader.words
    for at in range(len(words)):
        end = begins(words, at, reader.speech.according)
        if end > at and (phrase := reader.phrase(end, after=True)):
            yield _clause(_beside(reader, phrase), at)
    if reader.speech.language == "fr" and words and words[0].low == "pour" and (phrase := reader.phrase(1)):
        near = words[phrase.end : phrase.end + QUOTED_NEAR]
        if phrase.end < len(words) and words[phrase.end].low == "," and any(word.quoted for word in near):
            yield _clause(phrase, 0)


def _by_colon(reader: Reader) -> Iterator[Clause]:
    """Yield who stands before a colon and a quotation: `Delta: "..."`."""
    words = reader.words
    phrase = reader.phrase(0) if len(words) > 2 else None
    if phrase and [w.low == ":" or w.quoted for w in words[phrase.end : phrase.end + 2]] == [True, True]:
        yield _clause(phrase, phrase.end)


def speaker_words(reader: Reader, clause: Clause) -> Words:
    """Return the words of a clause's speaker, in small letters."""
    return tuple(word.low for word in reader.words[clause.start : clause.end])
