"""The speakers of a passage, sentence by sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from index.answers.attribution.clauses import clauses, speaker_words
from index.answers.attribution.phrases import Reader
from index.answers.attribution.speech import Kind, load_speech
from index.answers.attribution.words import quotations, read_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.answers.attribution.clauses import Clause
    from index.answers.attribution.speech import Speech
    from index.text.spans import Span

LEAST_QUOTED = 12  # characters: less than that in quotation marks is an expression, which nobody goes on from
READ = 50_000  # characters of a source whose words tell which are names

_GENDERS = {"le": "m", "un": "m", "la": "f", "une": "f"}
_SEVERAL = frozenset("les des plusieurs certains deux trois two three several some".split())

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
    """What is known of a sentence that somebody says."""

    speaker: Span
    kind: Kind | None
    direct: bool  # whether it holds their own words, in quotation marks
    gender: str = ""  # that the speaker's article tells: m or f
    plural: bool = False
    person: bool | None = None  # None where that cannot be told


def attribute(text: str, sentences: Sequence[Span], language: str, whole: str = "") -> tuple[Attribution, ...]:
    """Tell for each of a passage's `sentences`, spans of its `text`, who says it.

    The `whole` text that it is of tells which words are names: those that it never writes small.

    Languages without rules get no speakers. A sentence of several speakers has none, unless one reports the others.

    >>> text = "The yard denied it. “We did all we could,” said Ann Lee. “It was too late.”"
    >>> found = attribute(text, ((0, 19), (20, 55), (56, 75)), "en")
    >>> [(text[slice(*a.speaker)], str(a.kind)) for a in found if a.speaker]
    [('The yard', 'denial'), ('Ann Lee', 'statement'), ('Ann Lee', 'statement')]
    """
    speech = load_speech().get(language)
    if speech is None or not sentences:
        return (NOBODY,) * len(sentences)
    passage = _Passage(text, tuple(sentences), speech, quotations(text), *_written((whole or text)[:READ]))
    found: list[_Said | None] = []
    before: Reader | None = None
    for sentence in sentences:
        reader = passage.reader(*sentence) if passage.may_report(*sentence) else None
        found.append(_said(reader, found[-1] if found else None, before) if reader else None)
        before = reader
    _spread(passage, found)
    return tuple(
        Attribution(
            said.speaker if said else None,
            said.kind if said else None,
            hedged=_is_hedged(text[start:end], said, speech),
        )
        for (start, end), said in zip(sentences, found, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Passage:
    text: str
    sentences: tuple[Span, ...]
    speech: Speech
    quoted: list[Span]
    names: frozenset[str]  # words written with a capital within sentences
    small: frozenset[str]  # and in small letters

    def may_report(self, start: int, end: int) -> bool:
        """Tell whether a sentence may say whose words it gives."""
        quotes = any(first < end and start < last for first, last in self.quoted)
        return quotes or self.speech.may_report(self.text[start:end])

    def reader(self, start: int, end: int) -> Reader:
        """Read `text[start:end]`; a part of a quotation is read as what it says."""
        around = any(first < start and end < last for first, last in self.quoted)
        words = read_words(self.text, start, end, [] if around else self.quoted)
        return Reader(words, self.speech, self.names, self.small)


@lru_cache(maxsize=1 << 6)
def _written(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that a text writes with a capital within its sentences, and those in small letters."""
    return frozenset(_NAMED.findall(text)), frozenset(_SMALL.findall(text))


def _said(reader: Reader, before: _Said | None, reader_before: Reader | None) -> _Said | None:
    """Return who says a sentence, as far as it tells or the one before does."""
    told = clauses(reader)
    speakers = {speaker_words(reader, clause): clause for clause in told if not clause.pronoun}
    direct = any(word.quoted and word.end - word.start > LEAST_QUOTED for word in reader.words)
    if len(speakers) > 1:
        return None
    if speakers:
        (clause,) = speakers.values()
        if told[0].pronoun:
            return None
        return _of(reader, clause, direct=direct)
    if not told:
        return None
    own, pronoun = reader.phrase(0), _pronoun(reader, told[0])
    named = told[0].start
    beside = own is not None and own.head is not None and own.end + 1 < named and reader.words[named - 1].low == ","
    if own and (beside or "-" in reader.words[told[0].start].low):  # "The firm will pay, it said"
        clause = told[0]._replace(start=own.start, end=own.end, phrase=own, pronoun=False)
        said = _of(reader, clause, direct=direct)
        return said if _agrees(pronoun, said) else None
    if before is None or reader_before is None or not _agrees(pronoun, before):
        return None
    if _others(reader_before, before.speaker):
        return None
    return replace(before, kind=told[0].kind, direct=direct)


def _of(reader: Reader, clause: Clause, *, direct: bool) -> _Said:
    words, phrase, speech = reader.words, clause.phrase, reader.speech
    first = words[clause.start].low
    head = words[phrase.head].low if phrase and phrase.head is not None else ""
    return _Said(
        (words[clause.start].start, words[clause.end - 1].end),
        clause.kind,
        direct,
        _GENDERS.get(first, ""),
        first in _SEVERAL or head.endswith("s"),
        head in speech.people if head else None,
    )


def _pronoun(reader: Reader, clause: Clause) -> str:
    return reader.words[clause.start].low.rpartition("-")[2]


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


def _spread(passage: _Passage, found: list[_Said | None]) -> None:
    """Give a quotation's speaker to all of its sentences, and to the quotation that goes on from it."""
    for start, end in passage.quoted:
        inside = [n for n, (a, b) in enumerate(passage.sentences) if a < end and start < b]
        if not inside:
            continue
        opens = passage.sentences[inside[0]][0] == start
        earlier = found[inside[0] - 1] if inside[0] else None
        told = [said for n in inside if (said := found[n])]
        if not told and opens:
            told = _told_within(passage, inside, (start, end), found, earlier)
        if not told and opens and passage.sentences[inside[-1]][1] <= end + 1 and earlier and earlier.direct:
            told = [earlier]  # the whole sentence is a quotation, right behind one
        if len({said.speaker for said in told}) == 1 and end - start > LEAST_QUOTED:
            for n in inside:
                found[n] = found[n] or replace(told[0], direct=True)


def _told_within(
    passage: _Passage, inside: Sequence[int], quotation: Span, found: list[_Said | None], earlier: _Said | None
) -> list[_Said]:
    """Look for a clause that stands within the quotation, as French newspapers have it."""
    for n in inside:
        start, end = passage.sentences[n]
        reader = passage.reader(max(start, quotation[0] + 1), min(end, quotation[1] - 1))
        told = [clause for clause in clauses(reader) if clause.start >= clause.at > 0]
        if len(told) != 1 or reader.words[told[0].at - 1].low != ",":
            continue
        said = None if told[0].pronoun else _of(reader, told[0], direct=True)
        if told[0].pronoun and earlier and _agrees(_pronoun(reader, told[0]), earlier):
            said = replace(earlier, kind=told[0].kind, direct=True)
        if said:
            found[n] = said
            return [said]
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
