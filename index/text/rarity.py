"""How rare a word is in a language at large, however often the articles at hand repeat it.

The figures derive from wordfreq (Robyn Speer, "rspeer/wordfreq", 2022), see data/README.md.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from index.text.tokens import LANGUAGES, UNDETERMINED, fold_words, language_of, stem

if TYPE_CHECKING:
    from collections.abc import Iterable

COMMONEST, RAREST = 7.0, 2.5  # on the Zipf scale: log10 of uses in a billion words
HARDLY_KNOWN = 0.6  # the rarity
UNHEARD = 2.0  # of a word that a language does not list
CLEARLY = 1.2  # by how much words together must be commoner in a language to be of it


def rarity(word: str, language: str) -> float:
    """Return 0 for the commonest words of `language` to 1 for a word it hardly knows (a name, a typing error)."""
    return _on_scale(max(load_frequencies(code).get(word, RAREST) for code in _languages(language)))


def is_hardly_known(word: str, language: str) -> bool:
    """Tell whether a word is so rare in a language that with a capital it is a name."""
    return rarity(word, language) > HARDLY_KNOWN


@lru_cache(maxsize=1 << 14)
def rarity_of_root(word: str, language: str) -> float:
    """Return the rarity of all forms of a word together: a rare form of a common word is no rare word."""
    return _on_scale(max(_load("roots", code).get(stem(word, code), RAREST) for code in _languages(language)))


def likelier_language(words: Iterable[str]) -> str:
    """Return the language in which these folded words are the commoner ones, "und" where they do not tell.

    >>> likelier_language(["weather"]), likelier_language(["merci"]), likelier_language(["delta"])
    ('en', 'fr', 'und')
    """
    found = [[load_frequencies(code).get(word, UNHEARD) for code in LANGUAGES] for word in words]
    sums = {code: sum(of_word[at] for of_word in found) for at, code in enumerate(LANGUAGES)}
    best, second = sorted(sums, key=lambda code: -sums[code])[:2]
    return best if sums[best] - sums[second] > CLEARLY else UNDETERMINED


def written_language(text: str) -> str:
    """Return the language of a text, be it a word or two, "und" where its words do not tell."""
    words = fold_words(text, 0, 4000)
    return language_of(words, default="") or likelier_language(words)


def load_frequencies(language: str) -> dict[str, float]:
    """Return the words of a language that are not rare, and how frequent each is on the Zipf scale."""
    return _load("frequency", language)


def _languages(language: str) -> tuple[str, ...]:
    return (language,) if language in LANGUAGES else LANGUAGES


def _on_scale(zipf: float) -> float:
    return min(max((COMMONEST - zipf) / (COMMONEST - RAREST), 0.0), 1.0)


@lru_cache
def _load(table: str, language: str) -> dict[str, float]:
    frequencies = {}
    for line in (files("index") / "data" / f"{table}-{language}.txt").read_text("utf-8").splitlines():
        zipf, *words = line.split()
        frequencies.update(dict.fromkeys(words, float(zipf)))
    return frequencies
