"""The examples in docstrings do what they show."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize(
    "module",
    ["index.corpus", "index.search.retrieval", "index.segment.bm25", "index.segment.build", "index.text.tokens"],
)
def test_examples_are_right(module: str) -> None:
    result = doctest.testmod(import_module(module))
    assert result.attempted > 0
    assert result.failed == 0
