"""The routes that no conversation passes through: what they give, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest
from discord import Permissions

from bot.sandbox.state.channels import Overwrite
from tests.e2e.stage import Stage
from tests.sandbox.raw import Rest, connected
from tests.sandbox.test_command_rules import command


def permit(stage: Stage, **permissions: bool) -> None:
    """Give the bot permissions in #general."""
    own = stage.sandbox.world.application.user.id
    stage.general.channel.overwrites[own] = Overwrite(own, 1, allow=Permissions(**permissions).value)


async def test_the_server_and_its_members(stage: Stage, rest: Rest) -> None:
    at = f"/guilds/{stage.guild.id}"
    assert (await rest.ok("GET", at))["name"] == "Incident"
    assert (await rest.ok("GET", f"{at}?with_counts=true"))["approximate_member_count"] == len(stage.guild.members)
    assert [c["name"] for c in await rest.ok("GET", f"{at}/channels")] == ["general", "help"]
    assert {role["name"] for role in await rest.ok("GET", f"{at}/roles")} == {"@everyone", "incident-bot", "Admins"}
    assert (await rest.ok("GET", f"{at}/members/{stage.alice.user.id}"))["user"]["username"] == "alice"
    assert len(await rest.ok("GET", f"{at}/members?limit=3")) == 3
    assert [guild["name"] for guild in await rest.ok("GET", "/users/@me/guilds")] == ["Incident"]
    assert (await rest.ok("GET", f"/users/{stage.alice.user.id}"))["username"] == "alice"
    stage.sandbox.world.application.approved_intents = 0
    assert await rest.refusal("GET", f"{at}/members") == (403, 50001)


async def test_a_bot_opens_no_dm_with_a_bot_or_nobody(stage: Stage, rest: Rest) -> None:
    parrot = stage.add_person("parrot", bot=True)
    for user_id in (parrot.user.id, 1):
        assert await rest.refusal("POST", "/users/@me/channels", {"recipient_id": str(user_id)}) == (404, 10013)


async def test_a_channel_is_changed_and_deleted(stage: Stage, rest: Rest) -> None:
    permit(stage, manage_channels=True)
    at = f"/channels/{stage.general.id}"
    assert "topic" in await rest.field_errors("PATCH", at, {"topic": "x" * 1025})
    thread = await stage.alice.start_thread("inside", await stage.alice.say("a question"))
    async with connected(stage.sandbox) as socket:
        await socket.identify(stage.sandbox.token)
        assert (await rest.ok("PATCH", at, {"name": "lobby"}))["name"] == "lobby"
        assert (await socket.event("CHANNEL_UPDATE"))["name"] == "lobby"
        await rest.ok("DELETE", at)
        assert (await socket.event("CHANNEL_DELETE"))["id"] == str(stage.general.id)
    for gone in (stage.general, thread):
        assert await rest.refusal("GET", f"/channels/{gone.id}") == (404, 10003)
    assert await rest.refusal("DELETE", f"/channels/{stage.alice.dm().id}") == (403, 50003)


async def test_typing_is_told(stage: Stage, rest: Rest) -> None:
    async with connected(stage.sandbox) as socket:
        await socket.identify(stage.sandbox.token, 1 | 1 << 11)
        await rest.ok("POST", f"/channels/{stage.general.id}/typing")
        assert (await socket.event("TYPING_START"))["user_id"] == str(stage.sandbox.world.application.user.id)


async def test_who_is_in_a_thread(stage: Stage, rest: Rest) -> None:
    thread = await stage.alice.start_thread("inside", await stage.alice.say("a question"))
    at = f"/channels/{thread.id}/thread-members"

    async def inside() -> set[int]:
        return {int(member["user_id"]) for member in await rest.ok("GET", at)}

    own = stage.sandbox.world.application.user.id
    await rest.ok("PUT", f"{at}/@me")
    await rest.ok("PUT", f"{at}/{stage.bob.user.id}")
    assert await inside() == {stage.alice.user.id, stage.bob.user.id, own}
    active = await rest.ok("GET", f"/guilds/{stage.guild.id}/threads/active")
    assert [listed["id"] for listed in active["threads"]] == [str(thread.id)]
    assert [member["user_id"] for member in active["members"]] == [str(own)]
    await rest.ok("DELETE", f"{at}/@me")
    assert own not in await inside()
    assert await rest.refusal("PUT", f"{at}/1") == (404, 10013)
    assert await rest.refusal("GET", f"/channels/{stage.general.id}/thread-members") == (404, 10003)
    thread.channel.archived = True
    assert await rest.refusal("PUT", f"{at}/@me") == (400, 50083)


async def test_a_thread_is_started_as_its_kind_and_place_allow(stage: Stage, rest: Rest) -> None:
    at = f"/channels/{stage.general.id}/threads"
    assert "type" in await rest.field_errors("POST", at, {"name": "x", "type": 1})
    assert "auto_archive_duration" in await rest.field_errors(
        "POST", at, {"name": "x", "type": 11, "auto_archive_duration": 61}
    )
    assert await rest.refusal("POST", f"/channels/{stage.alice.dm().id}/threads", {"name": "x"}) == (403, 50003)
    stage.general.channel.overwrites[stage.guild.id] = Overwrite(
        stage.guild.id, 0, deny=Permissions(send_messages_in_threads=True).value
    )
    thread = await rest.ok("POST", at, {"name": "x", "type": 11})
    assert await rest.refusal("POST", f"/channels/{thread['id']}/messages", {"content": "x"}) == (403, 50013)


async def test_messages_are_pinned_and_deleted_together(stage: Stage, rest: Rest) -> None:
    posts = [await stage.alice.say(str(n)) for n in range(3)]
    at = f"/channels/{stage.general.id}/messages"
    ids = [str(post.id) for post in posts]
    assert await rest.refusal("PUT", f"{at}/pins/{ids[0]}") == (403, 50013)
    assert await rest.refusal("POST", f"{at}/bulk-delete", {"messages": ids}) == (403, 50013)
    permit(stage, pin_messages=True, manage_messages=True)
    await rest.ok("PUT", f"{at}/pins/{ids[0]}")
    assert [item["message"]["id"] for item in (await rest.ok("GET", f"{at}/pins"))["items"]] == ids[:1]
    await rest.ok("DELETE", f"{at}/pins/{ids[0]}")
    assert (await rest.ok("GET", f"{at}/pins"))["items"] == []
    assert "messages" in await rest.field_errors("POST", f"{at}/bulk-delete", {"messages": ids[:1]})
    await rest.ok("POST", f"{at}/bulk-delete", {"messages": ids[:2]})
    assert [post.content for post in stage.general.posts] == ["2"]


async def test_others_messages_and_reactions_are_removed_by_managers_alone(stage: Stage, rest: Rest) -> None:
    said = await stage.alice.say("hello")
    for emoji in "👍", "👎":
        await stage.bob.react(said, emoji)
    at = f"/channels/{stage.general.id}/messages/{said.id}"
    one = f"{at}/reactions/%F0%9F%91%8D/{stage.bob.user.id}"
    for path in one, f"{at}/reactions", at:
        assert await rest.refusal("DELETE", path) == (403, 50013)
    permit(stage, manage_messages=True)
    await rest.ok("DELETE", one)
    assert said.reactions == {"👎": 1}
    await rest.ok("DELETE", f"{at}/reactions")
    assert said.reactions == {}
    await rest.ok("DELETE", at)
    assert not said.exists
    dm = await stage.alice.say("psst", room=stage.alice.dm())
    assert await rest.refusal("DELETE", f"/channels/{dm.channel.id}/messages/{dm.id}") == (403, 50003)


async def test_a_nonce_that_is_enforced_sends_once(stage: Stage, rest: Rest) -> None:
    body: dict[str, Any] = {"content": "x", "nonce": "1", "enforce_nonce": True}
    first, second = [await rest.ok("POST", f"/channels/{stage.general.id}/messages", body) for _ in range(2)]
    assert first["id"] == second["id"]
    assert len(stage.general.posts) == 1


async def test_commands_one_by_one_and_of_one_server(stage: Stage, rest: Rest) -> None:
    application = f"/applications/{stage.sandbox.world.application.id}"
    here = f"{application}/guilds/{stage.guild.id}/commands"
    status, made = await rest.send("POST", here, command())
    assert (status, made["guild_id"]) == (201, str(stage.guild.id))
    assert (await rest.send("POST", here, command(description="Again")))[0] == 200
    one = f"{here}/{made['id']}"
    assert (await rest.ok("PATCH", one, {"description": "And again"}))["description"] == "And again"
    assert (await rest.ok("GET", one))["description"] == "And again"
    assert "name" in await rest.field_errors("PATCH", one, {"name": "No name"})
    assert stage.alice.offered() == ["ask"]
    assert stage.alice.offered(stage.alice.dm()) == []
    await rest.ok("DELETE", one)
    assert await rest.refusal("GET", one) == (404, 10063)
    assert await rest.refusal("GET", f"{application}/guilds/1/commands") == (403, 50001)


async def test_what_is_no_number_or_of_another_type_is_refused(stage: Stage, rest: Rest) -> None:
    permit(stage, manage_channels=True, manage_messages=True)
    at = f"/channels/{stage.general.id}"
    assert await rest.refusal("GET", f"{at}/messages?before=yesterday") == (400, 50035)
    assert await rest.field_errors("POST", f"{at}/messages/bulk-delete", {"messages": ["x", "y"]}) == {
        "messages.0",
        "messages.1",
    }
    assert await rest.field_errors("PATCH", at, {"archived": "yes", "topic": 5}) == {"archived", "topic"}
    assert await rest.field_errors("POST", f"{at}/threads", {"name": None, "type": 11}) == {"name"}
    assert await rest.field_errors("POST", "/users/@me/channels", {"recipient_id": "alice"}) == {"recipient_id"}


@pytest.mark.parametrize(
    ("content_type", "code"), [("multipart/form-data", 50035), ("multipart/form-data; boundary=x", 50035)]
)
async def test_an_upload_that_is_none_is_refused(stage: Stage, rest: Rest, content_type: str, code: int) -> None:
    headers = {"Authorization": f"Bot {rest.sandbox.token}", "Content-Type": content_type}
    url = f"{rest.sandbox.api_url}/channels/{stage.general.id}/messages"
    async with rest.session.post(url, data="no parts", headers=headers) as answer:
        assert (answer.status, (await answer.json())["code"]) == (400, code)


async def test_a_method_that_a_path_lacks(stage: Stage, rest: Rest) -> None:
    assert (await rest.send("PUT", "/users/@me"))[0] in (404, 405)
