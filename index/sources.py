"""Load the articles of a folder and their sidecars; say everything that is wrong with them at once."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import yaml

from index.analysis import detect_language
from index.passages import title_span

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from pathlib import Path

ARTICLES = {".txt", ".md"}
SIDECAR = ".yaml"
RESERVED = {"checks.yaml"}  # golden questions live beside the articles
KEYS = ("title", "url", "publisher", "published", "language", "licence")

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_PUBLISHED = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the sources folder that a person must mend."""

    path: Path
    message: str
    line: int | None = None

    def __str__(self) -> str:
        where = str(self.path) if self.line is None else f"{self.path}, line {self.line}"
        return f"{where}: {self.message}"


class SourceError(Exception):
    """The sources folder cannot be served as it is; `problems` says why, one sentence each."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Source:
    """An article: its decoded text, which every span refers to, and what its sidecar says of it."""

    id: str
    path: Path
    title: str
    text: str = field(repr=False)
    language: str  # ISO 639, "und" where neither the sidecar nor the text tells
    url: str | None = None
    publisher: str | None = None
    published: str | None = None  # ISO 8601, as precise as it is known: 2024, 2024-08 or 2024-08-05
    licence: str | None = None
    digest: str = field(default="", repr=False)  # of the bytes of article and sidecar; "" where it is not from files


def load_folder(folder: Path, known: Iterable[Source] = ()) -> tuple[Source, ...]:
    """Load every article of `folder`, in the order of their names.

    One of the `known` sources whose files are as they were is not analysed again; its text is taken from the file
    where it has none. Raises `SourceError` with every problem found, when there is any: a half-loaded folder is
    never served.
    """
    sources, problems = read_folder(folder, known)
    if problems:
        raise SourceError(problems)
    return sources


def read_folder(folder: Path, known: Iterable[Source] = ()) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """Return the sources that can be read and the problems of the others; `known` as in `load_folder`."""
    try:
        paths = sorted(p for p in folder.iterdir() if not p.name.startswith((".", "~")) and p.name not in RESERVED)
    except OSError as error:
        return (), (Problem(folder, f"the sources folder cannot be read ({_reason(error)})."),)
    articles = [p for p in paths if p.suffix.lower() in ARTICLES]
    sidecars = {p.name for p in paths if p.suffix == SIDECAR}
    by_name = {source.path.name: source for source in known}
    sources, problems = [], [*_strays(paths, articles)]
    for path in articles:
        result = _read_article(path, sidecars, by_name.get(path.name))
        if isinstance(result, Source):
            sources.append(result)
        else:
            problems += result
    if not articles:
        problems.append(Problem(folder, "no article here: add at least one .txt or .md file."))
    return tuple(sources), tuple(problems)


def size_of(folder: Path) -> int:
    """Return the size of the files in `folder`, in bytes; 0 where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return sum(entry.stat().st_size for entry in entries if entry.is_file())
    except OSError:
        return 0


def _strays(paths: list[Path], articles: list[Path]) -> list[Problem]:
    """Find what would otherwise be ignored in silence."""
    named: dict[str, Path] = {}
    found = [
        Problem(path, f"has the same name as {twin.name}: rename one of them.")
        for path in articles
        if (twin := named.setdefault(path.stem, path)) is not path
    ]
    for path in paths:
        suffix = path.suffix.lower()
        if suffix in {SIDECAR, ".yml"}:
            if path.stem not in named:
                found.append(Problem(path, f"describes no article: there is no {path.stem}.txt or {path.stem}.md."))
            elif path.suffix != SIDECAR:
                found.append(Problem(path, f"a sidecar's name ends in .yaml: rename it {path.stem}.yaml."))
        elif suffix not in ARTICLES:
            kind = "a folder" if path.is_dir() else "not an article"
            found.append(Problem(path, f"{kind}: only .txt and .md files are read; convert it or move it away."))
    return found


def _read_article(path: Path, sidecars: Container[str], known: Source | None) -> Source | list[Problem]:
    sidecar = path.with_suffix(SIDECAR)
    data, problem = _read(path)
    notes, sidecar_problem = _read(sidecar) if sidecar.name in sidecars else (b"", None)
    digest = hashlib.sha256(b"%d %b%b" % (len(data), data, notes)).hexdigest()
    if known is not None and known.digest == digest and not (problem or sidecar_problem):
        if known.text and known.path == path:
            return known
        return replace(known, path=path, text=known.text or data.decode("utf-8-sig"))
    text = ""
    if problem is None:
        text, problem = _decode(path, data)
    fields, problems = ({}, [sidecar_problem]) if sidecar_problem else _parse_sidecar(sidecar, notes)
    if problem is not None:
        problems.insert(0, problem)
    if problems:
        return problems
    span = title_span(text, markdown=path.suffix.lower() == ".md")
    title = fields.pop("title", None) or (text[slice(*span)] if span else path.stem.replace("-", " ").replace("_", " "))
    language = fields.pop("language", None) or detect_language(text)
    return Source(path.stem, path, title, text, language, **fields, digest=digest)


def _read(path: Path) -> tuple[bytes, Problem | None]:
    try:
        return path.read_bytes(), None
    except OSError as error:
        return b"", Problem(path, f"cannot be read ({_reason(error)}).")


def _decode(path: Path, data: bytes) -> tuple[str, Problem | None]:
    """Decode UTF-8 (a byte order mark is dropped); line ends and normal forms stay as they are."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", Problem(path, "is UTF-16 text: save it as UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\x00" in data:
            return "", Problem(path, "is not text but binary data: replace it with the article's text.")
        line = data.count(b"\n", 0, error.start) + 1
        return "", Problem(path, "is not UTF-8 text: save it as UTF-8.", line)
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        return "", Problem(path, "is not text but binary data: replace it with the article's text.", line)
    if not text.strip("\ufeff \t\r\n\f\v\u200b\xa0"):
        return "", Problem(path, "is empty: put the article's text in it, or remove it.")
    return text, None


def _parse_sidecar(path: Path, data: bytes) -> tuple[dict[str, str], list[Problem]]:
    if not data:
        return {}, []
    text, problem = _decode(path, data)
    if problem is not None:
        return {}, [problem]
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "it cannot be parsed"
        return {}, [Problem(path, f"is not valid YAML ({reason}).", None if mark is None else mark.line + 1)]
    if root is None:
        return {}, []
    if not isinstance(root, yaml.MappingNode):
        return {}, [Problem(path, "must be a list of lines such as `title: ...`.", root.start_mark.line + 1)]
    fields: dict[str, str] = {}
    problems: list[Problem] = []
    for key_node, node in root.value:
        line, key = key_node.start_mark.line + 1, str(key_node.value)
        if key not in KEYS:
            problems.append(Problem(path, f"unknown key `{key}`: the keys are {', '.join(KEYS)}.", line))
        elif key in fields:
            problems.append(Problem(path, f"`{key}` is given twice: keep one.", line))
        elif wrong := _invalid(key, node):
            problems.append(Problem(path, f"`{key}` {wrong}.", line))
        elif not node.tag.endswith(":null"):
            fields[key] = node.value.strip()
    return fields, problems


def _invalid(key: str, node: yaml.Node) -> str | None:
    """Say what is wrong with a value, if anything is."""
    if not isinstance(node, yaml.ScalarNode):
        return "must be a single line of text"
    kind, value = node.tag.rpartition(":")[2], str(node.value).strip()
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


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
