"""The speakers of a passage, sentence by sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from index.answers.attribution.clauses import clauses, speaker_words
from index.answers.attribution.phrases import Reader
from index.answers.attribution.speech import Kind, load_speech
from index.answers.attribution.words import quotations, read_words
from index.text.rarity import spoken_language
from index.text.spans import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.answers.attribution.clauses import Clause
    from index.answers.attribution.speech import Speech
    from index.text.spans import Span

LEAST_QUOTED = 3  # words: less than that in quotation marks is an expression, which nobody goes on from

_NAMED = re.compile(r"(?<=[^\W\d_],\s|[^\W\d_][^\W\d_]\s)[^\W\d_a-zß-öø-ÿ][\w’'-]*+")
_SMALL = re.compile(r"(?<![\w’'-])[a-zß-öø-ÿ][\w’'-]*+")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says a sentence, how, and how firmly it is put."""

    speaker: Span | None  # of the text; None where it does not say, or not for sure
    kind: Kind | None  # None where no verb says so
    hedged: bool  # put as not established: a conditional, "reportedly"


NOBODY = Attribution(None, None, hedged=False)


@dataclass(frozen=True, slots=True)
class _Said:
    """What is known of a sentence: its speaker, whether the words are quoted, and whether they are a pronoun's."""

    speaker: Span
    kind: Kind | None
    direct: bool
    gender: str = ""  # of the speaker's article: m, f or unknown
    plural: bool = False
    person: bool | None = None


def attribute(text: str, sentences: Sequence[Span], language: str) -> tuple[Attribution, ...]:
    """Tell for each of a passage's `sentences`, spans of its `text`, who says it.

    Languages without rules get no speakers. A sentence of several speakers has none, unless one reports the others.

    >>> text = "The yard denied it. “We did all we could,” said Ann Lee. “It was too late.”"
    >>> found = attribute(text, ((0, 19), (20, 55), (56, 75)), "en")
    >>> [(text[slice(*a.speaker)], str(a.kind)) for a in found if a.speaker]
    [('The yard', 'denial'), ('Ann Lee', 'statement'), ('Ann Lee', 'statement')]
    """
    speech = load_speech().get(spoken_language(text) if language == "und" else language)
    if speech is None:
        return (NOBODY,) * len(sentences)
    quoted, (names, small) = quotations(text), _names(text)
    found: list[_Said | None] = []
    readers = [Reader(read_words(text, *sentence, quoted), speech, names, small) for sentence in sentences]
    for reader in readers:
        found.append(_said(reader, found[-1] if found else None, readers[len(found) - 1] if found else None))
    _spread(text, sentences, quoted, found, speech, names)
    return tuple(
        Attribution(
            said.speaker if said else None,
            said.kind if said else None,
            hedged=_is_hedged(text[start:end], said, speech),
        )
        for (start, end), said in zip(sentences, found, strict=True)
    )


@lru_cache(maxsize=1 << 6)
def _names(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that a text writes with a capital within its sentences, and those in small letters."""
    return frozenset(_NAMED.findall(text)), frozenset(_SMALL.findall(text))


def _said(reader: Reader, before: _Said | None, reader_before: Reader | None) -> _Said | None:
    """Return who says a sentence, as far as it tells or the one before does."""
    told = clauses(reader)
    speakers = {speaker_words(reader, clause): clause for clause in told if not clause.pronoun}
    direct = any(word.quoted and word.end - word.start > LEAST_QUOTED * 4 for word in reader.words)
    if len(speakers) > 1:
        return None
    if speakers:
        (clause,) = speakers.values()
        if told[0].pronoun:
            return None
        return _of(reader, clause, direct=direct)
    if not told:
        return None
    own = reader.phrase(0)
    pronoun = reader.words[told[0].start].low.rpartition("-")[2]
    if own and "-" in reader.words[told[0].start].low:
        clause = told[0]._replace(start=own.start, end=own.end, phrase=own, pronoun=False)
        said = _of(reader, clause, direct=direct)
        return said if _agrees(pronoun, said) else None
    if before is None or reader_before is None or not _agrees(pronoun, before):
        return None
    if _others(reader_before, before.speaker):
        return None
    return _Said(before.speaker, told[0].kind, direct, before.gender, before.plural, before.person)


def _of(reader: Reader, clause: Clause, *, direct: bool) -> _Said:
    words, phrase, speech = reader.words, clause.phrase, reader.speech
    first = words[clause.start].low
    gender = {"le": "m", "un": "m", "la": "f", "une": "f"}.get(first, "")
    head = words[phrase.head].low if phrase and phrase.head is not None else ""
    plural = first in {"les", "des", "plusieurs", "certains", "deux", "two", "several"} or head.endswith("s")
    person: bool | None = None
    if head:
        person = head in speech.people
    elif clause.end - clause.start > 1 and first not in speech.determiners:
        person = None
    span = words[clause.start].start, words[clause.end - 1].end
    return _Said(span, clause.kind, direct, gender, plural, person)


def _agrees(pronoun: str, said: _Said) -> bool:
    match pronoun:
        case "ils" | "elles" | "they":
            return said.plural
        case "he" | "she":
            return not said.plural and said.person is not False
        case "it":
            return not said.plural and not said.person
        case "il":
            return not said.plural and said.gender != "f"
        case "elle":
            return not said.plural and said.gender != "m"
        case _:
            return False


def _others(reader: Reader, speaker: Span) -> bool:
    """Tell whether a sentence names somebody else by two words, whom a pronoun may mean as well."""
    words = reader.words
    at = 0
    while at < len(words):
        end = reader.pure_name(at)
        if end > at + 1 and (words[end - 1].end <= speaker[0] or words[at].start >= speaker[1]):
            return True
        at = max(end, at + 1)
    return False


def _spread(
    text: str,
    sentences: Sequence[Span],
    quoted: Sequence[Span],
    found: list[_Said | None],
    speech: Speech,
    names: frozenset[str],
) -> None:
    """Give a quotation's speaker to all of its sentences, and to the quotation that goes on from it."""
    for start, end in quoted:
        inside = [n for n, (a, b) in enumerate(sentences) if a < end and start < b]
        if not inside:
            continue
        told = [n for n in inside if found[n]]
        whole = [n for n in inside if visible(text, max(sentences[n][0], start), min(sentences[n][1], end + 1))]
        if not told and sentences[inside[0]][0] == start:
            told = _told_within(text, sentences, inside, (start, end), found, speech, names)
        speakers = {found[n].speaker for n in told if found[n]}  # type: ignore[union-attr]
        if not told and sentences[inside[0]][0] == start and sentences[inside[-1]][1] <= end + 1 and inside[0]:
            earlier = found[inside[0] - 1]
            if earlier and earlier.direct:
                for n in inside:
                    found[n] = _Said(earlier.speaker, earlier.kind, True, earlier.gender, earlier.plural, earlier.person)
        elif len(speakers) == 1:
            said = found[told[0]]
            for n in whole:
                if found[n] is None and said is not None and end - start > LEAST_QUOTED * 4:
                    found[n] = _Said(said.speaker, said.kind, True, said.gender, said.plural, said.person)


def _told_within(
    text: str,
    sentences: Sequence[Span],
    inside: Sequence[int],
    quotation: Span,
    found: list[_Said | None],
    speech: Speech,
    names: frozenset[str],
) -> list[int]:
    """Look for a clause that stands within the quotation, as French newspapers have it: « Tout va, a dit X. »"""
    for n in inside:
        start, end = max(sentences[n][0], quotation[0] + 1), min(sentences[n][1], quotation[1] - 1)
        reader = Reader(read_words(text, start, end, ()), speech, names)
        told = [clause for clause in clauses(reader) if not clause.pronoun and clause.start > clause.at]
        if len(told) == 1 and reader.words[told[0].at - 1].low == ",":
            found[n] = _of(reader, told[0], direct=True)
            return [n]
    return []


# ---------------------------------------------------------------- how firmly

_THAT = re.compile(r"\b(?:que|qu['’])", re.IGNORECASE)

def _is_hedged(sentence: str, said: _Said | None, speech: Speech) -> bool:
    """Tell whether a sentence puts something as not established.

    A conditional is a condition beside "if", and the future of the past below "said that".
    """
    if speech.hedge.search(sentence):
        return True
    if sentence.endswith("?") or speech.unless.search(sentence):
        return False
    conditional = speech.conditional.search(sentence)
    if said is None:
        return conditional is not None
    if said.kind is None:
        return conditional is not None or speech.weaker.search(sentence) is not None
    return conditional is not None and not _THAT.search(sentence, 0, conditional.start())
