"""How the cost of reading grows with the text, whatever the machine and whatever else it does."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES, TRIES = 4, 3
MOST = 2.5 * TIMES  # linear: TIMES, quadratic: TIMES ** 2


def grows_linearly(read: Callable[[int], object], size: int) -> bool:
    """Return whether reading TIMES as much takes about that many times as long: the least of a few tries each."""
    return _seconds(read, size) < MOST * _seconds(read, size // TIMES)


def _seconds(read: Callable[[int], object], size: int) -> float:
    tries = []
    for _ in range(TRIES):
        start = time.process_time()
        read(size)
        tries.append(time.process_time() - start)
    return min(tries)
