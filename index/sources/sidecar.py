"""The sidecar: a YAML file beside an article that says what the article is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from index.sources.files import Problem, SourceError, parse_yaml, read_entries
from index.sources.values import address_of, date_of, language_of

if TYPE_CHECKING:
    from pathlib import Path

SIDECAR = ".yaml"
KEYS = ("title", "url", "publisher", "published", "language", "licence", "author")


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
        return None if date_of(value) == value else "must be a date such as 2024, 2024-08 or 2024-08-05"
    if kind != "str":
        return f'must be text: write {key}: "{value}"'
    if not value:
        return "is empty: give it a value or remove it"
    if key == "language" and language_of(value) != value:
        return "must be a language code such as fr or en"
    if key == "url" and not address_of(value):
        return "must be a web address that starts with https:// or http://"
    return None
