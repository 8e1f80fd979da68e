"""The real bot in a process of its own, in a sandbox in this one."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.evaluation import ROOT

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator

    from bot.sandbox import Sandbox

START_SECONDS = 60.0


@contextlib.asynccontextmanager
async def running_bot(
    sandbox: Sandbox, seeds: Path = ROOT / "seeds", *, folder: Path | None = None, log: Path | None = None
) -> AsyncIterator[Process]:
    """Run `incident-bot`, online, until the block ends; its database is in `folder`, a new one by default."""
    with tempfile.TemporaryDirectory() as new, (log or Path(os.devnull)).open("ab") as errors:
        before = sandbox.gateway.identified
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "--seeds", str(seeds)),
            cwd=ROOT,
            env=_environment(sandbox, folder or Path(new)),
            stderr=errors if log else None,
        )
        try:
            await sandbox.world.until(
                lambda: sandbox.gateway.identified > before or None, seconds=START_SECONDS, what="the bot's login"
            )
            await sandbox.world.until(
                lambda: sandbox.world.application.commands or None, seconds=START_SECONDS, what="the bot's commands"
            )
            await sandbox.gateway.caught_up()
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


def _environment(sandbox: Sandbox, folder: Path) -> dict[str, str]:
    others = {k: v for k, v in os.environ.items() if not k.startswith(("DISCORD_", "INCIDENT_BOT_"))}
    return others | {
        "DISCORD_TOKEN": sandbox.token,
        "DISCORD_API_URL": sandbox.api_url,
        "DISCORD_GATEWAY_URL": sandbox.gateway_url,
        "INCIDENT_BOT_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/store.db",
        "INCIDENT_BOT_LOG_LEVEL": "WARNING",
    }
