"""Accounts of incidents, and the questions members ask about them: the set that trains and tests the reader.

>>> from benchmarks.incidents import load
>>> training = [article for article in load() if not article.held_out]
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

FOLDER = Path(__file__).parent
HELD_OUT = frozenset(
    "en-doorplug en-dyn en-knight en-meta-outage en-nats en-osprey fr-azf fr-clinique fr-lactalis "
    "fr-mutuelle fr-noctiline fr-scrutin fr-valmoraine".split()
)
# The reader is not trained on these: with them is fitted how far it is trusted.
FITTED = frozenset(
    "en-britishlibrary en-corvid en-halvorsen en-marlowgrid en-rogers en-tidewell fr-bouyguesfuite fr-freefuite "
    "fr-lactavert fr-radiance".split()
)
REQUIRED = {"id": str, "lang": str, "kind": str, "q": str, "answers": list}
KEYS = {**REQUIRED, "sentence": str, "also": list, "after": str}


class Kind(StrEnum):
    """In what way a question is asked; the README tells each."""

    CLOSE = "close"
    PARAPHRASE = "paraphrase"
    CROSS = "cross"
    CASUAL = "casual"
    EVERYDAY = "everyday"
    YESNO = "yesno"
    FOLLOWUP = "followup"
    NEAR = "near"
    OTHER = "other"
    FOREIGN = "foreign"

    @property
    def answered(self) -> bool:
        """Whether the article answers questions of this kind."""
        return self not in {Kind.NEAR, Kind.OTHER, Kind.FOREIGN}


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one article; all its quotes are in the article's own words."""

    id: str
    language: str
    kind: Kind
    text: str
    sentence: str | None  # the best one to quote
    answers: tuple[str, ...]  # words of that sentence, each of them enough
    also: tuple[str, ...]  # sentences that answer as well
    after: str | None  # the question that a follow-up follows


@dataclass(frozen=True, slots=True)
class Article:
    """An account of an incident and the questions about it."""

    name: str
    language: str
    text: str
    questions: tuple[Question, ...]

    @property
    def held_out(self) -> bool:
        """Whether it is kept for measuring: nothing may be trained or chosen on it."""
        return self.name in HELD_OUT


def load(folder: Path = FOLDER) -> tuple[Article, ...]:
    """Return the articles of `folder` by name; raise OSError or ValueError, naming the file, where one is broken."""
    names = {path.stem for path in [*folder.glob("articles/*.txt"), *folder.glob("questions/*.jsonl")]}
    return tuple(_article(folder, name) for name in sorted(names))


def _article(folder: Path, name: str) -> Article:
    path = folder / "questions" / f"{name}.jsonl"
    questions = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            questions.append(read_question(line))
        except ValueError as error:
            raise ValueError(f"{path}:{number}: {error}") from error
    text = (folder / "articles" / f"{name}.txt").read_text("utf-8")
    return Article(name, name.partition("-")[0], text, tuple(questions))


def read_question(line: str) -> Question:
    """Read a line of a question file; raise ValueError that says what is wrong with it."""
    row = json.loads(line)
    row = row if isinstance(row, dict) else {}
    wrong = [key for key, value in row.items() if not isinstance(value, KEYS.get(key, ()))]
    if bad := [*sorted(REQUIRED.keys() - row.keys()), *wrong]:
        raise ValueError(f"lacking, unknown or of another type: {', '.join(bad)}")
    return Question(
        id=row["id"],
        language=row["lang"],
        kind=Kind(row["kind"]),
        text=row["q"],
        sentence=row.get("sentence"),
        answers=tuple(row["answers"]),
        also=tuple(row.get("also", ())),
        after=row.get("after"),
    )
