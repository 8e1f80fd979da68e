"""What SECURITY.md claims: every claim has its tests, and they are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CLAIMS = [line for line in (ROOT / "SECURITY.md").read_text("utf-8").splitlines() if line.startswith("| ")]
HEADING = "| What is protected | Test |"


def names_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}


@pytest.mark.parametrize("claim", [line for line in CLAIMS if line != HEADING])
def test_every_claim_has_tests_and_they_are_there(claim: str) -> None:
    _, said, named, _ = claim.split("|")
    assert said.strip()
    found = re.findall(r"`([^`:]+)::(\w+)`", named)
    assert found
    assert len(found) == named.count("`") / 2, "something here is no `file::test`"
    assert [f"{file}::{name}" for file, name in found if name not in names_in(file) or "test_" not in name] == []


@pytest.mark.parametrize(
    "file",
    sorted(path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("req*.txt"), *ROOT.glob("deploy/req*.txt")]),
)
def test_every_dependency_is_pinned_by_its_hash(file: str) -> None:
    text = re.sub(r"(?m)^\s*#.*\n", "", (ROOT / file).read_text("utf-8")).replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip()]
    assert lines
    assert [line[:60] for line in lines if not re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)] == []
