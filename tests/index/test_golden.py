"""Golden questions guard the sources: they are read whole, or every problem in them is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index import Check, Corpus, SourceError, load_checks, run_checks

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, text: str | bytes) -> None:
    (folder / "checks.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())


def test_a_folder_may_have_none(tmp_path: Path) -> None:
    assert load_checks(tmp_path) == ()
    write(tmp_path, "# none yet\n")
    assert load_checks(tmp_path) == ()


def test_questions_with_the_words_expected_or_nothing(tmp_path: Path) -> None:
    write(tmp_path, "- question: Qui dort ?\n  expect: le chat\n- expect: nothing\n  question: Qui vole ?\n")
    assert load_checks(tmp_path) == (Check("Qui dort ?", "le chat"), Check("Qui vole ?", None))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("question: x", ["line 1: must be a list of entries with `question:`"]),
        ("- question: x\n- y\n", ["line 1: lacks `expect`.", "line 2: this is no golden question"]),
        ("- question: x\n  expect: [a]", ["line 2: `expect` must be a single line of text."]),
        ("- question: x\n  expect: y\n  ? [a]\n  : z", ["line 3: unknown key `…`: the keys are question, expect."]),
        ("- question: x\n  question: y", ["line 2: `question` is given twice: keep one."]),
        ('- question: ""\n  expect: a', ["line 1: lacks `question`."]),
        ("\n- 'x", ["line 2: is not valid YAML (found unexpected end of stream)."]),
        (b"# \xe9t\xe9", ["line 1: is not UTF-8 text: save it as UTF-8."]),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str | bytes, says: list[str]) -> None:
    write(tmp_path, text)
    with pytest.raises(SourceError) as caught:
        load_checks(tmp_path)
    found = [str(problem).removeprefix(f"{tmp_path}/checks.yaml, ") for problem in caught.value.problems]
    assert len(found) == len(says)
    assert [problem for problem, start in zip(found, says, strict=True) if not problem.startswith(start)] == []


def test_every_check_that_fails_says_how(tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text("Le chat du capitaine\ns'appelle Moustache.\n", "utf-8")
    name, weather = "Comment s'appelle le chat du capitaine ?", "Quel temps fera-t-il demain à Marseille ?"
    checks = (
        Check(name, "capitaine s'appelle  MOUSTACHE"),
        Check(name, "Félix"),
        Check(name, None),
        Check(weather, None),
        Check(weather, "soleil"),
    )
    assert run_checks(Corpus.load(tmp_path), checks) == (
        (checks[1], "is answered without the words expected: Félix"),
        (checks[2], "should not be answered, but is: Le chat du capitaine s'appelle Moustache."),
        (checks[4], "is not answered; expected: soleil"),
    )
