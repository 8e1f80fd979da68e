"""A verbatim chronology: the sentences that name a day, in the order of the days."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.answers.choice import quotation
from index.answers.quotes import Quote
from index.segment.splitting import Role
from index.text.tokens import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.segment.passages import Passage
    from index.sources.source import Source

Day = tuple[int, int, int]

_MONTHS = [
    {"jan", "janv", "janvier", "january"},
    {"fev", "fevr", "fevrier", "feb", "february"},
    {"mar", "mars", "march"},
    {"avr", "avril", "apr", "april"},
    {"mai", "may"},
    {"juin", "jun", "june"},
    {"juil", "juillet", "jul", "july"},
    {"aout", "aug", "august"},
    {"sep", "sept", "septembre", "september"},
    {"oct", "octobre", "october"},
    {"nov", "novembre", "november"},
    {"dec", "decembre", "december"},
]
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_NAME = r"[^\W\d_]{3,9}"
_DAY = r"(?<![\w.,:/-])(?P<day>\d{1,2})(?:er|st|nd|rd|th)?"
_YEAR = r"(?:,? (?P<year>\d{4})\b)?"
_DATES = (
    re.compile(rf"{_DAY}(?: of)? (?P<month>{_NAME})\b\.?{_YEAR}"),
    re.compile(rf"\b(?P<month>{_NAME})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?![.,:/]\d){_YEAR}"),
    re.compile(r"(?<![\w-])(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)(?![\w-])"),
)


def chronology(passages: Sequence[Passage], limit: int) -> tuple[Quote, ...]:
    """Return the sentences that name a day, at most `limit`, in the order of the days; each in its own words.

    A day without a year is taken to be of the last year named before it, else of the year of publication.
    """
    dated: list[tuple[Day, int, int, int]] = []
    year = 0
    for p, passage in enumerate(passages):
        if p == 0 or passages[p - 1].source is not passage.source:
            year = _year_of(passage.source)
        if passage.role is Role.BODY:
            for s, (start, end) in enumerate(passage.sentences):
                for day in _days(passage.source.text[start:end], year):
                    year = day[0]
                    dated.append((day, p, *quotation(passage, s)))
                    break  # a sentence stands where its first day does
    quoted: list[Quote] = []
    seen: set[tuple[int, int]] = set()
    for _, p, first, last in sorted(dated):
        sentences = {(p, s) for s in range(first, last + 1)}
        if len(quoted) < limit and seen.isdisjoint(sentences):
            seen |= sentences
            quoted.append(Quote.of(passages[p], first, last))
    return tuple(quoted)


def _year_of(source: Source) -> int:
    return int(source.published[:4]) if source.published else 0


def _days(text: str, year: int) -> Iterator[Day]:
    """Yield the days that a sentence names, in order."""
    found = sorted((match for pattern in _DATES for match in pattern.finditer(text)), key=lambda match: match.start())
    for match in found:
        parts = match.groupdict()
        month = int(parts["number"]) if parts.get("number") else _MONTH_NUMBERS.get(fold(parts.get("month") or ""), 0)
        if 1 <= month <= len(_MONTHS) and 1 <= int(parts["day"]) <= 31:
            yield int(parts.get("year") or year), month, int(parts["day"])
