"""Corpora to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from index import Corpus
from index.segment.forward import Reader

if TYPE_CHECKING:
    from pathlib import Path

    from index import Source
    from index.segment.forward import Layout

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


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Tell which sources are split."""
    split, reads = [], Reader.read

    def reading(reader: Reader, source: Source) -> Layout:
        split.append(source.id)
        return reads(reader, source)

    monkeypatch.setattr(Reader, "read", reading)
    return split
