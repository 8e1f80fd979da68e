"""Load one article and its sidecar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the sources folder that a person must mend."""

    path: Path
    message: str
    line: int | None = None

    def __str__(self) -> str:
        where = str(self.path) if self.line is None else f"{self.path}, line {self.line}"
        return f"{where}: {self.message}"


class SourceError(Exception):
    """The sources folder cannot be served as it is; `problems` says why, one sentence each."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Source:
    """An article: its decoded text, which every span refers to, and what its sidecar says of it."""

    id: str
    path: Path
    title: str
    text: str = field(repr=False)
    language: str
    url: str | None = None
    publisher: str | None = None
    published: str | None = None  # ISO 8601, as precise as it is known: 2024, 2024-08 or 2024-08-05
    licence: str | None = None
