"""Load the articles of a folder and their sidecars; say everything that is wrong with them at once."""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from index.sources.files import Problem, SourceError, read_bytes, reason
from index.sources.formats.reading import ARTICLES, PAGES, prose, read_opening
from index.sources.progress import ignore
from index.sources.sidecar import SIDECAR, parse_sidecar
from index.sources.source import Source
from index.text.tokens import UNDETERMINED, detect_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from index.sources.formats.document import Document
    from index.sources.progress import Progress

READ = ".txt, .md, .html and .pdf"
RESERVED = "checks"  # golden questions live beside the articles, in checks.yaml


def load_folder(folder: Path, known: Iterable[Source] = (), progress: Progress = ignore) -> tuple[Source, ...]:
    """Load every article of `folder`, in the order of their names.

    One of the `known` sources whose files are as they were is not analysed again; its text is taken from the file
    where it has none. Raises `SourceError` with every problem found, when there is any: a half-loaded folder is
    never served.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if not _is_passed_over(path.name))
    except FileNotFoundError as error:
        said = "there is no such folder: make it and add at least one .txt, .md or .html file, or name another folder."
        raise SourceError(Problem(folder, said)) from error
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
        problems.append(Problem(folder, "no article here: add at least one .txt, .md, .html or .pdf file."))
    if problems:
        raise SourceError(*problems)
    return tuple(sources)


def _is_passed_over(name: str) -> bool:
    """Tell whether a file is hidden, left behind by an editor, or holds the golden questions."""
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
                found.append(
                    Problem(path, f"describes no article: there is no {path.stem}.txt, .md, .html or .pdf here.")
                )
            elif path.suffix != SIDECAR:
                found.append(Problem(path, f"a sidecar's name ends in .yaml: rename it {path.stem}.yaml."))
        elif suffix not in ARTICLES:
            found.append(Problem(path, f"is no article: only {READ} files are read; convert it or move it away."))
    return found


def _read_article(path: Path, sidecar: Path | None, known: Source | None) -> Source:
    """Load an article and its sidecar, if it has one. Raises `SourceError` with the problems of both."""
    problems: list[Problem] = []
    data, notes, text, fields, opening = b"", b"", "", dict[str, str](), None
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
            text, opening = read_opening(path, data, 0) if same else _read_new(path, data)
    if sidecar is not None:
        with _noting(problems):
            fields = parse_sidecar(sidecar, notes)
    if problems or opening is None:
        raise SourceError(*problems)
    is_page = path.suffix.lower() in PAGES
    said = dict(opening.fields)
    template = said.pop("language", UNDETERMINED) if is_page else UNDETERMINED  # it often names another language
    fields = {**said, **fields}
    named = same.title if same else opening.title or path.stem.replace("-", " ").replace("_", " ")
    title = fields.pop("title", None) or named
    language = fields.pop("language", None) or (same.language if same else detect_language(prose(opening), template))
    page = opening if is_page else None
    return Source(path.stem, path, title, text, language, **fields, document=page, digest=digest)


def _read_new(path: Path, data: bytes) -> tuple[str, Document]:
    text, opening = read_opening(path, data)
    if not opening.blocks:  # front matter alone, comments alone, or what is said comes late
        text, opening = read_opening(path, data, len(data))
    if not any(map(str.isalnum, prose(opening))):
        written = any(map(str.isalnum, text)) or (data.strip() and path.suffix.lower() in PAGES)
        wrong = "holds no text that a reader of it would see" if written else "is empty"
        raise SourceError(Problem(path, f"{wrong}: put the article's text in it, or remove it."))
    return text, opening
