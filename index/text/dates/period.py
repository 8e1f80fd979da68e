"""Period: a stretch of days, which a day, a month or a year is too."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = 12


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `first` to `last`, both of them included."""

    first: date
    last: date

    def __str__(self) -> str:
        """Write it as ISO 8601 does: as a year, month or day where it is one, else by its first and its last."""
        for length in (4, 7, 10):  # of 2024, 2024-08 and 2024-08-05
            first, last = self.first.isoformat()[:length], self.last.isoformat()[:length]
            if self == _between(first, last):
                return first if first == last else f"{first}/{last}"
        raise AssertionError  # days can always be written

    @property
    def is_day(self) -> bool:
        """Whether it is a single day."""
        return self.first == self.last

    @property
    def is_month(self) -> bool:
        """Whether it is a month of the calendar."""
        return self == month_of(self.first)

    def meets(self, other: Period) -> bool:
        """Tell whether they share a day."""
        return self.first <= other.last and other.first <= self.last


def day(of: date) -> Period:
    """Return a day as a period."""
    return Period(of, of)


def week_of(of: date) -> Period:
    """Return the week, from Monday to Sunday, that a day is in."""
    monday = of - timedelta(of.weekday())
    return Period(monday, monday + timedelta(6))


def month_of(of: date, later: int = 0) -> Period:
    """Return the month that a day is in, or one that is so many months later."""
    year, month = divmod(of.year * MONTHS + of.month - 1 + later, MONTHS)
    return months(year, month + 1, month + 1)


def months(year: int, first: int, last: int) -> Period:
    """Return the days of a run of months of one year."""
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def year_of(year: int) -> Period:
    """Return the days of a year. Raises `ValueError` where the calendar has no such year."""
    return Period(date(year, 1, 1), date(year, MONTHS, 31))


def period_of(iso: str) -> Period:
    """Read a year, a month or a day: 2024, 2024-08 or 2024-08-05. Raises `ValueError` where it is none."""
    year, month, of_month = (*map(int, iso.split("-")), 0, 0)[:3]
    if of_month:
        return day(date(year, month, of_month))
    return months(year, month, month) if month else year_of(year)


def _between(first: str, last: str) -> Period:
    return Period(period_of(first).first, period_of(last).last)
