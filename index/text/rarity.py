"""How rare a word is in a language at large, however often the articles at hand repeat it.

The figures derive from wordfreq (Robyn Speer, "rspeer/wordfreq", 2022), see data/README.md.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from index.text.tokens import LANGUAGES, stem

COMMONEST, RAREST = 7.0, 2.5  # on the Zipf scale: log10 of uses in a billion words


def rarity(word: str, language: str) -> float:
    """Return 0 for the commonest words of `language` to 1 for a word it hardly knows (a name, a typing error)."""
    return _on_scale(max(load_frequencies(code).get(word, RAREST) for code in _languages(language)))


@lru_cache(maxsize=1 << 14)
def rarity_of_root(word: str, language: str) -> float:
    """Return the rarity of all forms of a word together: a rare form of a common word is no rare word."""
    return _on_scale(max(_load("roots", code).get(stem(word, code), RAREST) for code in _languages(language)))


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
