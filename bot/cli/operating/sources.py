"""Add an article to the folder of sources, and remove one, under the guard of the golden questions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from bot.cli.exit_status import FAULTY, SOUND
from bot.config import ConfigError
from bot.service.loading import load_corpus
from bot.service.models import load_reranker
from index import LARGEST_ARTICLE, SourceError, Staging, StagingError, Unfit, compare, load_checks, run_checks

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.config import Config
    from index import Corpus

ON_THE_WEB = ("http://", "https://")
REFUSED = "Nothing has changed: golden questions would fail; --force does it all the same."
SENTENCES = {
    Unfit.NAME: "an article cannot be called {name}: --name gives it another name, of letters and digits.",
    Unfit.FORMAT: "{name} is no article: .txt, .md, .html and .pdf files are read.",
    Unfit.SIZE: "{name} is too large: an article may have {most} MB at most.",
    Unfit.EXISTS: "there is an article {name} already: --replace puts the new one in its place.",
    Unfit.MISSING: "there is no article {name} in the folder of sources.",
    Unfit.WRITING: "the folder of sources cannot be written ({detail}); nothing has changed.",
}


def add(config: Config, what: str, name: str | None, *, replace: bool, force: bool) -> int:
    """Add a file or what an address holds; return the exit status. Raises `ConfigError` and `SourceError`.

    With a file comes the sidecar beside it; of an address, one is written that bears it. A sidecar that is in the
    folder already stays.
    """
    config.seeds.mkdir(parents=True, exist_ok=True)
    if what.startswith(ON_THE_WEB):
        from bot.cli.operating.fetching import fetch

        fetched = fetch(what)
        article, data = name or fetched.name, fetched.data
        sidecar: bytes | None = yaml.safe_dump({"url": fetched.url}, allow_unicode=True).encode()
    else:
        path = Path(what)
        article, data, sidecar = name or path.name, _read(path), None
        if (beside := path.with_suffix(".yaml")).is_file():
            sidecar = _read(beside)
    return _change(config, lambda staging: staging.add(article, data, sidecar, replace=replace), force=force)


def remove(config: Config, name: str, *, force: bool) -> int:
    """Remove an article and its sidecar; return the exit status. Raises `ConfigError` and `SourceError`."""
    return _change(config, lambda staging: staging.remove(name), force=force)


def _change(config: Config, change: Callable[[Staging], None], *, force: bool) -> int:
    try:
        with Staging.of(config.seeds) as staging:
            change(staging)
            before, after = _load(config, staging.folder)
            failed = run_checks(after, load_checks(staging.folder))
            for check, failure in failed:
                print(f"{check.question} {failure}", file=sys.stderr)
            if failed and not force:
                print(
                    "Nothing has changed: golden questions would fail; --force does it all the same.", file=sys.stderr
                )
                return FAULTY
            staging.commit()
    except StagingError as error:
        sentence = SENTENCES[error.unfit].format(name=error.name, most=LARGEST_ARTICLE >> 20, detail=error.detail)
        raise ConfigError(sentence) from error
    changes = compare(before, after) if before else None
    for done, sources in (
        ("Added", changes.added if changes else after.sources),
        ("Replaced", changes.changed if changes else ()),
        ("Removed", changes.removed if changes else ()),
    ):
        for source in sources:
            print(f"{done} {source.path.name}.")
    print(f"Sources: {len(after.sources)}, passages: {len(after.passages)}.")
    return SOUND


def _load(config: Config, folder: Path) -> tuple[Corpus | None, Corpus]:
    """Load the sources as they are, if they can be, and as they would be."""
    reranker = load_reranker(config)
    try:
        before = load_corpus(config.seeds, meaning=config.meaning, reranker=reranker)
    except SourceError:
        before = None  # an empty folder, or one that this change mends
    try:
        return before, load_corpus(folder, before, config.meaning, reranker)
    except SourceError as error:
        raise ConfigError(f"nothing has changed.\n{error}".replace(f"{folder}", f"{config.seeds}")) from error


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_ARTICLE:
            raise ConfigError(SENTENCES[Unfit.SIZE].format(name=path.name, most=LARGEST_ARTICLE >> 20))
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({str(error.strerror).lower()}).") from error
