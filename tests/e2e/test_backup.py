"""A bot that answers while its database is backed up, and that goes on from the backup after a restore."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bot.process import COMMAND, ROOT, SECONDS, environment, run

if TYPE_CHECKING:
    from tests.e2e.stage import Stage


@pytest.fixture
def settings(stage: Stage, tmp_path: Path) -> dict[str, str]:
    box = stage.sandbox
    return {
        "DISCORD_API_URL": box.api_url,
        "DISCORD_GATEWAY_URL": box.gateway_url,
        "DISCORD_TOKEN": box.token,
        "INCIDENT_BOT_MEANING": "off",
        "INCIDENT_BOT_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'data' / 'bot.db'}",
    }


@contextlib.asynccontextmanager
async def running(stage: Stage, settings: dict[str, str]) -> AsyncIterator[None]:
    """Run the bot as a process until the block ends."""
    before = stage.sandbox.gateway.identified
    with subprocess.Popen(  # noqa: ASYNC220, S603 - it begins at once; the command line under test
        COMMAND, cwd=ROOT, stderr=subprocess.DEVNULL, env=environment(**settings)
    ) as process:
        try:
            await stage.until(
                lambda: stage.sandbox.gateway.identified > before or None, seconds=SECONDS, what="a login"
            )
            await stage.settled()
            yield
            process.terminate()
            await asyncio.to_thread(process.wait, SECONDS)
        finally:
            process.kill()


async def command(settings: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(lambda: run(*arguments, settings=settings))


async def asks(stage: Stage, year: int) -> None:
    """Let a member ask what the sources do not answer, which the bot notes for the admins."""
    post = await stage.alice.say(f"@bot Qui a gagné la Coupe du monde de {year} ?")
    await stage.general.wait_for_reply(to=post, seconds=SECONDS)


async def test_a_bot_is_backed_up_while_it_writes_and_goes_on_from_there(
    stage: Stage, settings: dict[str, str], tmp_path: Path
) -> None:
    copy = str(tmp_path / "copy.db")
    async with running(stage, settings):
        await stage.admin.slash("settings cooldown", seconds=0)
        await asks(stage, 1930)
        backing_up = asyncio.create_task(command(settings, "backup", copy))
        while not backing_up.done():
            another = stage.add_room("another")  # each has a limit of its own
            assert "Réessayez" not in (await stage.admin.slash("settings private", on=True, room=another)).text
        assert (await backing_up).stderr == ""
        await stage.admin.slash("settings private", on=False)
        await asks(stage, 1934)
        refused = await command(settings, "restore", copy)
        assert refused.returncode != 0
        assert refused.stderr.endswith("stop it first.\n")
        assert "1934" in (await stage.admin.slash("index questions")).text
    restored = await command(settings, "restore", copy)
    assert (restored.returncode, restored.stderr) == (0, "")
    async with running(stage, settings):
        listed = (await stage.admin.slash("index questions")).text
        assert "1930" in listed
        assert "1934" not in listed
        assert (await stage.alice.slash("ask", question="Qui est le PDG de Delta ?")).ephemeral
