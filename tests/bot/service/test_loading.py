"""Loading says how far it has come, where that takes its time."""

from __future__ import annotations

import logging
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.service.loading import load_corpus


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(f"The outage {name} began on Friday.\n\nIt ended on Sunday.\n", "utf-8")
    return tmp_path


def test_a_quick_load_says_nothing(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert load_corpus(folder).answer("When did the outage end?").quotes
    assert caplog.messages == []


def test_a_slow_load_fills_a_line_of_the_log_now_and_then(
    folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.service.loading.PATIENCE", 0)
    monkeypatch.setattr("bot.service.loading.BETWEEN_LINES", 0)
    caplog.set_level(logging.INFO)
    load_corpus(folder)
    shares = [int(share) for line in caplog.messages for share in re.findall(r"Indexing the sources: (\d+) %", line)]
    assert len(shares) > 2
    assert shares == sorted(shares)
    assert shares[-1] == 100


def test_a_slow_load_shows_a_bar_in_a_terminal_and_takes_it_away(folder: Path) -> None:
    program = (
        "import sys, pathlib; from bot.service import loading; loading.PATIENCE = 0; "
        "print(len(loading.load_corpus(pathlib.Path(sys.argv[1])).sources))"
    )
    terminal, child_side = pty.openpty()
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", program, folder],
        stdout=subprocess.PIPE,
        stderr=child_side,
        env={**os.environ, "TERM": "xterm"},
        check=True,
    )
    os.close(child_side)
    shown = os.read(terminal, 65536).decode()
    os.close(terminal)
    assert done.stdout.strip() == b"3"
    assert "Indexing the sources" in shown
    assert shown.endswith("\x1b[2K")  # the line is cleared
