"""What a date is read against: when the source was published, and which dates stand before."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

from index.text.dates.period import Period, month_of, period_of

if TYPE_CHECKING:
    from collections.abc import Iterable

MONTH = timedelta(31)
BEFORE = timedelta(14)  # a day without its year goes with the one named before it where it is that near: stories go on
AHEAD = timedelta(92)  # it lies ahead of it, or of the publication, only where it comes that soon, or a word says so
PARAGRAPHS = 1  # back from a sentence that an expression such as "the next day" can mean


class Context:
    """When a source was published, and the dates that it named up to here."""

    def __init__(self, language: str, published: str | None) -> None:
        self.language = language
        self.published: Period | None = None
        with suppress(ValueError):  # a date that no calendar has tells nothing
            self.published = period_of(published) if published else None
        self._named: list[date] = []  # days of the calendar, in the order in which they are named
        self._month: date | None = None  # in the last month that was named with its year
        self._anchor: tuple[int, Period] | None = None
        self._paragraph = 0
        self.is_future = False  # whether what is read next speaks of what is to come

    def enter(self, paragraph: int) -> None:
        """Go on to a sentence of a paragraph."""
        self._paragraph = paragraph

    def note(self, period: Period | None, *, calendar: bool, inferred: bool) -> None:
        """Remember which days were named last."""
        self._anchor = (self._paragraph, period) if period else None
        if calendar and period and period.is_day:
            self._named.append(period.first)
        elif period and not inferred and period.last - period.first < MONTH:
            self._month = period.last

    @property
    def published_day(self) -> date | None:
        """The day of publication, where it is known to the day."""
        return self.published.first if self.published and self.published.is_day else None

    @property
    def published_month(self) -> date | None:
        """A day of the month of publication, where it is known to the month."""
        published = self.published
        return published.first if published and month_of(published.first) == month_of(published.last) else None

    @property
    def anchor(self) -> Period | None:
        """What was named last, in this paragraph or the one before."""
        if self._anchor is None or self._paragraph - self._anchor[0] > PARAGRAPHS:
            return None
        return self._anchor[1]

    @property
    def anchor_day(self) -> date | None:
        """The day that was named last, None where that was no single day."""
        anchor = self.anchor
        return anchor.first if anchor and anchor.is_day else None

    @property
    def _reference(self) -> date | None:
        """What the year of a day is told by: the day named last, else the month."""
        return self._named[-1] if self._named else self._month

    # ------------------------------------------------------------ days and months without a year

    def nearest_day(self, month: int, of_month: int, weekday: int | None) -> date | None:
        """Return the day that is meant where the year is not said."""
        if named := self._reference:
            near = _nearest(_years_of(month, of_month, weekday, named), named)
            if near and near - named <= AHEAD and (self.published is None or named - near <= BEFORE):
                return near
        if self.published is None:
            return None
        return self._around_publication(_years_of(month, of_month, weekday, self.published.last))

    def nearest_month(self, month: int, which: str) -> Period | None:
        """Return the month that is meant where the year is not said; `which` is the last or the next one."""
        reference = self.published.last if self.published else self._reference
        if reference is None:
            return None
        now = reference.replace(day=1)
        days = _years_of(month, 1, None, now)
        if which in {"last", "dernier"}:
            return month_of(max(d for d in days if d < now))
        if which in {"next", "prochain"}:
            return month_of(min(d for d in days if d > now))
        if self.published:
            found = self._around_publication(days)
        else:
            found = _nearest(days, now)
            found = found if found and found - now <= AHEAD else None
        return month_of(found) if found else None

    def _around_publication(self, days: list[date]) -> date | None:
        published = self.published
        if published is None:
            return None
        if published.first.year != published.last.year or published.last - published.first > timedelta(31):
            return next((d for d in days if published.first <= d <= published.last), None)
        if self.is_future:
            return min((d for d in days if d >= published.first.replace(day=1)), default=None)
        nearest = _nearest(days, published.last)
        return nearest if nearest and nearest - published.last <= AHEAD else None

    # ------------------------------------------------------------ days of the week

    def bare_weekday(self, weekday: int, *, named_only: bool) -> date | None:
        """Return the day that is meant by its name alone.

        It may be one that was named by its number, or the one next to the publication; where these differ, it cannot
        be told.
        """
        named = {d for d in self._named if d.weekday() == weekday}
        by_name = named.pop() if len(named) == 1 and not self.is_future else None
        published = self.published_day
        if published is None or named_only:
            return by_name
        step = (weekday - published.weekday()) % 7
        by_publication = published + timedelta(step if self.is_future or not step else step - 7)
        return by_publication if by_name in {None, by_publication} else None

    def weekday_from_publication(self, weekday: int, step: int) -> date | None:
        """Return the last such day before the publication, or the next one after it."""
        return _step(self.published_day, weekday, step)

    def weekday_from_anchor(self, weekday: int, step: int) -> date | None:
        """Return the last such day before the day that was named last, or the next one after it."""
        return _step(self.anchor_day, weekday, step)

    def day_of_week_and_month(self, weekday: int, of_month: int) -> date | None:
        """Return the day that is meant by its name and its number, as in "Friday 19": the nearest that fits both."""
        reference = self.published_day or self._reference
        if reference is None:
            return None
        months = [month_of(reference, later).first for later in (-2, -1, 0, 1, 2)]
        fitting = [first.replace(day=of_month) for first in months if of_month <= month_of(first).last.day]
        return _nearest((d for d in fitting if d.weekday() == weekday), reference)


def _years_of(month: int, of_month: int, weekday: int | None, around: date) -> list[date]:
    """Return a day in the years around another, of those only that fall on a weekday where one is said."""
    found = []
    for year in range(max(around.year - 1, 1), around.year + 2):
        try:
            found.append(date(year, month, of_month))
        except ValueError:
            continue
    fitting = [d for d in found if weekday is None or d.weekday() == weekday]
    return fitting or found


def _nearest(days: Iterable[date], to: date) -> date | None:
    return min(days, key=lambda d: abs(d - to), default=None)


def _step(of: date | None, weekday: int, step: int) -> date | None:
    if of is None:
        return None
    forward = (weekday - of.weekday()) % 7 or 7
    return of + timedelta(forward) if step > 0 else of - timedelta((of.weekday() - weekday) % 7 or 7)
