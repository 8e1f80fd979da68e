"""The days that somebody asks for."""

from __future__ import annotations

import re
from datetime import date

from index.text.dates.period import Period, period_of
from index.text.dates.reading import DateReader

ALWAYS = Period(date.min, date.max)
_ISO = re.compile(r"\d{4}(?:-\d\d){0,2}")


def read_days(text: str, language: str, published: str | None) -> Period | None:
    """Return the days that a text is the name of: 2024, July 2024, 19/07/2024; None where it is anything else.

    A day without a year is read as one of a source that was `published` then.
    """
    text = text.strip()
    try:
        if _ISO.fullmatch(text):
            return period_of(text)
    except ValueError:  # as 2024-02-31
        return None
    said = f"de {text}"  # a month alone is one where a word before it says so
    mentions = DateReader(language, published).read(said, 1)
    covers = len(mentions) == 1 and mentions[0].start <= 3 and mentions[0].end == len(said)
    return mentions[0].period if covers else None


class DaysError(ValueError):
    """What was meant as a stretch of days is none: `text` cannot be read, or it ends before it begins."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.text = text


def read_limits(since: str, until: str, language: str, published: str | None) -> Period | None:
    """Return the days from those that one text names to those that another does, either of them open where empty.

    None where both are. Raises `DaysError`.
    """
    limits = []
    for text in (since, until):
        days = read_days(text, language, published) if text.strip() else ALWAYS
        if days is None:
            raise DaysError(text.strip())
        limits.append(days)
    first, last = limits[0].first, limits[1].last
    if last < first:
        raise DaysError
    return None if limits == [ALWAYS, ALWAYS] else Period(first, last)
