"""Front matter: what an article says of itself above its text, in YAML between `---` or in TOML between `+++`."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import yaml

from index.sources.files import LARGEST, Problem, SourceError, compose_yaml
from index.sources.values import address_of, date_of, language_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_YAML = re.compile(r"---[ \t]*(?:\r\n?|\n)")
_TOML = re.compile(r"\+\+\+[ \t]*(?:\r\n?|\n)")
_YAML_END = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
_TOML_END = re.compile(r"^\+\+\+[ \t]*\r?$", re.MULTILINE)
_KEY = re.compile(r"(?:[ \t]*+(?:#[^\r\n]*+)?[\r\n])*+(?:[\w\"'.-]{1,60}[ \t]*(?:=|:(?:\s|\Z))|\[|\Z)")
_LINE = re.compile(r"at line (\d+)")

# A sidecar's key, and the names that it goes by in front matter: the first that says something counts.
NAMES = {
    "title": ("title",),
    "url": ("url", "canonical_url", "canonical", "link", "permalink"),
    "publisher": ("publisher", "site", "site_name"),
    "published": ("published", "date", "pubdate"),
    "language": ("language", "lang", "locale"),
    "licence": ("licence", "license"),
    "author": ("author", "authors"),
}

_SAID = frozenset("str int float timestamp".split())  # what a value may be in YAML


class FrontMatter(NamedTuple):
    """Where front matter stands: its lines are `text[start:close]`, and the article follows at `end`."""

    start: int
    close: int
    end: int
    toml: bool


def find(text: str) -> FrontMatter | None:
    """Find the front matter that a text begins with; a rule that text stands under is none."""
    for opening, closing in ((_YAML, _YAML_END), (_TOML, _TOML_END)):
        opened = opening.match(text)
        closed = closing.search(text, opened.end()) if opened else None
        if opened and closed and _KEY.match(text, opened.end(), closed.start()):
            return FrontMatter(opened.end(), closed.start(), closed.end(), opening is _TOML)
    return None


def read(path: Path, text: str, matter: FrontMatter) -> dict[str, str]:
    """Return what front matter says, under a sidecar's keys; `text` is the file's at `path`.

    Values that fit no key are passed over, as front matter is written for other programs too. Raises `SourceError`
    where it is no YAML or TOML.
    """
    if matter.close - matter.start > LARGEST:
        raise SourceError(Problem(path, f"has front matter that is too large: more than {LARGEST // 1024} KiB."))
    lines = "\n" + text[matter.start : matter.close]  # it begins in the second line of the file
    said = dict(_toml(path, lines) if matter.toml else _yaml(path, lines))
    found = {}
    for key, names in NAMES.items():
        values = (_FIT[key](said[name]) for name in names if name in said)
        if value := next(filter(None, values), None):
            found[key] = value
    return found


def _yaml(path: Path, lines: str) -> Iterator[tuple[str, list[str]]]:
    root = compose_yaml(path, lines, "has front matter that is not valid YAML")
    if not isinstance(root, yaml.MappingNode):
        return
    for key, value in root.value:
        if isinstance(key, yaml.ScalarNode):
            values = value.value if isinstance(value, yaml.SequenceNode) else [value]
            yield key.value.lower(), [word for one in values for word in _words(one)]


def _words(node: yaml.Node) -> Iterator[str]:
    """Yield a text, or the name of a thing with a name."""
    if isinstance(node, yaml.ScalarNode) and node.tag.rpartition(":")[2] in _SAID:
        yield node.value
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "name" and isinstance(value, yaml.ScalarNode):
                yield value.value


def _toml(path: Path, lines: str) -> Iterator[tuple[str, list[str]]]:
    try:
        root = tomllib.loads(lines)
    except (ValueError, RecursionError) as error:
        line = _LINE.search(str(error))
        wrong = f"has front matter that is not valid TOML ({_LINE.split(str(error))[0].rstrip(' (')})."
        raise SourceError(Problem(path, wrong, int(line[1]) if line else None)) from error
    for key, value in root.items():
        values = value if isinstance(value, list) else [value]
        yield key.lower(), [str(named) for one in values if (named := _named(one)) is not None]


def _named(value: object) -> object:
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str | int | float | date) and not isinstance(value, bool) else None


# ---------------------------------------------------------------- what fits a key


def _text(values: list[str]) -> str | None:
    return " ".join(values[0].split()) if len(values) == 1 else None


def _names(values: list[str]) -> str | None:
    return ", ".join(" ".join(value.split()) for value in values)


def _one(fit: Callable[[str], str | None]) -> Callable[[list[str]], str | None]:
    return lambda values: fit(_text(values) or "")


_FIT: dict[str, Callable[[list[str]], str | None]] = {
    "title": _text,
    "url": _one(address_of),
    "publisher": _text,
    "published": _one(date_of),
    "language": _one(language_of),
    "licence": _text,
    "author": _names,
}
