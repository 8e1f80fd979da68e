"""Choose what to quote: the worthiest sentences one after the other, each source in its turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.answers.choice import SAME_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from index.answers.summary.material import Material
    from index.answers.summary.standing import Unit

    Floats = npt.NDArray[np.float64]
    Worth = Callable[[Sequence[int]], Floats]  # what each sentence is worth beside those already chosen: (n)
    Method = Callable[[Material], Worth]

TRIED = 500  # sentences, the worthiest: the others are not looked at, however many cannot be quoted


class Choice(NamedTuple):
    """What to quote, in reading order, and of how many sources there is no room for anything."""

    units: list[Unit]
    left_out: int


def choose(material: Material, worth: Worth, most: int, for_one: int) -> Choice:
    """Choose units of at most `most` sentences together, and of each source one for every `for_one` of its own.

    Each source has its turn before another one has a second. Where there is a topic, only sentences that hold a word of
    it are chosen, and as many of them as there are. What is longer than that is chosen only where nothing else can be.
    """
    units: list[Unit] = []
    too_long: list[Unit] = []
    chosen: list[int] = []
    free = material.on_topic & (material.counts > 0)
    present, own = np.unique(material.sources, return_inverse=True)
    room = -(-np.bincount(own[free], minlength=len(present)) // (1 if material.topic else for_one))
    turns = np.zeros(len(present), int)
    left = most
    worths = worth(chosen)
    for _ in range(TRIED):
        waiting = free & (room[own] > 0)
        if left == 0 or not waiting.any():
            break
        n = int(np.argmax(np.where(waiting & (turns[own] == turns[own][waiting].min()), worths, -np.inf)))
        free[n] = False
        unit = material.unit(n)
        if unit is None or any(_repeats(material, m, chosen) for m in material.members(unit)):
            continue
        if unit.size > left or (turns[own[n]] and unit.size > room[own[n]]):
            too_long.append(unit)
            continue
        members = material.members(unit)
        units.append(unit)
        chosen.extend(members)
        free[members.start : members.stop] = False
        turns[own[n]] += 1
        room[own[n]] -= unit.size
        left -= unit.size
        worths = worth(chosen)
    return Choice(sorted(units or too_long[:1]), len({*own[free & (turns[own] == 0)].tolist()}) if units else 0)


def _repeats(material: Material, n: int, chosen: Sequence[int]) -> bool:
    """Tell whether a sentence is among those chosen, or says the same as one of them."""
    words = material.words(n)
    return any(len(words & other) > SAME_WORDS * len(words | other) for other in map(material.words, chosen))
