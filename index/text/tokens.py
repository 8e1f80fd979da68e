"""Tokens, folding, stems and the language of a text: one analysis for questions and sources alike."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import filterfalse
from typing import TYPE_CHECKING, NamedTuple

import Stemmer

from index.text.stopwords import ALL_STOP_WORDS, STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

UNDETERMINED = "und"

_STEMMERS = {"fr": "french", "en": "english"}
LANGUAGES = tuple(_STEMMERS)

_INNER = r"[^\W_]*(?:[\u0300-\u036f\u00ad]+[^\W_]*)*"  # combining accents and soft hyphens are part of a word
_TOKEN = re.compile(
    rf"[^\W\d_]{_INNER}"  # first, as nearly all words are like this
    r"|(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?![\d.,]{0,40}\d)"  # 10 000 or 10,000
    r"|\d+[.,]\d+(?![\d.,]{0,40}\d)"  # 1,5 or 1.5
    rf"|\d{_INNER}"
)
_LIGATURES = {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "\u00ad": ""}
_LIGATURE = re.compile(f"[{''.join(_LIGATURES)}]")
_GROUPED = re.compile(r"\d{1,3}(?:\D\d{3})+")


class Token(NamedTuple):
    """A word of a text: its span, and its folded form."""

    start: int
    end: int
    text: str


def tokenize(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Yield the tokens of `text[start:end]`, with spans in `text`."""
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        yield Token(match.start(), match.end(), fold(match[0]))


def written_words(text: str, start: int = 0, end: int | None = None) -> list[str]:
    """Return the tokens of `text[start:end]` as they are written, without their spans."""
    return _TOKEN.findall(text, start, len(text) if end is None else end)


def fold_words(text: str, start: int = 0, end: int | None = None) -> list[str]:
    """Return the folded tokens of `text[start:end]`, without their spans."""
    return list(map(fold, written_words(text, start, end)))


@lru_cache(maxsize=1 << 17)
def fold(word: str) -> str:
    """Return the form in which words are compared: no case, no accents, one way to write a number.

    >>> fold("Été"), fold("10 000"), fold("1,5"), fold("Cœur")
    ('ete', '10000', '1.5', 'coeur')
    """
    if word[0].isdigit() and not word.isalnum():
        return re.sub(r"\D", "", word) if _GROUPED.fullmatch(word) else word.replace(",", ".")
    return "".join(plain(word).split()) or word  # some letters fold to several words


def plain(text: str) -> str:
    """Return `text` without case and accents."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", _LIGATURE.sub(lambda match: _LIGATURES[match[0]], text.casefold()))
    return "".join(filterfalse(unicodedata.combining, folded)).casefold()


_FEMININE = re.compile("ee(s?)$")
_LAST_VOWEL = re.compile("(?<=.{4})[iy]$")


@lru_cache(maxsize=1 << 17)
def stem(word: str, language: str) -> str:
    """Return the Snowball stem of a folded word, or the word itself in a language without a stemmer.

    Snowball recognises French participles by their accents, which folding removes: `annulée` loses its ending all the
    same, and `envoyé` and `envoyer`, `étudié` and `étudier` share a stem.
    """
    name = _STEMMERS.get(language)
    if name is None or word[0].isdigit():
        return word
    if language == "fr":
        stemmed = fold(_stemmer(name).stemWord(_FEMININE.sub(r"e\1", word)))
        return _LAST_VOWEL.sub("", stemmed) or word
    return fold(_stemmer(name).stemWord(word)) or word


@lru_cache
def _stemmer(name: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(name, 0)


def detect_language(text: str, default: str = UNDETERMINED) -> str:
    """Return the language of `text`, judged by its function words, or `default` where they do not settle it."""
    return language_of(fold_words(text, 0, 4000), default)


def language_of(words: Iterable[str], default: str = UNDETERMINED) -> str:
    """Return the language of folded words, or `default` where they do not settle it."""
    votes = dict.fromkeys(LANGUAGES, 0.0)
    for word in filter(ALL_STOP_WORDS.__contains__, words):
        holders = [code for code in LANGUAGES if word in STOP_WORDS[code]]
        for code in holders:
            votes[code] += 1 / len(holders) ** 2
    best, second = sorted(votes, key=lambda code: -votes[code])[:2]
    return best if votes[best] > votes[second] * 1.2 else default
