"""How far a piece of work has come."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float], object]  # told which share of the work is done, 0 to 1


def untold(_: float) -> None:
    """Tell nobody."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """Return what tells `progress` of a part of the work, from the share `start` of it to `end`."""
    return lambda share: progress(start + (end - start) * share)
