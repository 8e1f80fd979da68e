"""The bot laid out as it is deployed, with an `.env` that leaves everything empty but the token."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from tests.bot.process import COMMAND, ROOT, SECONDS, environment, run

if TYPE_CHECKING:
    from tests.e2e.stage import Stage

HEALTHCHECK = re.compile(r"^HEALTHCHECK .*\\\n +CMD (\[.+\])$", re.MULTILINE)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def settings(stage: Stage) -> dict[str, str]:
    """Return what stands in an `.env` that was copied from the example and got a token."""
    example = (ROOT / ".env.example").read_text("utf-8")
    empty = dict.fromkeys(re.findall(r"(?m)^([A-Z_]+)=$", example), "")
    box = stage.sandbox
    return empty | {
        "DISCORD_TOKEN": box.token,
        "DISCORD_API_URL": box.api_url,
        "DISCORD_GATEWAY_URL": box.gateway_url,
    }


@contextlib.asynccontextmanager
async def deployed(
    stage: Stage, folder: Path, *command: str, **variables: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start the bot in a folder of its own with sources, wait until it is there, and end it as an init system does."""
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, stderr=asyncio.subprocess.DEVNULL, env=environment(**variables)
    )
    try:
        await stage.until(lambda: stage.sandbox.gateway.identified or None, seconds=SECONDS, what="a login")
        await stage.settled()
        yield process
        process.terminate()
        assert await asyncio.wait_for(process.wait(), SECONDS) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def answers_and_keeps(stage: Stage, folder: Path) -> None:
    assert "Bastian" in (await stage.alice.slash("ask", question="Qui est le PDG de Delta ?")).text
    await stage.admin.slash("settings private", on=True)
    assert sorted(path.name for path in (folder / "data").glob("*.db*")) == ["incident-bot.db", "incident-bot.db.key"]


async def test_as_in_the_image(stage: Stage, tmp_path: Path) -> None:
    """Compose gives the environment, and the health check of the image says how it is."""
    (tmp_path / "incident-bot").write_text(f'#!/bin/sh\nexec {" ".join(COMMAND)} "$@"\n', "utf-8")
    (tmp_path / "incident-bot").chmod(0o755)
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]["bot"]
    assert compose["entrypoint"] == ["end-slowly"]
    port, folder = free_port(), tmp_path / "srv"
    given = {name: value for name, value in compose["environment"].items() if name != "DISCORD_TOKEN"}
    given["INCIDENT_BOT_HTTP"] = given["INCIDENT_BOT_HTTP"].replace("9464", str(port))
    given["INCIDENT_BOT_SEEDS"] = given["INCIDENT_BOT_SEEDS"].replace("/srv/incident-bot", str(folder))
    found = HEALTHCHECK.search((ROOT / "Dockerfile").read_text("utf-8"))
    assert found
    check = [part.replace("9464", str(port)) for part in json.loads(found[1])]

    async def is_healthy() -> bool:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *check[1:], stderr=asyncio.subprocess.DEVNULL, env=environment()
        )
        return await process.wait() == 0

    path = f"{tmp_path}:/usr/bin:/bin"
    start = ("/bin/sh", str(ROOT / "deploy" / "end-slowly.sh"))
    assert not await is_healthy()
    async with deployed(stage, folder, *start, **settings(stage) | given | {"PATH": path}):
        await answers_and_keeps(stage, folder)
        assert await is_healthy()
    assert not await is_healthy()


async def test_as_the_unit_does_and_beside_it_every_other_command(stage: Stage, tmp_path: Path) -> None:
    """The unit gives no environment: what is set stands in the `.env` of the folder that it runs in."""
    folder = tmp_path / "incident-bot"
    folder.mkdir()
    lines = [f"{name}={value}" for name, value in settings(stage).items()]
    (folder / ".env").write_text("\n".join(lines), "utf-8")
    async with deployed(stage, folder, *COMMAND):
        await answers_and_keeps(stage, folder)
        examined = await asyncio.to_thread(lambda: run("doctor", cwd=folder))
        assert (examined.returncode, examined.stderr) == (0, "")
        backed_up = await asyncio.to_thread(lambda: run("backup", "data/copy.db", cwd=folder))
        assert (backed_up.returncode, backed_up.stderr) == (0, "")
        refused = await asyncio.to_thread(lambda: run("restore", "data/copy.db", cwd=folder))
        assert "stop it first" in refused.stderr
    restored = await asyncio.to_thread(lambda: run("restore", "data/copy.db", cwd=folder))
    assert (restored.returncode, restored.stderr) == (0, "")
