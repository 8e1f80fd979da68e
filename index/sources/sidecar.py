"""The sidecar: a YAML file beside an article that says what the article is."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import yaml

from index.sources.files import Problem, SourceError, parse_yaml, read_entries

if TYPE_CHECKING:
    from pathlib import Path

SIDECAR = ".yaml"
KEYS = ("title", "url", "publisher", "published", "language", "licence", "author")

_PUBLISHED = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def parse_sidecar(path: Path, data: bytes) -> dict[str, str]:
    """Return what a sidecar says, by key. Raises `SourceError` with everything that is wrong with it."""
    root = parse_yaml(path, data)
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise SourceError(Problem(path, "must be a list of lines such as `title: ...`.", root.start_mark.line + 1))
    entries, problems = read_entries(path, root, KEYS)
    problems += [
        Problem(path, f"`{key}` {wrong}.", node.start_mark.line + 1)
        for key, node in entries.items()
        if (wrong := _invalid(key, node))
    ]
    if problems:
        raise SourceError(*sorted(problems, key=lambda problem: problem.line or 0))
    return {key: node.value.strip() for key, node in entries.items() if not node.tag.endswith(":null")}


def _invalid(key: str, node: yaml.ScalarNode) -> str | None:
    """Say what is wrong with a value, if anything is."""
    kind, value = node.tag.rpartition(":")[2], node.value.strip()
    if kind == "null":
        return None
    if key == "published":
        return None if _is_date(value) else "must be a date such as 2024, 2024-08 or 2024-08-05"
    if kind != "str":
        return f'must be text: write {key}: "{value}"'
    if not value:
        return "is empty: give it a value or remove it"
    if key == "language" and not _LANGUAGE.fullmatch(value):
        return "must be a language code such as fr or en"
    if key == "url" and not _is_url(value):
        return "must be a web address that starts with https:// or http://"
    return None


def _is_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"[\s<>\"]", value)


def _is_date(value: str) -> bool:
    match = _PUBLISHED.fullmatch(value)
    if not match:
        return False
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True
