"""Read the dates of a source, sentence by sentence: what is written, and which days that means, where it is sure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

from index.text.dates.context import Context
from index.text.dates.meaning import FROM, KINDS, later
from index.text.dates.patterns import CLOCK, FUTURE, ZONES, flatten
from index.text.dates.period import Period, day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.text.dates.meaning import Kind, Reading

VERB_FROM = 3  # spaces, hence words, before an expression from which a verb must be among them
CAPITALISED = frozenset(("may", "march"))  # months; written small they are other words


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text says when: `text[start:end]`."""

    start: int
    end: int
    period: Period | None  # None where it cannot be told which days are meant
    inferred: bool = True  # whether any part of the period is not said right here
    at: datetime | None = None  # the moment in UTC, where the sentence says a time and its zone as well


class DateReader:
    """Reads the sentences of one source in reading order, and remembers which days they named."""

    def __init__(self, language: str, published: str | None) -> None:
        """Begin a source in a language (ISO 639), published when an ISO date says, as precise as it is known."""
        self._context = Context(language, published)

    def read(self, text: str, paragraph: int) -> list[Mention]:
        """Return where a sentence of a paragraph says when, in order."""
        plain = flatten(text)
        self._context.enter(paragraph)
        mentions = [
            Mention(start, end - (plain[end - 1] == "."), found.period, found.inferred)
            for (start, end), found in self._read(plain, text)
        ]
        return _timed(plain, _joined(plain, mentions))

    def _read(self, plain: str, text: str) -> Iterator[tuple[tuple[int, int], Reading]]:
        """Yield what is said and what it means; of two that overlap the one that begins first, then the longer one."""
        matches = [
            (match, kind)
            for kind in KINDS
            if any(cue in plain for cue in kind.cues)
            for match in kind.pattern.finditer(plain)
        ]
        matches.sort(key=lambda pair: (pair[0].start(), -pair[0].end()))
        reached = 0
        for at, (match, kind) in enumerate(matches):
            if (
                match.start() < reached
                or _is_other_word(match, text, self._context.language)
                or _repeats(kind, match, reached)
            ):
                continue
            following = next((m.start() for m, _ in matches[at + 1 :] if m.start() >= match.end()), len(plain))
            self._context.is_future = _is_future(plain[reached : match.start()], plain[match.end() : following])
            try:
                found = kind.read(match, self._context)
            except (ValueError, OverflowError):  # the calendar has no such day
                continue
            if found is not None:
                reached = match.end()
                for span, one in _each(match, found):
                    self._context.note(one.period, calendar=one.calendar, inferred=one.inferred)
                    yield span, one


def _is_future(before: str, after: str) -> bool:
    """Tell whether an expression stands with a verb of what is to come: the one before it, else the one after."""
    return bool(FUTURE.search(before if before.count(" ") >= VERB_FROM else after))


def _each(match: re.Match[str], found: Reading) -> Iterator[tuple[tuple[int, int], Reading]]:
    """Yield what was read; of two days apart, each with its own words."""
    if not found.other:
        yield match.span(), found
        return
    other = found._replace(period=day(found.other), other=None)
    if match.start("day") > match.start("join"):
        yield match.span("from"), other
        yield (match.start("day"), match.end()), found
    else:
        yield (match.start(), match.start("join")), found
        yield (match.start("to"), match.end()), other


_REPEATS = re.compile(r", {0,2}(?:almost |nearly |just |presque |pres d')?")


def _repeats(kind: Kind, match: re.Match[str], reached: int) -> bool:
    """Tell an expression that says again how far the date right before it is: until 26 April, a week later."""
    return kind.read is later and reached > 0 and _REPEATS.fullmatch(match.string, reached, match.start()) is not None


def _is_other_word(match: re.Match[str], text: str, language: str) -> bool:
    """Tell a name from another word that is written like it, but for its first letter.

    English writes its months and weekdays with a capital, French with a small letter; a day or a year beside a month
    makes up for that, unless the small word is as common as "may" and "march".
    """
    parts = match.groupdict()
    if month := parts.get("month"):
        is_small = text[match.start("month")].islower()
        alone = not (parts.get("day") or parts.get("year"))
        at_start = not text[: match.start("month")].strip()
        return (month in CAPITALISED and is_small) or (language == "fr" and alone and not is_small and not at_start)
    weekday = parts.get("weekday") or ""
    return weekday.endswith("day") and language == "en" and text[match.start("weekday")].islower()


_THROUGH = re.compile(r" {1,2}(?:to|until|till|through|au|jusqu'au|et le|and) {1,2}(?:the {1,2})?| {0,2}- {0,2}")


def _joined(plain: str, mentions: list[Mention]) -> list[Mention]:
    """Make one of the two ends of a stretch of days: from July 19 to July 25."""
    joined: list[Mention] = []
    for mention in mentions:
        before = joined[-1] if joined else None
        if (
            before
            and before.period
            and mention.period
            and before.period < mention.period
            and _THROUGH.fullmatch(plain, before.end, mention.start)
            and FROM.search(plain[max(before.start - 15, 0) : before.start])
        ):
            both = Period(before.period.first, mention.period.last)
            joined[-1] = Mention(before.start, mention.end, both, before.inferred or mention.inferred)
        else:
            joined.append(mention)
    return joined


def _timed(plain: str, mentions: list[Mention]) -> list[Mention]:
    """Add the time to the one day of a sentence that says one time."""
    days = [at for at, mention in enumerate(mentions) if mention.period and mention.period.is_day]
    clocks = list(CLOCK.finditer(plain)) if len(days) == 1 else []
    if len(clocks) == 1 and (moment := _moment(mentions[days[0]], clocks[0])):
        mentions[days[0]] = replace(mentions[days[0]], at=moment)
    return mentions


def _moment(mention: Mention, clock: re.Match[str]) -> datetime | None:
    """Return the moment of a day and a time, in UTC."""
    hour, half = int(clock["hour"]), clock["half"]
    if half:
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    try:
        at = time(hour, int(clock["minute"] or 0), tzinfo=timezone(timedelta(hours=ZONES[clock["zone"]])))
        return datetime.combine(mention.period.first, at).astimezone(UTC) if mention.period else None
    except (ValueError, OverflowError):  # no clock or no calendar shows that
        return None
