"""Run the command line as its users do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60


def environment(**variables: str) -> dict[str, str]:
    """Return an environment in which nothing is set but what is given."""
    others = {k: v for k, v in os.environ.items() if not k.startswith(("DISCORD_", "INCIDENT_BOT_"))}
    return others | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"} | variables


def run(
    *arguments: str, cwd: Path = ROOT, stdin: str = "", settings: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - the command line under test
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
        env=environment(**(settings or {})),
    )
