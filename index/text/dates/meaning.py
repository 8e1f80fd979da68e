"""What each kind of expression means, read against its context."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from index.text.dates import patterns as p
from index.text.dates.period import Period, day, month_of, months, week_of, year_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.text.dates.context import Context

    Match = re.Match[str]

THIRDS = {
    **dict.fromkeys(("early", "debut", "beginning of", "start of"), (1, 10)),
    **dict.fromkeys(("mid", "mi", "milieu", "middle of"), (11, 20)),
    **dict.fromkeys(("late", "fin", "end of"), (21, 31)),
}
DECADE = 10  # years
WHOLE_NAMES = frozenset("mars march may mai june juin july aout april avril".split())
FROM = re.compile(r"(?:from|between|du|entre)(?: {1,2}(?:le|the))? {0,2}\Z")


class Reading(NamedTuple):
    """What an expression means; no period where that cannot be told."""

    period: Period | None
    inferred: bool = True
    calendar: bool = False  # a day of the calendar, by its number
    other: date | None = None  # a second day of the same month, whose number stands apart: the 22nd and 29th of March


UNTOLD = Reading(None)


def _parts(match: Match) -> dict[str, str]:
    """Return the groups of a match, "" where they are not there, with single spaces."""
    return {name: " ".join((said or "").split()) for name, said in match.groupdict().items()}


def _as_day(of: date | None, *, calendar: bool = False) -> Reading:
    return Reading(day(of), True, calendar) if of else UNTOLD


# ---------------------------------------------------------------- days of the calendar


def _iso(match: Match, _: Context) -> Reading:
    return Reading(day(date(int(match["year"]), int(match["number"]), int(match["day"]))), False, True)


def _figures(match: Match, context: Context) -> Reading:
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    if match["sign"] == "." or context.language == "fr" or one > 12 or one == two:
        return Reading(day(date(year, two, one)), False, True)
    # Where the day could be a month, English writes one first or the other.
    return Reading(day(date(year, one, two)), False, True) if two > 12 else UNTOLD


def _day_of_month(match: Match, context: Context) -> Reading:
    parts = _parts(match)
    month, of_month, year = p.MONTHS[parts["month"]], int(parts["day"]), parts["year"]
    date(2000, month, of_month)  # no year has such a day: raises ValueError
    weekday = p.WEEKDAYS.get(parts["weekday"])
    found = date(int(year), month, of_month) if year else context.nearest_day(month, of_month, weekday)
    if found is None:
        return UNTOLD
    first, last = parts.get("from"), parts.get("to")
    if not (first or last):
        return Reading(day(found), not year, True)
    if parts["join"] in {"and", "et"} and not FROM.search(match.string[: match.start()][-15:]):
        return Reading(day(found), not year, True, found.replace(day=int(first or last or 0)))
    if first:  # from the 28th to the 3rd of July: from June
        month_then = month_of(found, -1 if int(first) > found.day else 0).first
        return Reading(Period(month_then.replace(day=int(first)), found), not year, True)
    month_then = month_of(found, 1 if int(last or 0) < found.day else 0).first
    return Reading(Period(found, month_then.replace(day=int(last or 0))), not year, True)


# ---------------------------------------------------------------- months, seasons, years


def _month(match: Match, context: Context) -> Reading | None:
    parts = _parts(match)
    name, year, third = parts["month"], parts["year"], parts["third"]
    which = parts["which"] or parts["before"]
    if not (year or third or which) or (len(name) < 5 and name not in WHOLE_NAMES and not year):
        return None  # a name alone may be somebody's, and a short one another word
    number = p.MONTHS[name]
    period = months(int(year), number, number) if year else context.nearest_month(number, which)
    if period and third:
        first, last = THIRDS[third]
        period = Period(period.first.replace(day=first), period.first.replace(day=min(last, period.last.day)))
    return Reading(period, not year)


def _quarter(match: Match, _: Context) -> Reading:
    number = p.QUARTERS[match["nth"]] if match["nth"] else int(match["number"])
    return Reading(months(int(match["year"]), 3 * number - 2, 3 * number), False)


def _season(match: Match, _: Context) -> Reading:
    first = p.SEASONS.get(match["season"])
    return Reading(months(int(match["year"]), first, first + 2)) if first else UNTOLD  # a winter is of two years


def _years(match: Match, _: Context) -> Reading:
    first, last = int(match["year"]), int(match["last"])
    return Reading(Period(year_of(first).first, year_of(last).last) if first < last else None, False)


def _year(match: Match, _: Context) -> Reading:
    return Reading(year_of(int(match["year"])), False)


# ---------------------------------------------------------------- as seen from the publication


def _weekday(match: Match, context: Context) -> Reading | None:
    parts = _parts(match)
    weekday, which, after = p.WEEKDAYS[parts["weekday"]], parts["which"], parts["after"]
    if which in {"every", "each", "chaque", "tous les"}:
        return None
    if which in {"le", "the"} and not (parts["day"] or after):
        return UNTOLD  # as often as not, every one of them
    if parts["day"]:
        return _as_day(context.day_of_week_and_month(weekday, int(parts["day"])), calendar=True)
    if which in {"the following", "the previous"} or after in {"suivant", "precedent"}:
        return _as_day(context.weekday_from_anchor(weekday, -1 if "pre" in which + after else 1))
    if which in {"last", "next"} or after in {"dernier", "prochain"}:
        return _as_day(context.weekday_from_publication(weekday, -1 if {which, after} & {"last", "dernier"} else 1))
    return _as_day(
        context.bare_weekday(weekday, named_only=which == "un" or (which == "a" and context.language != "fr"))
    )


_DAYS_AWAY = {"before_last": -2, "yesterday": -1, "today": 0, "tomorrow": 1, "after_next": 2}


def _deictic(match: Match, context: Context) -> Reading:
    published = context.published_day
    (away,) = (days for name, days in _DAYS_AWAY.items() if match[name])
    return _as_day(published + timedelta(away) if published else None)


def _calendar(match: Match, context: Context) -> Reading:
    parts = _parts(match)
    unit = p.UNITS["week-end" if parts["weekend"] else parts["unit"] or parts["unite"] or parts["present"]]
    said = f"{parts['which']} {parts['weekend']} {parts['quel']}"
    away = -1 if re.search("last|dernier|passe", said) else 1 if re.search("next|prochain", said) else 0
    return Reading(_from_publication(unit, away, context))


def _from_publication(unit: str, away: int, context: Context) -> Period | None:
    """Return the week, weekend, month or year that is so many away from that of the publication."""
    of_day, of_month = context.published_day, context.published_month
    match unit:
        case "year" | "decade":
            years = away * DECADE if unit == "decade" else away
            return year_of(context.published.first.year + years) if context.published else None
        case "month":
            return month_of(of_month, away) if of_month else None
        case "week":
            return week_of(of_day + timedelta(7 * away)) if of_day else None
        case "weekend" if of_day:
            saturday = week_of(of_day).first + timedelta(5)
            if away < 0 or (not away and saturday > of_day and not context.is_future):
                saturday -= timedelta(7)
            elif away and of_day >= saturday:
                saturday += timedelta(7)
            return Period(saturday, saturday + timedelta(1))
        case "day":
            return day(of_day + timedelta(away)) if of_day else None
    return None


def _count(said: str) -> int | None:
    """Return how many are meant, None where that is not said: a few."""
    return int(said) if said.isdecimal() else p.NUMBERS.get(said)


def _ago(match: Match, context: Context) -> Reading:
    count, unit = _count(match["count"] or match["count_"]), p.UNITS[match["unit"] or match["unit_"]]
    return Reading(_from_publication(unit, -count, context)) if count else UNTOLD


# ---------------------------------------------------------------- as seen from what was named before


def later(match: Match, context: Context) -> Reading:
    """Read how long after or before another date something was."""
    count = _count(match["count"])
    if not count:
        return UNTOLD
    back = _parts(match)["way"] in {"earlier", "plus tot", "auparavant", "avant", "before"}
    return Reading(_from_anchor(p.UNITS[match["unit"]], -count if back else count, context))


def _from_anchor(unit: str, away: int, context: Context) -> Period | None:
    anchor, of_day = context.anchor, context.anchor_day
    match unit:
        case "year" | "decade":
            return year_of(anchor.first.year + away * (DECADE if unit == "decade" else 1)) if anchor else None
        case "month":
            return month_of(anchor.first, away) if anchor and month_of(anchor.first) == month_of(anchor.last) else None
        case _:
            return day(of_day + timedelta(away * (7 if unit == "week" else 1))) if of_day else None


_STEPS = {"same": 0, "next": 1, "second": 2, "previous": -1}


def _anaphoric(match: Match, context: Context) -> Reading:
    parts = _parts(match)
    if parts["of"]:
        return UNTOLD  # the day before the audit: whenever that was
    for name, away in _STEPS.items():
        if parts[name]:
            return Reading(_from_anchor("day", away, context))
    unit, way = p.UNITS[parts["unit"] or parts["unite"]], parts["way"] or parts["sens"]
    away = -1 if way.startswith("pre") else 1
    if unit == "week":
        of_day = context.anchor_day
        return Reading(week_of(of_day + timedelta(7 * away)) if of_day else None)
    return Reading(_from_anchor(unit, away, context))


def _vague(_: Match, __: Context) -> Reading:
    return UNTOLD


class Kind(NamedTuple):
    """A kind of expression: its pattern, what it means, and what each one holds: most sentences hold none of it."""

    cues: tuple[str, ...]
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], Context], Reading | None]


_MONTHS = tuple(sorted({name[:3] for name in p.MONTHS}))
_YEARS = ("19", "20")
_PARTS = tuple("morning afternoon evening night matin midi soir nuit".split())
_LONG = tuple("week month year semaine mois annee l'an".split())

KINDS = (
    Kind(("-",), p.ISO, _iso),
    Kind(tuple(sign + year for sign in "/.-" for year in _YEARS), p.FIGURES, _figures),
    Kind(_MONTHS, p.DAY_MONTH, _day_of_month),
    Kind(_MONTHS, p.MONTH_DAY, _day_of_month),
    Kind(_MONTHS, p.MONTH, _month),
    Kind(("day", "di"), p.WEEKDAY, _weekday),
    Kind((*_PARTS, "hier", "yesterday", "today", "jourd'hui", "demain", "tomorrow"), p.DEICTIC, _deictic),
    Kind(_LONG, p.CALENDAR, _calendar),
    Kind(("il y a", "il  y", "y  a", "ago"), p.AGO, _ago),
    Kind(("later", "earlier", "plus", "auparavant", "apres", "avant", "before", "after"), p.LATER, later),
    Kind((*_PARTS, *_LONG, "day", "jour", "lendemain", "veille"), p.ANAPHORIC, _anaphoric),
    Kind(_YEARS, p.SEASON, _season),
    Kind(("quarter", "trimestre", *(letter + number for letter in "qt" for number in "1234")), p.QUARTER, _quarter),
    Kind(_YEARS, p.YEARS, _years),
    Kind(_YEARS, p.YEAR, _year),
    Kind(("recent", "lately", "derni", "other", "autre"), p.VAGUE, _vague),
)
