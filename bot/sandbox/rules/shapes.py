"""Shapes: the JSON type of every field that is read, so that the rules can rely on it.

A shape is a scalar, a list of one shape, or an object: the shape of each field, or of every field alike (`Each`).
Null counts as absent, except in lists, in `Each` and where a field is `Required`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.sandbox.errors import FormErrors

DIGITS = re.compile(r"[0-9]{1,20}")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string, number or boolean: a test for it, and its name in messages."""

    words: str
    accepts: Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class Required:
    """A field that may be neither absent nor null."""

    shape: Shape


@dataclass(frozen=True, slots=True)
class Each:
    """An object with any keys, such as locales, whose values all have one shape."""

    shape: Shape


Shape: TypeAlias = "Scalar | Required | Each | list[Shape] | dict[str, Shape]"
ObjectShape: TypeAlias = "dict[str, Shape]"


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_snowflake(value: object) -> bool:
    return DIGITS.fullmatch(value) is not None if isinstance(value, str) else _is_integer(value)


STRING = Scalar("a string", lambda value: isinstance(value, str))
INTEGER = Scalar("an integer", _is_integer)
NUMBER = Scalar("a number", lambda value: _is_integer(value) or isinstance(value, float))
BOOLEAN = Scalar("a boolean", lambda value: isinstance(value, bool))
STRING_OR_NUMBER = Scalar("a string or a number", lambda value: isinstance(value, str) or NUMBER.accepts(value))
SNOWFLAKE = Scalar("a snowflake", _is_snowflake)
BITFIELD = Scalar("a bit field", _is_snowflake)  # permissions are sent as digits too


def check_shape(path: str, value: object, shape: Shape, form: FormErrors) -> None:
    """Report every field at or below `path` (empty: the whole body) that does not have its shape."""
    if isinstance(shape, Required):
        if value is None:
            form.required(path)
        else:
            check_shape(path, value, shape.shape, form)
    elif value is None:
        return
    elif isinstance(shape, Scalar):
        if not shape.accepts(value):
            form.add(path, "BASE_TYPE_BAD_TYPE", f"Must be {shape.words}.")
    elif isinstance(shape, list):
        if isinstance(value, list):
            _check_entries(path, dict(enumerate(value)), shape[0], form)
        else:
            form.add(path, "BASE_TYPE_BAD_TYPE", "Must be a list.")
    elif not isinstance(value, dict):
        form.add(path, "BASE_TYPE_BAD_TYPE", "Must be an object.")
    elif isinstance(shape, Each):
        _check_entries(path, value, shape.shape, form)
    else:
        for key, field in shape.items():
            check_shape(at(path, key), value.get(key), field, form)


def _check_entries(path: str, entries: Mapping[Any, object], shape: Shape, form: FormErrors) -> None:
    for key, entry in entries.items():
        check_shape(at(path, str(key)), entry, Required(shape), form)


def at(path: str, key: str) -> str:
    """Return the path of a field below `path`."""
    return f"{path}.{key}" if path else key
