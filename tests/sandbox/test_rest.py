"""The rest of the REST API: tokens, permissions, history, threads, reactions, uploads, faults and rate limits."""

from __future__ import annotations

import io
import socket
import time
from urllib.parse import urlsplit

import aiohttp
import discord
import pytest
from discord import Permissions

from bot.sandbox import limits
from bot.sandbox.records import Overwrite
from tests.e2e.stage import Stage
from tests.sandbox.raw import Rest, connected
from tests.sandbox.test_discord_py import UNPRIVILEGED, Echo


def deny(stage: Stage, **permissions: bool) -> None:
    """Take permissions from everybody in #general."""
    stage.general.channel.overwrites[stage.guild.id] = Overwrite(
        stage.guild.id, 0, deny=Permissions(**permissions).value
    )


async def test_only_this_machine_reaches_it(stage: Stage) -> None:
    port = urlsplit(stage.sandbox.url).port
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        pass
    with pytest.raises(OSError):  # noqa: PT011 -- refused or unreachable, as the system has it
        socket.create_connection(("127.0.0.2", port), timeout=1)


async def test_a_wrong_token_is_refused_everywhere(stage: Stage, rest: Rest) -> None:
    for path in ("/users/@me", "/gateway/bot", f"/channels/{stage.general.id}"):
        status, answer = await rest.send("GET", path, token="wrong")
        assert (status, answer["code"]) == (401, 0)
    assert (await rest.send("GET", "/gateway", token="wrong"))[0] == 200


async def test_what_is_not_there_is_unknown_by_its_kind(stage: Stage, rest: Rest) -> None:
    codes = {
        "/channels/1": 10003,
        f"/channels/{stage.general.id}/messages/1": 10008,
        "/guilds/1": 10004,
        f"/guilds/{stage.guild.id}/members/1": 10007,
        "/users/1": 10013,
        "/nothing": 0,
    }
    for path, code in codes.items():
        assert await rest.refusal("GET", path) == (404, code)


async def test_a_body_that_is_no_json_is_refused(stage: Stage, rest: Rest) -> None:
    headers = {"Authorization": f"Bot {rest.sandbox.token}"}
    url = f"{rest.sandbox.api_url}/channels/{stage.general.id}/messages"
    async with rest.session.post(url, data='{"content": ', headers=headers) as answer:
        assert (answer.status, (await answer.json())["code"]) == (400, 50109)


@pytest.mark.parametrize(
    ("permission", "method", "path", "code"),
    [
        ("view_channel", "GET", "", 50001),
        ("send_messages", "POST", "/messages", 50013),
        ("read_message_history", "GET", "/messages", 50013),
        ("add_reactions", "PUT", "/messages/{message}/reactions/%F0%9F%91%8D/@me", 50013),
        ("create_public_threads", "POST", "/messages/{message}/threads", 50013),
        ("manage_messages", "DELETE", "/messages/{message}", 50013),
        ("manage_channels", "PATCH", "", 50013),
    ],
)
async def test_a_missing_permission_is_refused(
    stage: Stage, rest: Rest, permission: str, method: str, path: str, code: int
) -> None:
    said = await stage.alice.say("hello")
    deny(stage, **{permission: True})
    body = {"content": "x", "name": "x"} if method in ("POST", "PATCH") else None
    at = f"/channels/{stage.general.id}{path.format(message=said.id)}"
    assert await rest.refusal(method, at, body) == (403, code)


async def test_replying_needs_the_history(stage: Stage, rest: Rest) -> None:
    said = await stage.alice.say("hello")
    deny(stage, read_message_history=True)
    body = {"content": "x", "message_reference": {"message_id": str(said.id)}}
    assert await rest.refusal("POST", f"/channels/{stage.general.id}/messages", body) == (403, 160002)


async def test_closed_dms_take_no_message(stage: Stage, rest: Rest) -> None:
    dm = await rest.ok("POST", "/users/@me/channels", {"recipient_id": str(stage.alice.user.id)})
    await rest.ok("POST", f"/channels/{dm['id']}/messages", {"content": "hello"})
    stage.alice.user.dms_open = False
    assert await rest.refusal("POST", f"/channels/{dm['id']}/messages", {"content": "hello"}) == (403, 50007)


async def test_history_pages(stage: Stage, rest: Rest) -> None:
    posts = [await stage.alice.say(str(n)) for n in range(6)]
    at = f"/channels/{stage.general.id}/messages"

    async def texts(query: str) -> list[str]:
        return [message["content"] for message in await rest.ok("GET", at + query)]

    assert await texts("?limit=2") == ["5", "4"]
    assert await texts(f"?before={posts[3].id}&limit=2") == ["2", "1"]
    assert await texts(f"?after={posts[3].id}") == ["5", "4"]
    assert await texts(f"?around={posts[3].id}&limit=3") == ["4", "3", "2"]
    assert await texts(f"?around={posts[0].id}&limit=3") == ["2", "1", "0"]
    assert await texts(f"?around={posts[5].id}&limit=3") == ["5", "4"]
    assert await rest.refusal("GET", f"{at}?limit=101") == (400, 50035)


async def test_without_message_content_history_has_no_text_either(stage: Stage, rest: Rest) -> None:
    stage.sandbox.world.application.approved_intents = 0
    said = await stage.alice.say("secret")
    path = f"/channels/{stage.general.id}/messages"
    assert (await rest.ok("GET", f"{path}/{said.id}"))["content"] == ""
    assert [m["content"] for m in await rest.ok("GET", path)] == [""]


async def test_threads(stage: Stage, rest: Rest) -> None:
    said = await stage.alice.say("a question")
    at = f"/channels/{stage.general.id}/messages/{said.id}/threads"
    assert "name" in await rest.field_errors("POST", at, {"name": "x" * 101})
    async with connected(stage.sandbox) as socket:
        await socket.identify(stage.sandbox.token)
        thread = await rest.ok("POST", at, {"name": "answers", "auto_archive_duration": 60})
        assert thread["id"] == str(said.id)
        assert (await socket.event("THREAD_CREATE"))["newly_created"] is True
        await rest.ok("POST", f"/channels/{thread['id']}/messages", {"content": "inside"})
        assert (await socket.event("MESSAGE_CREATE"))["channel_id"] == thread["id"]
    assert await rest.refusal("POST", at, {"name": "again"}) == (400, 160004)
    edited = await rest.ok("PATCH", f"/channels/{thread['id']}", {"archived": True, "locked": True})
    assert edited["thread_metadata"]["archived"] is True
    assert await rest.refusal("POST", f"/channels/{thread['id']}/messages", {"content": "x"}) == (400, 50083)


async def test_a_private_thread_needs_a_permission_of_its_own(stage: Stage, rest: Rest) -> None:
    at = f"/channels/{stage.general.id}/threads"
    assert await rest.refusal("POST", at, {"name": "x", "type": 12}) == (403, 50013)
    assert (await rest.ok("POST", at, {"name": "x", "type": 11}))["type"] == 11


async def test_a_message_wakes_an_archived_thread(stage: Stage, rest: Rest) -> None:
    thread = await stage.alice.start_thread("answers", await stage.alice.say("a question"))
    for speak in (
        lambda: rest.ok("POST", f"/channels/{thread.id}/messages", {"content": "x"}),
        lambda: stage.alice.say("y", room=thread),
    ):
        thread.channel.archived = True
        async with connected(stage.sandbox) as socket:
            await socket.identify(stage.sandbox.token)
            await speak()
            assert (await socket.event("THREAD_UPDATE"))["thread_metadata"]["archived"] is False


async def test_reactions(stage: Stage, rest: Rest) -> None:
    said = await stage.alice.say("hello")
    path = f"/channels/{stage.general.id}/messages/{said.id}/reactions"
    await rest.ok("PUT", f"{path}/%F0%9F%91%8D/@me")
    await stage.bob.react(said, "👍")
    assert said.reactions == {"👍": 2}
    assert {u["username"] for u in await rest.ok("GET", f"{path}/%F0%9F%91%8D")} == {"incident-bot", "bob"}
    await rest.ok("DELETE", f"{path}/%F0%9F%91%8D/@me")
    assert said.reactions == {"👍": 1}
    assert await rest.refusal("PUT", f"{path}/notanemoji/@me") == (400, 10014)


async def test_uploads_are_kept_and_served(stage: Stage) -> None:
    client = Echo(UNPRIVILEGED)
    async with stage.running(client), aiohttp.ClientSession() as session:
        channel = client.get_channel(stage.general.id)
        assert isinstance(channel, discord.TextChannel)
        sent = await channel.send("with a file", file=discord.File(io.BytesIO(b"a,b\n"), "missed.csv"))
        async with session.get(sent.attachments[0].url) as answer:
            assert await answer.read() == b"a,b\n"
            assert answer.headers["Content-Disposition"] == "attachment"
        emptied = await sent.edit(attachments=[])
        assert emptied.attachments == []


# ---- faults and rate limits


async def test_a_server_error_is_retried_by_the_client(stage: Stage) -> None:
    async with stage.running(Echo(UNPRIVILEGED)):
        stage.sandbox.faults.refuse("POST /channels/*/messages", status=502)
        said = await stage.alice.say("@bot hello")
        await stage.general.wait_for_reply(to=said, seconds=10)
        assert stage.sandbox.faults.met == 1


async def test_a_429_tells_when_to_come_back(stage: Stage, rest: Rest) -> None:
    stage.sandbox.faults.limit("GET /users/@me", retry_after=0.3)
    async with rest.session.get(
        rest.sandbox.api_url + "/users/@me", headers={"Authorization": f"Bot {rest.sandbox.token}"}
    ) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "0.3")
        assert (await answer.json())["retry_after"] == 0.3
    await rest.ok("GET", "/users/@me")


async def test_the_client_waits_out_a_429(stage: Stage) -> None:
    async with stage.running(Echo(UNPRIVILEGED)):
        stage.sandbox.faults.limit("POST /channels/*/messages", retry_after=0.2)
        said = await stage.alice.say("@bot hello")
        await stage.general.wait_for_reply(to=said)
        assert stage.sandbox.faults.met == 1


async def test_requests_can_be_delayed(stage: Stage, rest: Rest) -> None:
    stage.sandbox.faults.delay("GET /users/@me", seconds=0.1)
    started = time.monotonic()
    await rest.ok("GET", "/users/@me")
    assert time.monotonic() - started >= 0.1


async def test_a_bucket_refuses_the_sixth_message_in_five_seconds(stage: Stage, rest: Rest) -> None:
    stage.sandbox.limits.on = True
    at = f"/channels/{stage.general.id}/messages"
    for _ in range(5):
        await rest.ok("POST", at, {"content": "x"})
    status, answer = await rest.send("POST", at, {"content": "x"})
    assert (status, answer["global"]) == (429, False)
    assert 0 < answer["retry_after"] <= 5
    await rest.ok("POST", f"/channels/{stage.help.id}/messages", {"content": "another channel"})


async def test_discord_py_keeps_within_the_bucket(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = tuple((pattern, most, 1.0) for pattern, most, _ in limits.BUCKETS)
    monkeypatch.setattr(limits, "BUCKETS", quick)
    stage.sandbox.limits.on = True
    async with stage.running(Echo(UNPRIVILEGED)):
        for n in range(7):
            await stage.alice.say(f"@bot {n}")
        await stage.until(lambda: True if len(stage.general.replies) == 7 else None, seconds=10, what="7 replies")
        assert stage.sandbox.limits.refused == 0
