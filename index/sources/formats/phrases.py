"""Phrases that a line begins with, or is."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate, islice

from index.text.tokens import fold_words, tokenize

_PHRASE_WORDS = 6
_OPENING = 120  # characters that hold so many words
_ASKED_AT_ONCE = 4  # lines: each is compared with many lists


def phrases(listed: str) -> frozenset[str]:
    """Read phrases that bars set apart, as folded words."""
    return frozenset(" ".join(fold_words(phrase)) for phrase in listed.split("|"))


def after(words: str, known: frozenset[str]) -> str | None:
    """Return what follows the longest of the phrases that `words` begin with, None where they begin with none."""
    for opening, end in _openings(words):
        if opening in known:
            return words[end:].strip()
    return None


def opens(words: str, known: frozenset[str]) -> bool:
    """Tell words that begin with one of the phrases."""
    return any(opening in known for opening, _ in _openings(words))


def is_whole(words: str, known: frozenset[str]) -> bool:
    """Tell words that are one of the phrases and nothing else."""
    openings = _openings(words)
    return bool(openings) and openings[0][0] in known and not any(map(str.isalnum, words[openings[0][1] :]))


@lru_cache(maxsize=_ASKED_AT_ONCE)
def _openings(words: str) -> list[tuple[str, int]]:
    """Return the first words, the first but the last of these, and so on, folded, each with its end."""
    tokens = list(islice(tokenize(words, 0, min(len(words), _OPENING)), _PHRASE_WORDS))
    joined = accumulate((token.text for token in tokens), lambda before, word: f"{before} {word}")
    return [*zip(joined, (token.end for token in tokens), strict=True)][::-1]
