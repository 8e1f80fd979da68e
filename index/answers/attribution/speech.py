"""The words that tell a speaker, by language, as `data/speech.yaml` lists them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Words = tuple[str, ...]  # as tokens, in small letters
Phrases = dict[str, tuple[Words, ...]]  # by their first words


class Kind(StrEnum):
    """What somebody's words are, where the verb says so."""

    STATEMENT = "statement"
    ALLEGATION = "allegation"
    DENIAL = "denial"
    APOLOGY = "apology"
    ANNOUNCEMENT = "announcement"


class Verb(NamedTuple):
    """A form of a verb of speech."""

    words: Words
    kind: Kind
    free: bool  # whether it tells a speaker without a quotation, a colon or a clause beside it


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """The words of a language; verbs are found by the first word of a form."""

    language: str
    past: Mapping[str, tuple[Verb, ...]]  # French: participles, after `a` and `ont`
    present: Mapping[str, tuple[Verb, ...]]
    reflexive: Mapping[str, tuple[Verb, ...]]  # French participles after `s'est`
    people: frozenset[str]
    bodies: frozenset[str]
    papers: frozenset[str]
    for_others: frozenset[str]
    according: Phrases
    determiners: frozenset[str]
    links: frozenset[str]
    before_noun: frozenset[str]
    after_noun: tuple[Words, ...]
    days: frozenset[str]
    never: frozenset[str]
    never_before: frozenset[str]
    around: Phrases
    hints: frozenset[str]  # a sentence without any of these words has no reporting clause, but for a colon
    hedge: re.Pattern[str]
    conditional: re.Pattern[str]
    weaker: re.Pattern[str]  # that tells only beside a source: "selon X, cela coûterait"
    unless: re.Pattern[str]  # what makes a conditional a condition

    def may_report(self, sentence: str) -> bool:
        """Tell whether a sentence holds a word that a reporting clause has; most do not, and need not be read."""
        return not self.hints.isdisjoint(_LETTERS.findall(sentence.lower()))

    def speaks(self, word: str) -> bool:
        """Tell whether a noun is one of those that speak."""
        return word in self.people or word in self.bodies or word in self.papers


_LETTERS = re.compile(r"[^\W\d_]++")
ENDINGS = {"fr": ("é", "e", "ent"), "en": ("ed", "s", "")}


@lru_cache
def load_speech() -> dict[str, Speech]:
    """Return the words that ship with the package, by language."""
    data = yaml.load((files("index") / "data" / "speech.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {language: _read(language, words) for language, words in data.items()}


def _read(language: str, data: dict[str, Any]) -> Speech:
    past: dict[str, tuple[Verb, ...]] = {}
    present: dict[str, tuple[Verb, ...]] = {}
    reflexive: dict[str, tuple[Verb, ...]] = {}
    for kind, lists in data["verbs"].items():
        for how, verbs in lists.items():
            for written in verbs.split():
                if how == "reflexive":
                    for form in (written, f"{written}e", f"{written}s", f"{written}es"):
                        _add(reflexive, form, Kind(kind), free=kind != "statement")
                    continue
                first, *others = _forms(written, language)
                _add(past, first, Kind(kind), free=how == "free")
                for form in others:
                    _add(present, form, Kind(kind), free=how == "free")
    hedges = data["hedges"]
    names = (
        *("people", "bodies", "papers", "for_others", "determiners", "links", "days", "never", "never_before"),
        "before_noun",
    )
    lists = {name: frozenset(data[name].split()) for name in names}
    return Speech(
        language,
        past,
        present,
        reflexive,
        according=_by_first(_compounds(data["according"])),
        after_noun=tuple(_compounds(data["after_noun"])),
        around=_by_first(_compounds(data["around"])),
        hints=frozenset(_hints([*past, *present, *reflexive], _compounds(data["according"]))),
        hedge=re.compile(rf"\b(?:{hedges['markers']})\b", re.IGNORECASE),
        conditional=re.compile(rf"\b(?!{hedges['not']})(?:{hedges['conditional']})\b", re.IGNORECASE),
        weaker=re.compile(rf"\b(?!{hedges['not']})(?:{hedges['weaker']})\b", re.IGNORECASE),
        unless=re.compile(rf"\b{hedges['unless']}\b", re.IGNORECASE),
        **lists,
    )


def _add(verbs: dict[str, tuple[Verb, ...]], form: str, kind: Kind, *, free: bool) -> None:
    words = tuple(form.split("+"))
    known = (*verbs.get(words[0], ()), Verb(words, kind, free))
    verbs[words[0]] = tuple(sorted(known, key=lambda verb: -len(verb.words)))  # the longest one first


def _forms(written: str, language: str) -> Words:
    """Return the past, the present of one and that of several of a verb, which may be regular."""
    if "/" in written:
        return tuple(written.split("/"))
    past, one, several = ENDINGS[language]
    if language == "fr":
        root = written.removesuffix("er")
        return root + past, root + one, root + several
    return written.removesuffix("e") + past, written + one, written + several


def _compounds(written: str) -> Iterator[Words]:
    for compound in written.split():
        yield tuple(compound.split("+"))


def _by_first(phrases: Iterable[Words]) -> Phrases:
    found: Phrases = {}
    for phrase in phrases:
        found[phrase[0]] = (*found.get(phrase[0], ()), phrase)
    return found


def _hints(verbs: Iterable[str], according: Iterable[Words]) -> Iterator[str]:
    for word in (*verbs, *(max(phrase, key=len) for phrase in according)):
        yield from _LETTERS.findall(word)[-1:]
