"""Corpora to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from index import Corpus, Meaning
from index.segment.analyzer import Analyzer

if TYPE_CHECKING:
    from pathlib import Path

    from index import Source
    from index.segment.columns import Columns

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
    """Return a function that makes a corpus of texts, by words alone: `library(a="...", b="...")`."""

    def make(**files: str) -> Corpus:
        for name, text in files.items():
            (tmp_path / f"{name}.txt").write_text(text, "utf-8", newline="")
        return Corpus.load(tmp_path, meaning=Meaning.OFF)

    return make


@pytest.fixture
def analyzed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Tell which sources are analyzed."""
    seen, analyze = [], Analyzer.analyze

    def analyzing(analyzer: Analyzer, source: Source) -> Columns:
        seen.append(source.id)
        return analyze(analyzer, source)

    monkeypatch.setattr(Analyzer, "analyze", analyzing)
    return seen
