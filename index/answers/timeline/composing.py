"""A verbatim timeline: the entries that were asked for, in the order of their days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.answers.timeline.figures import find_differences
from index.answers.timeline.limits import ALWAYS
from index.search.topics import Topic

if TYPE_CHECKING:
    from datetime import date

    from index.answers.timeline.entries import DatedSentences, Entry
    from index.answers.timeline.figures import Figure
    from index.segment.build import Segment
    from index.text.dates.period import Period


@dataclass(frozen=True, slots=True)
class Timeline:
    """The dated sentences in the order of their days, ties in reading order, and those whose days cannot be told."""

    dated: tuple[Entry, ...] = ()
    undated: tuple[Entry, ...] = ()
    differing: tuple[tuple[Figure, ...], ...] = ()  # figures of one day that sources do not agree on, side by side
    within: Period | None = None  # the days that were asked for, None where all were
    about: str = ""  # the topic that was asked about
    unmentioned: bool = False  # whether the sources hold nothing on it


def compose_timeline(
    segment: Segment, sentences: DatedSentences, within: Period | None = None, about: str = ""
) -> Timeline:
    """Return the entries that meet the days `within` and stand in paragraphs that treat of all that `about` names.

    Those without a date are there only where all days are asked for.
    """
    wanted = Topic.read(about, segment).passages() if about.strip() else None
    if wanted is not None and not wanted.any():
        return Timeline((), (), (), within, about, unmentioned=True)
    kept = [entry for p, entry in sentences.entries if wanted is None or wanted[p]]
    dated = [found for entry in kept if (found := _within(entry, within or ALWAYS))]
    undated = [] if within else [entry for entry in kept if not any(dating.period for dating in entry.datings)]
    dated.sort(key=_place)
    return Timeline(tuple(dated), tuple(undated), find_differences(dated), within, about)


def _within(entry: Entry, within: Period) -> Entry | None:
    """Return an entry by its first date in a period, None where it has none there."""
    inside = [dating for dating in entry.datings if dating.period and dating.period.meets(within)]
    if not inside:
        return None
    return replace(entry, datings=(inside[0], *(d for d in entry.datings if d is not inside[0])))


def _place(entry: Entry) -> tuple[date, int]:
    """Return what entries are sorted by: the first day, and of those that share it the longer time first."""
    period = entry.period or ALWAYS
    return period.first, -period.last.toordinal()
