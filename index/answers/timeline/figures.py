"""Figures that differ: what sources count for one day, in one unit, of one thing, and do not agree on."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from index.text.dates.patterns import MONTHS, UNITS, flatten
from index.text.stopwords import is_stop_word
from index.text.tokens import fold, stem, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from index.answers.timeline.entries import Entry

SHARED = 3  # informative words that two sentences must share, the unit aside, to be of one thing
MOST_COMPARED = 20  # sentences of one day and one unit

_SCALES = {"thousand": 1e3, "mille": 1e3, "million": 1e6, "millions": 1e6, "billion": 1e9, "billions": 1e9,
           "milliard": 1e9, "milliards": 1e9}  # fmt: skip
_CURRENCIES = {"$": "dollar", "€": "euro", "£": "pound", "livre": "pound", "dollars": "dollar", "euros": "euro"}
_AMOUNT = re.compile(
    r"(?<![\w.,:/-])(?P<before>[$€£])?(?P<number>\d{1,3}(?:[ .,]\d{3}){1,4}(?!\d)|\d{1,9}(?:[.,]\d{1,2})?)(?![\d:/])"
    r" ?(?P<scale>thousand|mille|millions?|billions?|milliards?)?(?: (?:de |d'|of )?|d')?(?P<unit>[$€£%]|[a-z]{3,30})?"
)
_NO_UNITS = frozenset(
    (*MONTHS, *UNITS, *_SCALES, "and", "per", "hours", "heures", "minutes", "pour", "sur", "from", "for")
)


class Figure(NamedTuple):
    """A figure, as it is written, and what it was quoted from."""

    said: str
    entry: Entry


class _Amount(NamedTuple):
    figure: Figure
    value: float
    words: frozenset[str]  # the informative ones of its sentence, stemmed


def find_differences(entries: Iterable[Entry]) -> tuple[tuple[Figure, ...], ...]:
    """Return the figures of one day and unit that sources do not agree on, side by side.

    Only sentences are compared that name the same day, share several words and hold one figure of that unit each.
    """
    groups: dict[tuple[object, str], list[_Amount]] = defaultdict(list)
    for entry in entries:
        if entry.period and entry.period.is_day:
            for unit, amount in _amounts(entry):
                groups[entry.period.first, unit].append(amount)
    compared = (_differing(amounts[:MOST_COMPARED]) for amounts in groups.values())
    return tuple(tuple(amount.figure for amount in differing) for differing in compared if differing)


def _differing(amounts: list[_Amount]) -> list[_Amount]:
    """Return those that are about what the first one is about, where they are of several sources and values."""
    for at, first in enumerate(amounts):
        alike = [first, *(other for other in amounts[at + 1 :] if len(first.words & other.words) >= SHARED)]
        by_source = {amount.figure.entry.quote.source.id: amount for amount in reversed(alike)}
        chosen = sorted(by_source.values(), key=lambda amount: amount.value)
        if any(low.value < high.value for low, high in pairwise(chosen)):
            return chosen
    return []


def _amounts(entry: Entry) -> Iterator[tuple[str, _Amount]]:
    """Yield the figures of an entry that are the only ones of their unit in it."""
    text, language = entry.quote.shown, entry.quote.source.language
    by_unit: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for match in _AMOUNT.finditer(flatten(text)):
        if unit := _unit_of(match, language):
            end = (
                match.end()
                if match["unit"] and not match["before"]
                else match.end("scale" if match["scale"] else "number")
            )
            by_unit[unit].append((text[match.start() : end], _value_of(match)))
    words = {stem(token.text, language) for token in tokenize(text) if not is_stop_word(token.text, language)}
    for unit, found in by_unit.items():
        if len(found) == 1:
            (said, value) = found[0]
            others = frozenset(word for word in words if not word[:1].isdecimal() and word != unit)
            yield unit, _Amount(Figure(said, entry), value, others)


def _unit_of(match: re.Match[str], language: str) -> str | None:
    unit = match["before"] or match["unit"]
    if not unit or unit in _NO_UNITS or is_stop_word(unit, language):
        return None
    return _CURRENCIES.get(unit) or stem(fold(unit), language)


def _value_of(match: re.Match[str]) -> float:
    number = match["number"]
    if re.fullmatch(r"\d{1,3}(?:[ .,]\d{3}){1,4}", number):
        value = float(re.sub(r"[ .,]", "", number))
    else:
        value = float(number.replace(",", "."))
    return value * _SCALES.get(match["scale"] or "", 1)
