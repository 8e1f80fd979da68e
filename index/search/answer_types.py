"""The kinds of thing that questions ask for, and what counts as one in a sentence: `data/answer_types.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

from index.text.tokens import fold

if TYPE_CHECKING:
    from index.text.spans import Span


@dataclass(frozen=True, slots=True, eq=False)  # each exists once, so identity is equality
class AnswerType:
    """A kind of thing that questions ask for: a date, a person, a cause."""

    name: str
    asked: re.Pattern[str]  # over the question's folded words, joined by spaces
    offered: re.Pattern[str]  # over a sentence as it is written
    exact: bool  # whether what is offered is itself the answer


@lru_cache
def load_answer_types() -> tuple[AnswerType, ...]:
    """Return the answer types that ship with the package, in the order in which they are tried."""
    data = yaml.load((files("index") / "data" / "answer_types.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return tuple(
        AnswerType(
            name,
            re.compile(rf"\b(?:{'|'.join(entry['asked'])})\b"),
            re.compile("|".join(entry["offered"])),
            entry.get("exact", False),
        )
        for name, entry in data.items()
    )


@lru_cache(maxsize=1 << 14)
def offered(answer_type: AnswerType, text: str) -> tuple[tuple[Span, str], ...]:
    """Return the spans of `text` that are of an answer type, each with its last word, folded."""
    found = (match for match in answer_type.offered.finditer(text) if match[0].strip())
    return tuple((match.span(), fold(match[0].split()[-1])) for match in found)
