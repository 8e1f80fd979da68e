"""The spellings of chats, undone: sooo, koi, timline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.text.rarity import rarity
from index.text.stopwords import CHAT_SPELLINGS
from index.text.tokens import UNDETERMINED

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST = 5  # letters of a word that another spelling may stand for: of shorter ones too many are one letter apart

_REPEATED = re.compile(r"([^\W\d])\1{2,}")


def respell(word: str) -> str:
    """Undo what chats do to a folded word: sooo -> so, paaanne -> panne, koi -> quoi."""
    if known := CHAT_SPELLINGS.get(word):
        return known
    if not _REPEATED.search(word):
        return word
    # Two letters where that makes a word, or where neither spelling does.
    return min(_REPEATED.sub(r"\1\1", word), _REPEATED.sub(r"\1", word), key=lambda w: rarity(w, UNDETERMINED))


def correct(word: str, known: Iterable[str]) -> str:
    """Return the word of `known` that a folded word is a letter away from; itself where there is none, or it is a word.

    >>> correct("timline", ["timeline"]), correct("tanks", ["thanks"])
    ('timeline', 'tanks')
    """
    if len(word) < SHORTEST or rarity(word, UNDETERMINED) < 1:
        return word
    return next((other for other in known if len(other) >= SHORTEST and _is_one_off(word, other)), word)


def _is_one_off(word: str, other: str) -> bool:
    """Tell whether a letter is lacking, too much, wrong, or in its neighbour's place."""
    if abs(len(word) - len(other)) > 1:
        return False
    same = next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    rest, others = word[same:], other[same:]
    return rest[1:] == others or rest == others[1:] or rest[1:] == others[1:] or rest[:2][::-1] + rest[2:] == others
