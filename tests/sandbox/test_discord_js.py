"""A second library, of other authors and in another language, finds the sandbox to be Discord."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.absent import absent
from tests.e2e.stage import Stage

HERE = Path(__file__).parent / "discordjs"
NODE, NPM = shutil.which("node"), shutil.which("npm")


@pytest.fixture(scope="session")
def library(pytestconfig: pytest.Config) -> Path:
    """Install discord.js, as locked, into pytest's cache, and return the folder."""
    if NODE is None or NPM is None:
        absent("discord.js is not tried: node and npm are not installed")
    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir("discordjs")
    lock = (HERE / "package-lock.json").read_text()
    done = folder / "installed"
    if not done.exists() or done.read_text() != lock:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        command = [NPM, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        subprocess.run(command, cwd=folder, check=True, timeout=120)  # noqa: S603 -- fixed words, found on the PATH
        done.write_text(lock)
    return folder


async def test_discord_js_reads_registers_and_answers(stage: Stage, library: Path) -> None:
    assert NODE is not None
    process = await asyncio.create_subprocess_exec(
        NODE, str(HERE / "client.js"), f"{stage.sandbox.url}/api", stage.sandbox.token,
        cwd=library, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None

    async def step() -> dict[str, Any]:
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), 15)
        if not line:
            assert process.stderr is not None
            pytest.fail((await process.stderr.read()).decode())
        told: dict[str, Any] = json.loads(line)
        return told

    try:
        assert await step() == {"step": "ready", "user": "incident-bot", "guilds": ["Incident"], "commands": ["echo"]}

        said = await stage.alice.say("salut")
        reply = await stage.general.wait_for_reply(to=said)
        assert reply.text == "heard: salut"
        assert await step() == {"step": "message", "content": "salut", "author": "alice", "channel": "general"}

        answer = await stage.alice.slash("echo", text="bonjour")
        assert (answer.text, answer.buttons) == ("bonjour", ["More"])
        assert await step() == {"step": "command", "locale": "fr", "member": "Alice"}

        more = await stage.alice.click(answer, "More")
        assert (more.text, more.ephemeral) == ("more, for you alone", True)
        assert await step() == {"step": "button", "customId": "more"}
        assert await asyncio.wait_for(process.wait(), 10) == 0
        assert await process.stderr.read() == b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
