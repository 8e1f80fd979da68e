"""`incident-bot` as a newcomer starts it: a process of its own, no token, no .env."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import aiohttp

HOME = Path(__file__).resolve().parents[2]


async def next_news(socket: aiohttp.ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    while True:
        news: dict[str, Any] = await socket.receive_json(timeout=10)
        if news["kind"] == kind:
            return news


async def test_the_page_answers_a_question_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    shutil.copytree(HOME / "seeds", tmp_path / "seeds")
    variables = {key: value for key, value in os.environ.items() if not key.startswith(("DISCORD_", "INCIDENT_BOT_"))}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", cwd=tmp_path, env=variables | {"PYTHONPATH": str(HOME)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        url = None
        while url is None:
            line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
            assert line, "it ended without an address"
            found = re.search(r"(http://127\.0\.0\.1:\d+)/", line)
            url = found[1] if found else None
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{url}/page/socket", headers={"Origin": url}) as socket,
        ):
            state = await next_news(socket, "state")
            rooms = {room["name"]: room["id"] for room in state["channels"]}
            assert set(rooms) == {"général", "questions", "incident-bot"}
            for room in ("incident-bot", "questions"):  # the DM, and the channel with automatic answers
                text = "Combien Delta a-t-elle perdu ?"
                await socket.send_str(json.dumps({"action": "say", "channel": rooms[room], "text": text}))
                while not (message := (await next_news(socket, "message"))["message"])["author"]["bot"]:
                    pass
                assert "500 millions de dollars" in message["content"]
            process.send_signal(signal.SIGINT)
            assert await asyncio.wait_for(process.wait(), 10) == 0
        assert not (tmp_path / "data").exists()
        assert process.stderr is not None
        assert b"Traceback" not in await process.stderr.read()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
