"""Golden questions: `checks.yaml` beside the sources, what they must and must not answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from index import Problem, SourceError, Status

if TYPE_CHECKING:
    from pathlib import Path

    from index import Answer, Corpus

FILE = "checks.yaml"
NOTHING = "nothing"
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
        if any(_squeeze(self.expect) in _squeeze(quote.text) for quote in answer.quotes):
            return None
        return f"is answered without the words expected: {self.expect}"


def load_checks(folder: Path) -> tuple[Check, ...]:
    """Load the golden questions of a folder of sources, none where there is no file; raise `SourceError`."""
    path = folder / FILE
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError((Problem(path, "cannot be read: save it as UTF-8 text that this user may read."),)) from error
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise SourceError((Problem(path, "is not valid YAML.", mark.line + 1 if mark else None),)) from error
    if root is None:
        return ()
    if not isinstance(root, yaml.SequenceNode):
        raise SourceError((Problem(path, f"must be {FORM}.", root.start_mark.line + 1),))
    checks, problems = [], []
    for node in root.value:
        found = _read(node)
        if isinstance(found, Check):
            checks.append(found)
        else:
            problems.append(Problem(path, found, node.start_mark.line + 1))
    if problems:
        raise SourceError(tuple(problems))
    return tuple(checks)


def run_checks(corpus: Corpus, checks: tuple[Check, ...]) -> tuple[tuple[Check, str], ...]:
    """Return the checks that fail, each with what is wrong."""
    results = ((check, check.failure(corpus.answer(check.question))) for check in checks)
    return tuple((check, failure) for check, failure in results if failure is not None)


def _read(node: yaml.Node) -> Check | str:
    if not isinstance(node, yaml.MappingNode):
        return f"this is no golden question; the file is {FORM}."
    entry: dict[str, str] = {}
    for key, value in node.value:
        if key.value not in {"question", "expect"}:
            return f"unknown key `{key.value}`: the keys are question and expect."
        if not isinstance(value, yaml.ScalarNode) or not value.value.strip():
            return f"`{key.value}` must be a line of text."
        entry[key.value] = value.value.strip()
    if missing := {"question", "expect"} - set(entry):
        return f"lacks {' and '.join(f'`{name}`' for name in sorted(missing))}."
    return Check(entry["question"], None if entry["expect"] == NOTHING else entry["expect"])


def _squeeze(text: str) -> str:
    """Make white space even, as the words of a check are typed by hand."""
    return " ".join(text.split()).casefold()
