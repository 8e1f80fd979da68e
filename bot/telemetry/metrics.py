"""What is counted while the bot runs, for Prometheus."""

from __future__ import annotations

from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

if TYPE_CHECKING:
    from collections.abc import Iterable

BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)  # seconds


class Reloaded(StrEnum):
    """What came of a reload."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"  # golden questions did not pass
    FAILED = "failed"  # the sources could not be loaded


class Reconnected(StrEnum):
    """How a shard found back: where it left off, or to a new session that knows nothing of what happened meanwhile."""

    RESUMED = "resumed"
    IDENTIFIED = "identified"


class Metrics:
    """The metrics of one bot, in a registry of their own.

    A label's values are all there from the start, at zero, so that the first of a kind is an increase.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.answers = self._counter("answers", "Answers given to members", "standing", "trigger")
        self.answer_seconds = Histogram(
            "incident_bot_answer_seconds",
            "From a question to its answer, waiting included, Discord left out",
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.refusals = self._counter("refusals", "What members were refused, by the reason they were told", "reason")
        self.reloads = self._counter(
            "reloads", "Changes of the sources, reloads and single articles, by what came of them", "outcome"
        )
        self.reconnects = self._counter("gateway_reconnects", "Shards that found back to the gateway", "how")
        announce(self.reloads, Reloaded)
        announce(self.reconnects, Reconnected)
        self.store_errors = self._counter("store_errors", "Reads and writes that the database did not do")

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"incident_bot_{name}", what, labels, registry=self.registry)


def announce(counter: Counter, *values: Iterable[str]) -> None:
    """Let a counter begin at zero for every combination of its labels' values."""
    for combination in product(*values):
        counter.labels(*combination)
