"""Run the command line as its users do."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pty
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
COMMAND = [sys.executable, "-m", "bot"]


def environment(**variables: str) -> dict[str, str]:
    """Return an environment in which nothing that the bot or Python reads is set but what is given."""
    others = {k: v for k, v in os.environ.items() if not k.startswith(("DISCORD_", "INCIDENT_BOT_", "PYTHON"))}
    return others | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"} | variables


def run(
    *arguments: str, cwd: Path = ROOT, stdin: str = "", settings: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - the command line under test
        [*COMMAND, *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
        env=environment(**(settings or {})),
    )


@contextlib.asynccontextmanager
async def running(**settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the bot itself until the block ends, or it does."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND, cwd=ROOT, stderr=asyncio.subprocess.PIPE, env=environment(**settings)
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ended(process: asyncio.subprocess.Process, seconds: float = SECONDS) -> str:
    """Wait until a bot that is running has ended; return what it wrote to standard error."""
    _, errors = await asyncio.wait_for(process.communicate(), seconds)
    return errors.decode()


def run_into(output: TextIO, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line with `output` for its standard output."""
    return subprocess.run(  # noqa: S603 - the command line under test
        [*COMMAND, *arguments],
        cwd=ROOT,
        stdout=output,
        stderr=subprocess.PIPE,
        timeout=SECONDS,
        check=False,
        env=environment(),
    )


def in_a_terminal(*arguments: str, **settings: str) -> str:
    """Run the command line with a terminal for its streams; return all that it shows."""
    ours, theirs = pty.openpty()
    variables = environment(TERM="xterm-256color", COLUMNS="80", **settings)
    shown = b""
    with subprocess.Popen(  # noqa: S603 - the command line under test
        [*COMMAND, *arguments], cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, env=variables
    ) as process:
        os.close(theirs)
        deadline = threading.Timer(SECONDS, process.kill)
        deadline.start()
        with contextlib.suppress(OSError):  # how Linux says that nobody holds the other end any more
            while part := os.read(ours, 4096):
                shown += part
        deadline.cancel()
    os.close(ours)
    return shown.decode()
