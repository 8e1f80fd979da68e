"""Golden questions: `checks.yaml` beside the sources, what they must and must not answer."""

from __future__ import annotations

import os.path
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from index.answers.quotes import Status
from index.sources.files import Problem, SourceError, parse_yaml, read_bytes, read_entries
from index.sources.folder import RESERVED
from index.sources.sidecar import SIDECAR

if TYPE_CHECKING:
    from pathlib import Path

    from index.answers.quotes import Answer
    from index.corpus import Corpus

FILE = f"{RESERVED}{SIDECAR}"
CHECK_KEYS = ("question", "expect")
NOTHING = "nothing"
LARGEST = 1 << 18  # bytes of the file: some thousand questions
FORM = f"a list of entries with `question:` and `expect:` (words that the first quotes must hold, or `{NOTHING}`)"


@dataclass(frozen=True, slots=True)
class Check:
    """A golden question: `expect` are words that its quotes must hold; None where the sources must not answer."""

    question: str
    expect: str | None

    def failure(self, answer: Answer) -> str | None:
        """Say what is wrong with an answer, if anything is."""
        if self.expect is None:
            if answer.status is Status.UNANSWERED:
                return None
            return f"should not be answered, but is: {_squeeze(answer.quotes[0].text)}"
        if answer.status is Status.UNANSWERED:
            return f"is not answered; expected: {self.expect}"
        expected = _squeeze(self.expect).casefold()
        if any(expected in _squeeze(quote.text).casefold() for quote in answer.quotes):
            return None
        return f"is answered without the words expected: {self.expect}"


def load_checks(folder: Path) -> tuple[Check, ...]:
    """Load the golden questions of a folder of sources, none where there is no file; raise `SourceError`."""
    path = folder / FILE
    root = parse_yaml(path, read_bytes(path), LARGEST) if os.path.lexists(path) else None
    if root is None:
        return ()
    if not isinstance(root, yaml.SequenceNode):
        raise SourceError(Problem(path, f"must be {FORM}.", root.start_mark.line + 1))
    checks: list[Check] = []
    problems: list[Problem] = []
    for node in root.value:
        try:
            checks.append(_read_check(path, node))
        except SourceError as error:
            problems += error.problems
    if problems:
        raise SourceError(*problems)
    return tuple(checks)


def run_checks(corpus: Corpus, checks: tuple[Check, ...]) -> tuple[tuple[Check, str], ...]:
    """Return the checks that fail, each with what is wrong."""
    results = ((check, check.failure(corpus.answer(check.question))) for check in checks)
    return tuple((check, failure) for check, failure in results if failure is not None)


def _read_check(path: Path, node: yaml.Node) -> Check:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise SourceError(Problem(path, f"this is no golden question; the file is {FORM}.", line))
    entries, problems = read_entries(path, node, CHECK_KEYS)
    texts = {key: entry.value.strip() for key, entry in entries.items()}
    if not problems:
        problems = [Problem(path, f"lacks `{key}`.", line) for key in CHECK_KEYS if not texts.get(key)]
    if problems:
        raise SourceError(*problems)
    return Check(texts["question"], None if texts["expect"] == NOTHING else texts["expect"])


def _squeeze(text: str) -> str:
    """Make white space even, as the words of a check are typed by hand."""
    return " ".join(text.split())
