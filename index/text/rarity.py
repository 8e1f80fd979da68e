"""How rare a word is in a language at large, whatever the articles at hand repeat.

The figures derive from wordfreq (Robyn Speer, "rspeer/wordfreq", 2022), see data/README.md.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from index.text.tokens import LANGUAGES

COMMONEST, RAREST = 7.0, 2.5  # on the Zipf scale: log10 of uses in a billion words


def rarity(word: str, language: str) -> float:
    """Return 0 for the commonest words of `language` to 1 for a word it hardly knows (a name, a typing error)."""
    languages = (language,) if language in LANGUAGES else LANGUAGES
    zipf = max(_zipf(code).get(word, RAREST) for code in languages)
    return min(max((COMMONEST - zipf) / (COMMONEST - RAREST), 0.0), 1.0)


@lru_cache
def _zipf(language: str) -> dict[str, float]:
    table = {}
    for line in (files("index") / "data" / f"frequency-{language}.txt").read_text("utf-8").splitlines():
        zipf, *words = line.split()
        table.update(dict.fromkeys(words, float(zipf)))
    return table
