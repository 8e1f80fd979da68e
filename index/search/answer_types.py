"""The kinds of thing that questions ask for, and what counts as one in a sentence: `data/answer_types.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

from index.text.tokens import fold_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from index.text.spans import Span


_NEVER = r"(?!)"
_OPENS = r"(?<!\w)(?=[^\W_]|[$€£¥])"  # where a figure may: so most places of a text are passed at once


@dataclass(frozen=True, slots=True, eq=False)  # each exists once, so identity is equality
class AnswerType:
    """A kind of thing that questions ask for: a date, a person, a cause."""

    name: str
    asked: re.Pattern[str]  # over the question's folded words, joined by spaces
    offered: re.Pattern[str]  # over a sentence as it is written; what is in its group `other` is something else
    exact: bool  # whether what is offered is itself the answer


@lru_cache
def load_answer_types() -> tuple[AnswerType, ...]:
    """Return the answer types that ship with the package, in the order in which they are tried."""
    data = yaml.load((files("index") / "data" / "answer_types.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    parts: dict[str, str] = {}

    def either(expressions: Iterable[str]) -> str:
        return "|".join(re.sub(r"<(\w+)>", lambda part: parts[part[1]], expression) for expression in expressions)

    for name, part in data.pop("parts").items():
        parts[name] = f"(?:{either([part])})"
    return tuple(
        AnswerType(
            name,
            re.compile(rf"\b(?:{either(entry['asked'])})\b"),
            re.compile(
                rf"{_OPENS if entry.get('exact') else ''}"
                rf"(?:(?P<other>{either(entry.get('other', [_NEVER]))})|{either(entry['offered'])})"
            ),
            entry.get("exact", False),
        )
        for name, entry in data.items()
    )


@lru_cache(maxsize=1 << 14)
def offered(answer_type: AnswerType, text: str) -> tuple[tuple[Span, str], ...]:
    """Return the spans of `text` that are of an answer type, each with its last figure, or else word, folded."""
    found = (match for match in answer_type.offered.finditer(text) if match["other"] is None)
    return tuple((match.span(), _telling(fold_words(match[0]))) for match in found)


def figures(text: str) -> Iterator[Span]:
    """Yield the spans of `text` that are a number, an amount or a date, whatever is asked; they may overlap."""
    for answer_type in load_answer_types():
        if answer_type.exact:
            yield from (match.span() for match in answer_type.offered.finditer(text))


def _telling(words: list[str]) -> str:
    return next((word for word in reversed(words) if word[0].isdigit()), words[-1])
