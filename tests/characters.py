"""Which characters a part of a regular expression, as `re` parsed it, accepts, and which it may begin with."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

CATEGORIES: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": str.isdecimal,
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_WORD": lambda char: char == "_" or char.isalnum(),
}


def characters(code: str, argument: Any, flags: int) -> Callable[[str], bool] | None:
    """Return what tells whether a construct that stands for one character accepts it; None for other constructs."""
    if code not in {"LITERAL", "NOT_LITERAL", "ANY", "IN", "RANGE", "CATEGORY"}:
        return None
    items = argument if code == "IN" else [(code.removeprefix("NOT_"), argument)]
    negated = code == "NOT_LITERAL" or (code == "IN" and str(items[0][0]) == "NEGATE")

    @cache
    def accepts(char: str) -> bool:
        if not char:
            return False
        forms = {char, char.lower(), char.upper()} if flags & re.IGNORECASE else {char}
        return any(_holds(str(kind), value, form, flags) for kind, value in items for form in forms) != negated

    return accepts


def beginning(items: list[Any], flags: int) -> Callable[[str], bool] | None:
    """Return what tells the characters that a match may begin with, as `re` looks at them first; None for any."""
    if not items:
        return None
    code, argument = str(items[0][0]), items[0][1]
    if (accepts := characters(code, argument, flags)) is not None:
        return accepts
    if code == "AT":
        return beginning(items[1:], flags)
    if code == "SUBPATTERN":
        _, added, removed, inside = argument
        flags_inside = (flags | added) & ~removed
        return beginning([*inside, *(items[1:] if flags_inside == flags else [])], flags_inside)
    if code == "BRANCH":
        return _any_of([beginning([*branch, *items[1:]], flags) for branch in argument[1]])
    if code == "ATOMIC_GROUP":
        return beginning([*argument, *items[1:]], flags)
    if code.endswith("REPEAT"):
        inside = beginning([*argument[2], *items[1:]], flags)
        return inside if argument[0] else _any_of([inside, beginning(items[1:], flags)])
    return None


def _any_of(ways: list[Callable[[str], bool] | None]) -> Callable[[str], bool] | None:
    known = [way for way in ways if way is not None]
    return cache(lambda char: any(way(char) for way in known)) if len(known) == len(ways) else None


def _holds(kind: str, value: Any, char: str, flags: int) -> bool:
    if kind == "LITERAL":
        return char == chr(value)
    if kind == "RANGE":
        return len(char) == 1 and value[0] <= ord(char) <= value[1]
    if kind == "CATEGORY":
        name = str(value)
        return CATEGORIES[name.replace("_NOT_", "_")](char) != ("_NOT_" in name)
    return kind == "ANY" and (char != "\n" or bool(flags & re.DOTALL))
