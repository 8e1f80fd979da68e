"""Corpora to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from index import Corpus

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = "seeds"


class Library(Protocol):
    """Writes files into a folder and loads it."""

    def __call__(self, **files: str) -> Corpus: ...


@pytest.fixture(scope="session")
def article(request: pytest.FixtureRequest) -> Corpus:
    """Return the corpus that ships with the project."""
    return Corpus.load(request.config.rootpath / SEEDS)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Return a function that makes a corpus of texts: `library(a="...", b="...")`."""

    def make(**files: str) -> Corpus:
        for name, text in files.items():
            (tmp_path / f"{name}.txt").write_text(text, "utf-8", newline="")
        return Corpus.load(tmp_path)

    return make
