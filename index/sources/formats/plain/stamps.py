"""Dates and times at the beginning of a line, and lines that are nothing else."""

from __future__ import annotations

import re
from typing import NamedTuple

_MONTHS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "janvier février fevrier mars avril mai juin juillet août aout septembre octobre novembre décembre decembre "
    "janv févr fevr avr juil déc"
)
MONTHS = frozenset(_MONTHS.split())
DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim today yesterday hier".split()
)
_BEGINNINGS = MONTHS | DAYS
_PARTS = frozenset("noon midnight midi minuit".split())
_AROUND = frozenset(
    "at about around circa by early late local time morning afternoon evening night matin soir nuit "
    "après-midi le vers à "
    "of the a.m. p.m. am pm a.m p.m h heures heure hours hrs min utc gmt cet cest bst est edt cst cdt "
    "mst mdt pst pdt pt et "
    "z paris ist jst the on".split()
)
_CLOCK = re.compile(
    r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,9})?(?:z|[+-]\d{2}:?\d{2}|[ap]\.?m\.?)?|\d{1,2}h(?:\d{2})?|\d{1,2}[ap]\.?m\.?"
)
_HOUR = frozenset("h am pm a.m. p.m. a.m p.m heures heure hours".split())
_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[t_]\d{2}:?\d{2}(?::?\d{2})?(?:[.,]\d{1,9})?(?:z|[+-]\d{2}:?\d{2})?)?"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}/\d{2}/\d{2}"
)
_NUMBER = re.compile(r"\d{1,4}(?:er|st|nd|rd|th|\.\d{2})?")
_WORD = re.compile(r"[^\s\[\](),|]+")
_SEPARATOR = re.compile(r"[^\S\r\n]{0,4}(?:[–—|\t]|-(?=\s)|:(?=\s)|\])\s{0,4}")
_MOST_WORDS = 14
STAMP_LENGTH = 90


class Stamp(NamedTuple):
    """The time that a line begins with."""

    length: int  # in characters, up to what the line says
    clock: bool  # an hour is told, not the day alone


class _Times(NamedTuple):
    words: int
    others: int  # words that tell no time
    clock: bool
    date: bool
    end: int


def stamp(words: str) -> Stamp | None:
    """Read the time that a line begins with and what sets it apart from the line's words."""
    head = words[:STAMP_LENGTH]
    if not _may_begin(head):
        return None
    times = _times(head, stop=True)
    if not (times.clock or times.date):
        return None
    separator = _SEPARATOR.match(words, times.end)
    if separator is None and not (times.clock and _is_log(head)):
        return None
    end = separator.end() if separator else times.end
    rest = words[end:].lstrip()
    return Stamp(len(words) - len(rest), times.clock) if rest else None


def is_time_line(words: str, most: int = 3) -> bool:
    """Tell a line that says when, and in at most `most` other words what ("Update - Mar 3, 14:20 PST")."""
    if (
        len(words) > STAMP_LENGTH
        or not any(map(str.isdigit, words))
        or words.endswith((".", ":", ",", ";")) > words.endswith(".m.")
    ):
        return False
    times = _times(words, stop=False)
    return times.clock and times.others <= most


def is_date_line(words: str) -> bool:
    """Tell a line that is a date and nothing else."""
    if len(words) > STAMP_LENGTH or not any(map(str.isdigit, words)):
        return False
    times = _times(words.rstrip("."), stop=False)
    return times.others == 0 and times.date


def is_dateline(words: str) -> bool:
    """Tell a line that is a date, with a place before it or not ("Brest, le 2 mai")."""
    place, comma, date = words.partition(",")
    return is_date_line(words) or (
        bool(comma and date.strip()) and len(place.split()) <= 3 and is_date_line(date.strip())
    )


def _may_begin(head: str) -> bool:
    first = head[0]
    if first.isdigit() or first in "[(":
        return True
    if not any(map(str.isdigit, head)):
        return False
    word = _WORD.match(head)
    return word is not None and _bare(word[0]) in _BEGINNINGS


def _is_log(head: str) -> bool:
    return head[0] == "[" or ":" in head[:24]


def _bare(word: str) -> str:
    word = word.lower()
    return word if word in _AROUND else word.rstrip(".:")


def _times(words: str, *, stop: bool) -> _Times:
    """Count the words that tell a time; with `stop`, up to the first that does not."""
    count = others = end = 0
    clock = date = False
    number = month = False
    for match in _WORD.finditer(words):
        if count == _MOST_WORDS:
            break
        word = _bare(match[0])
        if word in {"-", "–", "—", "", "·"}:
            if stop:
                break
            continue
        is_number = _NUMBER.fullmatch(word) is not None
        is_month = word in MONTHS
        if _CLOCK.fullmatch(word) or (number and word in _HOUR) or word in _PARTS:
            clock = True
        elif _DATE.fullmatch(word):
            date = True
            clock = clock or "t" in word or ":" in word
        elif not (is_number or is_month or word in DAYS or word in _AROUND):
            if stop:
                break
            others += 1
        date = date or (is_month and number) or (is_number and month)
        number, month = is_number, is_month
        count += 1
        end = match.start() + len(match[0].rstrip(":"))
    return _Times(count, others, clock, date, end)
