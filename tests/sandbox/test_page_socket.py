"""What the page's files and socket take, from whom, and in which words they refuse."""

from __future__ import annotations

import re
from importlib.resources import files

import aiohttp
import pytest

from tests.e2e.stage import Stage


def words(language: str = "fr") -> set[str]:
    """Return the keys of the page's own phrases."""
    text = (files("bot.sandbox.page") / "static" / "words.js").read_text("utf-8")
    block = text[text.index(f"  {language}: {{") :]
    return set(re.findall(r"^    (\w+):", block[: block.index("\n  },")], re.MULTILINE))


def test_the_page_says_everything_in_both_languages() -> None:
    assert words("fr") == words("en")
    assert len(words()) > 30


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Host": "localhost:1"}]
)
@pytest.mark.parametrize("path", ["/", "/page/app.js", "/page/socket", "/api/v10/gateway", "/gateway"])
async def test_another_site_cannot_reach_the_sandbox(stage: Stage, headers: dict[str, str], path: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(stage.sandbox.url + path, headers=headers) as answer:
        assert answer.status == 403


async def test_only_the_page_uploads_files(stage: Stage) -> None:
    url, own = f"{stage.sandbox.url}/page/uploads", {"Origin": stage.sandbox.url}
    async with aiohttp.ClientSession() as session:
        for path, headers, status in (
            ("?name=a.txt", {"Origin": "http://evil.example"}, 403),
            ("?name=a.txt", {}, 403),
            ("", own, 400),
            ("?name=a.txt", own, 200),
        ):
            async with session.post(url + path, data=b"text", headers=headers) as answer:
                assert answer.status == status
    (file,) = stage.sandbox.world.attachments.values()
    assert (file.filename, file.data) == ("a.txt", b"text")


async def test_another_sites_script_cannot_open_the_pages_socket(stage: Stage) -> None:
    url = stage.sandbox.url + "/page/socket"
    async with aiohttp.ClientSession() as session:
        for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {}):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(url, headers=headers)
        async with session.ws_connect(url, headers={"Origin": stage.sandbox.url}) as socket:
            assert (await socket.receive_json(timeout=5))["kind"] == "state"


async def test_the_page_says_what_it_may_load(stage: Stage) -> None:
    async with aiohttp.ClientSession() as session, session.get(stage.sandbox.url) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "frame",
    ["no json", "[]", "{}", '{"action": 5}', '{"action": "switch_person"}',
     '{"action": "say", "channel": "x", "text": "x"}', '{"action": "say", "channel": "GENERAL", "text": ["x"]}',
     '{"action": "slash", "channel": "GENERAL", "path": "", "options": {}}',
     '{"action": "slash", "channel": "GENERAL", "path": "nothing", "options": []}',
     '{"action": "autocomplete", "channel": "GENERAL", "path": "", "option": "x", "options": {}}',
     '{"action": "nothing"}', '{"action": "say", "channel": "1", "text": "x"}',
     '{"action": "slash", "channel": "GENERAL", "path": "nothing", "options": {}}',
     '{"action": "say", "channel": "GENERAL", "text": ""}',
     '{"action": "click", "channel": "GENERAL", "message": "1", "custom_id": "x"}',
     '{"action": "edit", "channel": "GENERAL", "message": "OTHERS", "text": "mine now"}',
     '{"action": "delete", "channel": "GENERAL", "message": "OTHERS"}',
     '{"action": "thread", "channel": "GENERAL", "message": "OTHERS", "name": " "}',
     '{"action": "submit", "interaction": "1", "values": {}}'],
)  # fmt: skip
async def test_a_frame_that_makes_no_sense_is_refused_in_words(stage: Stage, frame: str) -> None:
    said = await stage.bob.say("not yours")
    async with aiohttp.ClientSession() as session:
        url = stage.sandbox.url + "/page/socket"
        async with session.ws_connect(url, headers={"Origin": stage.sandbox.url}) as socket:
            await socket.receive_json(timeout=5)
            await socket.send_str(frame.replace("GENERAL", str(stage.general.id)).replace("OTHERS", str(said.id)))
            refusal = await socket.receive_json(timeout=5)
            assert refusal["kind"] == "refused"
            assert refusal["key"] in words()
