"""Whose words a stretch of a source is, and all that speak in the sources."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from index.answers.attribution.passage import NOBODY, Attribution, attribute
from index.answers.attribution.roles import holder
from index.answers.attribution.speech import load_speech
from index.segment.splitting import Role
from index.text.rarity import written_language
from index.text.shown import show
from index.text.tokens import UNDETERMINED, fold_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.segment.passages import Passage
    from index.text.spans import Span

KEPT = 1 << 8  # passages whose attributions are kept


class Said(NamedTuple):
    """A sentence that somebody says: number `sentence` of passage number `passage`."""

    passage: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks in the sources, as they are called there, and where."""

    name: str
    said: tuple[Said, ...]  # in reading order


@lru_cache(maxsize=KEPT)
def attributions(passage: Passage) -> tuple[Attribution, ...]:
    """Tell for each sentence of a passage who says it, by what a reader sees of it; spans are of the source's text."""
    source = passage.source
    shown = passage.shown(passage.start, passage.end)
    sentences = [shown.shown_span(*sentence) for sentence in passage.sentences]
    language = written_language(shown.text) if source.language == UNDETERMINED else source.language
    speech = load_speech().get(language)
    if speech is None:
        return (NOBODY,) * len(sentences)
    found = attribute(shown.text, sentences, language, source.text)
    return tuple(
        replace(one, speaker=holder(source.text, shown.span(*one.speaker), speech)) if one.speaker else one
        for one in found
    )


def attribution_of(passages: Iterable[Passage], start: int, end: int) -> Attribution:
    """Tell who says `text[start:end]` of the source of these passages: nobody where its sentences differ in that."""
    found = [
        one
        for passage in passages
        if passage.start < end and start < passage.end
        for (first, last), one in zip(passage.sentences, attributions(passage), strict=True)
        if first < end and start < last
    ]
    if not found:
        return NOBODY
    speakers, kinds = {one.speaker for one in found}, {one.kind for one in found}
    one = speakers.pop() if len(speakers) == 1 else None
    return Attribution(one, kinds.pop() if one and len(kinds) == 1 else None, any(one.hedged for one in found))


def speaker_of(passages: Sequence[Passage], numbers: range, start: int, end: int) -> str | None:
    """Return who says `text[start:end]` of a source whose passages have these numbers; None where that is not sure."""
    first = bisect_right(numbers, start, key=lambda p: passages[p].end)
    last = bisect_left(numbers, end, key=lambda p: passages[p].start)
    over = [passages[p] for p in numbers[first:last]]
    speaker = attribution_of(over, start, end).speaker
    return name_of(over[0], speaker) if speaker else None


def name_of(passage: Passage, speaker: Span) -> str:
    """Return a speaker as a reader sees it, in one line."""
    return " ".join(show(passage.source.text, *speaker, passage.hidden).text.split())


def voices(passages: Sequence[Passage]) -> tuple[Voice, ...]:
    """Return all that speak in the body of the sources, those who say most first.

    Who is named in full once and by the last name later is one; a role is somebody else in each source.
    """
    names: dict[_Key, str] = {}
    said: dict[_Key, list[Said]] = {}
    for p, passage in enumerate(passages):
        if passage.role is not Role.BODY:
            continue
        for s, one in enumerate(attributions(passage)):
            if one.speaker:
                name = name_of(passage, one.speaker)
                key = _key(name, passage)
                names.setdefault(key, name)
                said.setdefault(key, []).append(Said(p, s))
    ends: dict[str, list[_Key]] = {}
    for key in said:
        ends.setdefault(key.words[-1], []).append(key)
    for key in list(said):
        if (whole := _named_in_full(key, ends[key.words[-1]])) in said:
            said[whole] = sorted([*said[whole], *said.pop(key)])
    order = sorted(said, key=lambda key: (-len(said[key]), said[key][0]))
    return tuple(Voice(names[key], tuple(said[key])) for key in order)


class _Key(NamedTuple):
    words: tuple[str, ...]
    source: str  # its id for a role, "" for a name


def _key(name: str, passage: Passage) -> _Key:
    words = tuple(_informative(fold_words(name))) or (name,)
    is_name = any(word[0].isupper() for word in name.split()[1:]) or (name[0].isupper() and len(name.split()) == 1)
    return _Key(words, "" if is_name else passage.source.id)


def _informative(words: list[str]) -> Iterator[str]:
    """Leave out what may stand before the same name or not."""
    yield from words[1:] if len(words) > 1 and words[0] in _ARTICLES else words


_ARTICLES = frozenset("le la les l un une des the a an".split())


def _named_in_full(key: _Key, known: Iterable[_Key]) -> _Key | None:
    """Return the one longer name that ends in this one, where nothing says that it is somebody else's."""
    links = frozenset().union(*(speech.links for speech in load_speech().values()))
    size = len(key.words)
    longer = [
        other
        for other in known
        if not key.source and len(other.words) > size
        if other.words[-size:] == key.words and links.isdisjoint(other.words[:-size])
    ]
    return longer[0] if len(longer) == 1 else None


def speaks_for(name: str, asked: frozenset[str]) -> bool:
    """Tell whether a speaker of that name is who is asked for, or speaks for them: their spokesman, their lawyers.

    >>> [speaks_for(name, frozenset({"delta"})) for name in ("Delta", "a lawyer for Delta", "a client of Delta")]
    [True, True, False]
    """
    words = fold_words(name)
    if not asked.issubset(words):
        return False
    for speech in load_speech().values():
        at = next((n for n, word in enumerate(words) if word in speech.links), None)
        if at is not None and not asked.issubset(words[:at]):
            heads = {word for noun in speech.for_others for word in fold_words(noun)}
            return not heads.isdisjoint(words[:at])
    return True
