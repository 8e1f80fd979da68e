"""The tables of a page of docs/, each between marks of its own."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from benchmarks.evaluation import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

OPERATIONS = ROOT / "docs" / "operations.md"
DESK = ROOT / "docs" / "incident-desk.md"


def write(page: Path, name: str, head: Sequence[str], rows: Iterable[Sequence[object]], command: str) -> None:
    """Renew a table of a page, and say when and how it was measured. Raises ValueError where it has no marks for it."""
    begin, end = f"<!-- {name}: from here -->", f"<!-- {name}: to here -->"
    before, found, rest = page.read_text("utf-8").partition(begin)
    _, ended, after = rest.partition(end)
    if not found or not ended:
        raise ValueError(f"{page.name} has no place for the table {name!r}")
    lines = [" | ".join(str(cell) for cell in row) for row in (head, ["---"] * len(head), *rows)]
    table = "\n".join(f"| {line} |" for line in lines)
    today = datetime.now(UTC).date().isoformat()
    measured = f"Measured on {today}, {platform.machine()}, Python {platform.python_version()}, `{command}`."
    page.write_text(f"{before}{begin}\n\n{table}\n\n{measured}\n\n{end}{after}", "utf-8")
