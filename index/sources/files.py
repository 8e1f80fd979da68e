"""Read the files of a folder of sources; what is wrong with one is a `Problem` that names it."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # byte order marks
_UNFIT = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")  # for a line of text


LARGEST = 1 << 15  # bytes of YAML that are read of a source
MOST_ALIASES = 20
MOST_ENTRIES = 2000  # in brackets
DEEPEST = 50  # brackets


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the sources folder that a person must fix."""

    path: Path
    message: str
    line: int | None = None

    def __str__(self) -> str:
        where = str(self.path) if self.line is None else f"{self.path}, line {self.line}"
        return f"{where}: {self.message}"


class SourceError(Exception):
    """The sources folder cannot be served as it is; `problems` says why, one sentence each."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def read_bytes(path: Path) -> bytes:
    """Return what is in a file; raise `SourceError`."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for a writer
            raise SourceError(Problem(path, "is not a file: put one of this name here, or remove it."))
        return path.read_bytes()
    except OSError as error:
        raise SourceError(Problem(path, f"cannot be read ({reason(error)}).")) from error


_NOT_TEXT = "is not text but binary data: replace it with UTF-8 text."


def refuse_binary(path: Path, data: bytes) -> None:
    """Raise `SourceError` for bytes that are a page in no encoding: a picture, something packed."""
    if b"\x00" in data and not data.startswith(_UTF_16):
        raise SourceError(Problem(path, _NOT_TEXT))


def decode(path: Path, data: bytes) -> str:
    """Decode UTF-8 (a byte order mark is dropped); line ends and normal forms stay as they are.

    Raises `SourceError`.
    """
    if data.startswith(_UTF_16):
        raise SourceError(Problem(path, "is UTF-16 text: save it as UTF-8."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\x00" in data:
            raise SourceError(Problem(path, _NOT_TEXT)) from error
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(Problem(path, "is not UTF-8 text: save it as UTF-8.", line)) from error
    if control := _BINARY.search(text):
        raise SourceError(Problem(path, _NOT_TEXT, text.count("\n", 0, control.start()) + 1))
    return text


def parse_yaml(path: Path, data: bytes, largest: int = LARGEST) -> yaml.Node | None:
    """Return the root of at most `largest` bytes of YAML, None where it says nothing; raise `SourceError`."""
    if len(data) > largest:
        raise SourceError(Problem(path, f"is too large: more than {largest // 1024} KiB of YAML is not read."))
    return compose_yaml(path, decode(path, data))


def compose_yaml(path: Path, text: str, invalid: str = "is not valid YAML") -> yaml.Node | None:
    """Return the root of YAML that stands in a file, None where it says nothing.

    Raises `SourceError`; where it is no YAML, in the words of `invalid`.
    """
    try:
        return yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = None if error.problem_mark is None else error.problem_mark.line + 1
        raise SourceError(Problem(path, f"{invalid} ({error.problem}).", line)) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise SourceError(Problem(path, f"{invalid} ({error.reason}).", line)) from error
    except (RecursionError, ValueError, OverflowError) as error:  # nested without end; an escape of no character
        raise SourceError(Problem(path, f"{invalid} (nested too deep, or an impossible escape).")) from error


# The loader in C is faster, but ends the process where brackets are nested a hundred thousand deep.
class _Loader(yaml.SafeLoader):
    """Refuses at once what nobody writes by hand: its cost would grow faster than the file."""

    aliases = entries = 0

    def fetch_alias(self) -> None:
        self.aliases += 1
        self._refuse(self.aliases > MOST_ALIASES, f"more than {MOST_ALIASES} aliases")
        super().fetch_alias()

    def fetch_flow_entry(self) -> None:
        self.entries += 1
        self._refuse(self.entries > MOST_ENTRIES, f"more than {MOST_ENTRIES} entries in brackets")
        super().fetch_flow_entry()

    def fetch_flow_collection_start(self, token: type[yaml.Token]) -> None:
        self._refuse(self.flow_level >= DEEPEST, f"brackets more than {DEEPEST} deep")
        super().fetch_flow_collection_start(token)

    def _refuse(self, wrong: bool, what: str) -> None:
        if wrong:
            raise yaml.scanner.ScannerError(None, None, what, self.get_mark())


def read_entries(
    path: Path, node: yaml.MappingNode, keys: Collection[str]
) -> tuple[dict[str, yaml.ScalarNode], list[Problem]]:
    """Return the lines `key: text` of a mapping, and what is wrong with its other lines."""
    entries: dict[str, yaml.ScalarNode] = {}
    problems: list[Problem] = []
    for key_node, value in node.value:
        line = key_node.start_mark.line + 1
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "…"
        if key not in keys:
            problems.append(Problem(path, f"unknown key `{key}`: the keys are {', '.join(keys)}.", line))
        elif key in entries:
            problems.append(Problem(path, f"`{key}` is given twice: keep one.", line))
        elif not isinstance(value, yaml.ScalarNode) or _UNFIT.search(value.value.strip()):
            problems.append(Problem(path, f"`{key}` must be a single line of text.", line))
        else:
            entries[key] = value
    return entries, problems


def reason(error: OSError) -> str:
    """Say in a few words why a file cannot be read."""
    return (error.strerror or type(error).__name__).lower()
