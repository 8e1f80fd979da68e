"""Character 4-grams of words: what names, cognates and misspelt words have in common."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Keys = npt.NDArray[np.int32]

SIZE = 4
_EDGE = 0
_ASCII = np.full(128, _EDGE, np.int32)
_ASCII[ord("a") : ord("z") + 1] = np.arange(1, 27)
_ASCII[ord("0") : ord("9") + 1] = np.arange(27, 37)
_OTHER = 37  # to 63: every other character, by its code point


@lru_cache(maxsize=1 << 14)
def word_grams(word: str) -> Keys:
    """Return the 4-grams of one folded word."""
    return gram_keys([word])[0]


def gram_keys(words: Sequence[str]) -> tuple[Keys, npt.NDArray[np.intp]]:
    """Return the 4-grams of folded words as integers, and for each the number of the word that it is in.

    A word's edges count as a character, so `_cro`, `crow` ... `ike_` stand for crowdstrike.
    """
    joined = f" {' '.join(words)} "
    points = np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32)
    codes = np.where(points < 128, _ASCII[np.minimum(points, 127)], _OTHER + points % (64 - _OTHER)).astype(np.int32)
    edges = points == ord(" ")
    n = len(codes) - SIZE + 1
    if n <= 0:
        return np.empty(0, np.int32), np.empty(0, np.intp)
    keys = codes[:n] << 18 | codes[1 : n + 1] << 12 | codes[2 : n + 2] << 6 | codes[3 : n + 3]
    inside = ~(edges[1 : n + 1] | edges[2 : n + 2])
    owners = np.cumsum(edges)[1 : n + 1] - 1
    return keys[inside], owners[inside]
