"""What the values of a source's keys may be, whoever says them: a sidecar, front matter, a page."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?=$|[T Z+])")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_,][A-Za-z0-9_., -]*+)?")
_UNFIT = re.compile(r"[\s<>\"]")  # for an address


def date_of(value: str) -> str | None:
    """Return the ISO date that a text begins with, as precise as it is: 2024, 2024-08 or 2024-08-05."""
    match = _DATE.match(value)
    if not match:
        return None
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
    return match[0]


def language_of(value: str) -> str | None:
    """Return the language of a tag such as `en-GB` or `fr_CA`: its ISO 639 code."""
    match = _LANGUAGE.fullmatch(value)
    return match[1].lower() if match else None


def address_of(value: str) -> str | None:
    """Return a text that is the address of a page on the web."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme in {"http", "https"} and parts.hostname and not _UNFIT.search(value) else None
