"""What an account of an incident tells: `data/accounts.yaml`, and the kinds of thing that questions ask for."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

import yaml

from index.search.answer_types import load_answer_types

ASKED = ("money", "date", "cause")  # of the kinds of thing that questions ask for


@lru_cache
def load_facets() -> dict[str, re.Pattern[str]]:
    """Return by name the expressions that find each facet in a sentence."""
    data = yaml.load((files("index") / "data" / "accounts.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    told = {name: re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE) for name, words in data.items()}
    return {kind.name: kind.offered for kind in load_answer_types() if kind.name in ASKED} | told


def facets_of(sentence: str) -> list[bool]:
    """Tell which of the facets a sentence has, in the order of `load_facets`."""
    return [expression.search(sentence) is not None for expression in load_facets().values()]
