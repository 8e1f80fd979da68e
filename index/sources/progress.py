"""How much of a piece of work is done."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float], object]  # told which share of the work is done, 0 to 1


def ignore(_: float) -> None:
    """Tell nobody."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """Return what tells `progress` of a part of the work, from the share `start` of it to `end`."""
    return lambda share: progress(start + (end - start) * share)
