"""Load the articles of a folder and their sidecars; say everything that is wrong with them at once."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import yaml

from index.sources.files import Problem, SourceError, decode, parse_yaml, read_bytes, read_entries, reason
from index.sources.progress import untold
from index.text.paragraphs import title_span
from index.text.tokens import detect_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from index.sources.progress import Progress

ARTICLES = {".txt", ".md"}
SIDECAR = ".yaml"
RESERVED = "checks"  # golden questions live beside the articles, in checks.yaml
KEYS = ("title", "url", "publisher", "published", "language", "licence")

_PUBLISHED = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


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


def load_folder(folder: Path, known: Iterable[Source] = (), progress: Progress = untold) -> tuple[Source, ...]:
    """Load every article of `folder`, in the order of their names.

    One of the `known` sources whose files are as they were is not analysed again; its text is taken from the file
    where it has none. Raises `SourceError` with every problem found, when there is any: a half-loaded folder is
    never served.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if not _is_passed_over(path.name))
    except OSError as error:
        raise SourceError(Problem(folder, f"the sources folder cannot be read ({reason(error)}).")) from error
    articles = [path for path in paths if path.suffix.lower() in ARTICLES]
    sidecars = {path.stem: path for path in paths if path.suffix == SIDECAR}
    by_name = {source.path.name: source for source in known}
    sources: list[Source] = []
    problems = _strays(paths, articles)
    for done, path in enumerate(articles, start=1):
        progress(done / len(articles))
        with _noting(problems):
            sources.append(_read_article(path, sidecars.get(path.stem), by_name.get(path.name)))
    if not articles:
        problems.append(Problem(folder, "no article here: add at least one .txt or .md file."))
    if problems:
        raise SourceError(*problems)
    return tuple(sources)


def _is_passed_over(name: str) -> bool:
    """Tell hidden files, what editors leave behind, and the golden questions."""
    return name.startswith((".", "~")) or name.endswith("~") or name == f"{RESERVED}{SIDECAR}"


@contextlib.contextmanager
def _noting(problems: list[Problem]) -> Iterator[None]:
    """Add to `problems` what is wrong with a file, and go on."""
    try:
        yield
    except SourceError as error:
        problems += error.problems


def size_of(folder: Path) -> int:
    """Return the size of the files in `folder`, in bytes; 0 where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return sum(entry.stat().st_size for entry in entries if entry.is_file())
    except OSError:
        return 0


def _strays(paths: list[Path], articles: list[Path]) -> list[Problem]:
    """Find what would otherwise be ignored in silence, or mistaken for something else."""
    named: dict[str, Path] = {}
    found = [
        Problem(path, f"has the same name as {twin.name}: rename one of them.")
        for path in articles
        if (twin := named.setdefault(path.stem, path)) is not path
    ]
    if RESERVED in named:
        kept = f"{RESERVED}{SIDECAR}"
        found.append(Problem(named[RESERVED], f"{kept} holds golden questions and describes no article: rename this."))
    for path in paths:
        suffix = path.suffix.lower()
        if suffix in {SIDECAR, ".yml"}:
            if path.stem not in named:
                found.append(Problem(path, f"describes no article: there is no {path.stem}.txt or {path.stem}.md."))
            elif path.suffix != SIDECAR:
                found.append(Problem(path, f"a sidecar's name ends in .yaml: rename it {path.stem}.yaml."))
        elif suffix not in ARTICLES:
            found.append(Problem(path, "is no article: only .txt and .md files are read; convert it or move it away."))
    return found


def _read_article(path: Path, sidecar: Path | None, known: Source | None) -> Source:
    """Load an article and its sidecar, if it has one. Raises `SourceError` with the problems of both."""
    problems: list[Problem] = []
    data, notes, text, fields = b"", b"", "", dict[str, str]()
    with _noting(problems):
        data = read_bytes(path)
    readable = not problems
    if sidecar is not None:
        with _noting(problems):
            notes = read_bytes(sidecar)
    digest = hashlib.sha256(b"%d %b%b" % (len(data), data, notes)).hexdigest()
    same = known if known and known.digest == digest and not problems else None
    if same and same.text:
        return same if same.path == path else replace(same, path=path)
    if readable:
        with _noting(problems):
            text = data.decode("utf-8-sig") if same else _decode_article(path, data)
    if sidecar is not None:
        with _noting(problems):
            fields = _parse_sidecar(sidecar, notes)
    if problems:
        raise SourceError(*problems)
    title = fields.pop("title", None) or (same.title if same else _find_title(path, text))
    language = fields.pop("language", None) or (same.language if same else detect_language(text))
    return Source(path.stem, path, title, text, language, **fields, digest=digest)


def _find_title(path: Path, text: str) -> str:
    span = title_span(text, markdown=path.suffix.lower() == ".md")
    return text[slice(*span)] if span else path.stem.replace("-", " ").replace("_", " ")


def _decode_article(path: Path, data: bytes) -> str:
    text = decode(path, data)
    if not any(map(str.isalnum, text)):
        raise SourceError(Problem(path, "is empty: put the article's text in it, or remove it."))
    return text


def _parse_sidecar(path: Path, data: bytes) -> dict[str, str]:
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
