"""The gateway: who may log in, what they see, and what happens when it fails."""

from __future__ import annotations

import asyncio
import json
import zlib

import aiohttp
import discord
import pytest

from bot.sandbox.acts import guilds
from tests.e2e.stage import Stage
from tests.sandbox.raw import Rest, connected, identity
from tests.sandbox.test_discord_py import UNPRIVILEGED, Echo

MESSAGE_CONTENT = 1 << 15


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"op": 2, "d": identity("wrong", 1)}, 4004),
        ({"op": 2, "d": identity("TOKEN", 1 << 30)}, 4013),
        ({"op": 2, "d": identity("TOKEN", 1, (2, 2))}, 4010),
        ({"op": 8, "d": {"guild_id": "1", "query": "", "limit": 0}}, 4003),
        ({"d": None}, 4002),
        ({"op": 2, "d": {"token": 5}}, 4002),
        ({"op": 2, "d": identity("TOKEN", 1) | {"shard": [0]}}, 4002),
        ({"op": 6, "d": {"token": None}}, 4002),
        ({"op": 6, "d": {"token": "TOKEN", "seq": "1"}}, 4002),
        ({"op": "2"}, 4002),
    ],
)
async def test_a_bad_frame_closes_with_its_code(stage: Stage, frame: dict[str, object], code: int) -> None:
    data = frame.get("d")
    if isinstance(data, dict) and data.get("token") == "TOKEN":
        frame = frame | {"d": data | {"token": stage.sandbox.token}}
    async with connected(stage.sandbox) as socket:
        await socket.socket.send_json(frame)
        assert await socket.close_code() == code


async def test_a_privileged_intent_that_is_not_approved_is_disallowed(stage: Stage) -> None:
    stage.sandbox.world.application.approved_intents = 0
    async with connected(stage.sandbox) as socket:
        await socket.send(2, identity(stage.sandbox.token, 1 | MESSAGE_CONTENT))
        assert await socket.close_code() == 4014


async def test_logging_in_twice_and_unknown_opcodes_close(stage: Stage) -> None:
    for op, code in ((2, 4005), (42, 4001)):
        async with connected(stage.sandbox) as socket:
            await socket.identify(stage.sandbox.token)
            await socket.send(op, identity(stage.sandbox.token, 1))
            assert await socket.close_code() == code


async def test_a_question_for_members_of_no_guild_closes(stage: Stage) -> None:
    async with connected(stage.sandbox) as socket:
        await socket.identify(stage.sandbox.token)
        await socket.send(8, {"guild_id": "ours", "query": "a", "limit": 0})
        assert await socket.close_code() == 4002


@pytest.mark.parametrize("text", ["no json", "[]"])
async def test_what_is_no_payload_closes(stage: Stage, text: str) -> None:
    async with connected(stage.sandbox) as socket:
        await socket.socket.send_str(text)
        assert await socket.close_code() == 4002


async def test_another_version_of_the_gateway_is_refused(stage: Stage) -> None:
    async with connected(stage.sandbox, "?v=6") as socket:
        assert await socket.close_code() == 4012


async def test_too_many_frames_a_minute_close(stage: Stage) -> None:
    async with connected(stage.sandbox) as socket:
        await socket.identify(stage.sandbox.token)
        for _ in range(121):
            await socket.send(3, None)
        assert await socket.close_code() == 4008


async def test_silence_closes(stage: Stage) -> None:
    stage.sandbox.gateway.heartbeat_seconds = 0.05
    async with connected(stage.sandbox) as socket:
        assert await socket.close_code() == 4009


async def test_heartbeats_are_acknowledged(stage: Stage) -> None:
    async with connected(stage.sandbox) as socket:
        assert (await socket.receive())["d"]["heartbeat_interval"] == 41250
        await socket.send(1, None)
        assert (await socket.receive())["op"] == 11


async def test_a_stream_is_compressed_on_request(stage: Stage) -> None:
    url = stage.sandbox.gateway_url + "?v=10&encoding=json&compress=zlib-stream"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        frame = await socket.receive(timeout=5)
        assert frame.type is aiohttp.WSMsgType.BINARY
        assert b'"heartbeat_interval"' in zlib.decompressobj().decompress(frame.data)


async def test_intents_choose_the_events(stage: Stage, rest: Rest) -> None:
    reactions = 1 << 10
    async with connected(stage.sandbox) as socket:
        await socket.identify(stage.sandbox.token, 1 | reactions)
        await socket.event("GUILD_CREATE")
        post = await stage.alice.say("unheard")
        await stage.alice.react(post, "👍")
        payload = await socket.receive()
        assert (payload["t"], payload["d"]["emoji"]["name"]) == ("MESSAGE_REACTION_ADD", "👍")


async def test_without_message_content_only_mentions_dms_and_own_messages_have_text(stage: Stage, rest: Rest) -> None:
    async with connected(stage.sandbox) as socket:
        await socket.identify(stage.sandbox.token)
        own = stage.sandbox.world.application.user
        before = await stage.alice.say("secret")
        assert (await socket.event("MESSAGE_CREATE"))["content"] == ""
        await stage.alice.say(f"<@{own.id}> hello", reply_to=before)
        told = await socket.event("MESSAGE_CREATE")
        assert (told["content"], told["referenced_message"]["content"]) == (f"<@{own.id}> hello", "")
        await stage.alice.say("dm", room=stage.alice.dm())
        assert (await socket.event("MESSAGE_CREATE"))["content"] == "dm"
        await rest.ok("POST", f"/channels/{stage.general.id}/messages", {"content": "mine"})
        assert (await socket.event("MESSAGE_CREATE"))["content"] == "mine"


async def test_with_message_content_every_text_arrives(stage: Stage) -> None:
    async with connected(stage.sandbox) as socket:
        await socket.identify(stage.sandbox.token, 4609 | MESSAGE_CONTENT)
        await stage.alice.say("hello")
        assert (await socket.event("MESSAGE_CREATE"))["content"] == "hello"


async def test_each_shard_gets_its_servers_and_the_first_the_dms(stage: Stage) -> None:
    world = stage.sandbox.world
    other = world.add_guild("Other", guild_id=stage.guild.id + (1 << 22))
    room = world.add_channel(other, "there")
    world.add_member(other, stage.alice.user)
    shards = [(stage.guild.id >> 22) % 2, (other.id >> 22) % 2]
    async with connected(stage.sandbox) as one, connected(stage.sandbox) as two:
        for socket, shard in ((one, 0), (two, 1)):
            ready = await socket.identify(stage.sandbox.token, 4609, (shard, 2))
            assert [int(g["id"]) for g in ready["guilds"]] == [[stage.guild.id, other.id][shards.index(shard)]]
            await socket.event("GUILD_CREATE")
        there = {0: one, 1: two}[shards[1]]
        stage.sandbox.person(stage.alice.user).say(room, "hi")
        assert (await there.event("MESSAGE_CREATE"))["channel_id"] == str(room.id)
        await stage.alice.say("psst", room=stage.alice.dm())
        assert (await one.event("MESSAGE_CREATE"))["content"] == "psst"


async def test_resuming_replays_what_was_missed_in_order(stage: Stage) -> None:
    async with connected(stage.sandbox) as socket:
        ready = await socket.identify(stage.sandbox.token, 4609 | MESSAGE_CONTENT)
        await socket.event("GUILD_CREATE")
        seen = socket.sequence
        stage.sandbox.gateway.drop()
        await socket.close_code()
    for text in ("one", "two"):
        await stage.alice.say(text)
    async with connected(stage.sandbox) as again:
        await again.send(6, {"token": stage.sandbox.token, "session_id": ready["session_id"], "seq": seen})
        assert [(await again.event("MESSAGE_CREATE"))["content"] for _ in range(2)] == ["one", "two"]
        assert (await again.receive())["t"] == "RESUMED"


async def test_a_session_that_is_no_more_cannot_be_resumed(stage: Stage) -> None:
    async with connected(stage.sandbox) as socket:
        await socket.receive()
        await socket.send(6, {"token": stage.sandbox.token, "session_id": "gone", "seq": 1})
        assert await socket.receive() == {"op": 9, "d": False}


async def test_a_session_waits_for_five_minutes_from_its_last_connection_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = stage.sandbox.gateway
    async with connected(stage.sandbox) as socket:
        ready = await socket.identify(stage.sandbox.token)
        gateway.drop()
        await socket.close_code()
    session = gateway.sessions[ready["session_id"]]
    before = session.disconnected_at
    async with connected(stage.sandbox) as again:
        await again.send(6, {"token": stage.sandbox.token, "session_id": session.id, "seq": session.sequence})
        await again.event("RESUMED")
        gateway.expire(session, before)
        gateway.drop()
        await again.close_code()
    gateway.expire(session, before)
    assert session.id in gateway.sessions
    gateway.expire(session, session.disconnected_at)
    assert session.id not in gateway.sessions


async def test_what_is_too_long_ago_cannot_be_replayed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sandbox.gateway.sessions.REPLAY_LIMIT", 2)
    async with connected(stage.sandbox) as socket:
        ready = await socket.identify(stage.sandbox.token)
        stage.sandbox.gateway.drop()
        await socket.close_code()
    for text in ("one", "two", "three"):
        await stage.alice.say(text)
    async with connected(stage.sandbox) as again:
        await again.receive()
        await again.send(6, {"token": stage.sandbox.token, "session_id": ready["session_id"], "seq": 2})
        assert await again.receive() == {"op": 9, "d": False}


async def test_a_sequence_from_the_future_is_invalid(stage: Stage) -> None:
    async with connected(stage.sandbox) as socket:
        ready = await socket.identify(stage.sandbox.token)
        stage.sandbox.gateway.drop()
        await socket.close_code()
    async with connected(stage.sandbox) as again:
        await again.send(6, {"token": stage.sandbox.token, "session_id": ready["session_id"], "seq": 999})
        assert await again.close_code() == 4007


async def test_servers_come_and_go_while_the_bot_is_connected(stage: Stage) -> None:
    world = stage.sandbox.world
    async with stage.running(Echo(discord.Intents(UNPRIVILEGED.value | discord.Intents(members=True).value))) as client:
        other = world.add_guild("Other")
        guilds.invite_bot(world, other)
        await stage.settled()
        assert {guild.name for guild in client.guilds} == {"Incident", "Other"}
        room = guilds.open_channel(world, other, "new")
        carol = world.add_user("carol")
        guilds.join_guild(world, other, carol)
        guilds.change_role(world, other.roles[other.id], other, discord.Permissions.none())
        await stage.settled()
        seen = client.get_guild(other.id)
        assert seen is not None
        assert [channel.id for channel in seen.text_channels] == [room.id]
        assert seen.get_member(carol.id) is not None
        assert not seen.default_role.permissions.view_channel
        guilds.leave_guild(world, other, carol)
        await stage.settled()
        assert seen.get_member(carol.id) is None
        guilds.remove_bot(world, other)
        await stage.settled()
        assert {guild.name for guild in client.guilds} == {"Incident"}


async def test_people_start_threads_and_webhooks_post(stage: Stage) -> None:
    async with stage.running(Echo(UNPRIVILEGED)) as client:
        said = await stage.alice.say("a question")
        thread = await stage.alice.start_thread("answers", said)
        await stage.alice.start_thread("on its own")
        question = await stage.alice.say("@bot inside", room=thread)
        assert (await thread.wait_for_reply(to=question)).text == "heard: @incident-bot inside"
        await stage.general.webhook_says("@bot I am a webhook")
        await stage.general.system_says(7, stage.alice)
        await stage.general.stays_silent()
        assert client.heard[-2:] == [f"<@{stage.sandbox.world.application.id}> I am a webhook", ""]


# ---- discord.py through bad days


async def answered_once(stage: Stage) -> None:
    """Hold that the bot gives one answer to a message sent right now, wherever its connection is."""
    question = await stage.alice.say("@bot still there?")
    await stage.general.wait_for_reply(to=question, seconds=15)
    await stage.general.stays_silent()


async def test_a_message_sent_while_the_socket_is_dead_is_answered_exactly_once(stage: Stage) -> None:
    async with stage.running(Echo(UNPRIVILEGED)):
        stage.sandbox.gateway.drop()
        await answered_once(stage)
        assert (stage.sandbox.gateway.identified, stage.sandbox.gateway.resumed) == (1, 1)


async def test_the_client_follows_a_request_to_reconnect(stage: Stage) -> None:
    async with stage.running(Echo(UNPRIVILEGED)):
        stage.sandbox.gateway.reconnect()
        await answered_once(stage)
        assert (stage.sandbox.gateway.identified, stage.sandbox.gateway.resumed) == (1, 1)


async def test_an_invalid_session_makes_the_client_identify_anew(stage: Stage) -> None:
    async with stage.running(Echo(UNPRIVILEGED)):
        stage.sandbox.gateway.invalidate()
        await stage.until(lambda: True if stage.sandbox.gateway.identified == 2 else None, seconds=15)
        await answered_once(stage)


async def test_unacknowledged_heartbeats_make_the_client_reconnect(stage: Stage) -> None:
    gateway = stage.sandbox.gateway
    gateway.heartbeat_seconds = 0.2
    async with stage.running(Echo(UNPRIVILEGED, heartbeat_timeout=0.5)) as client:
        gateway.acknowledges = False
        await stage.until(lambda: True if not gateway.connections else None, seconds=15, what="the client to give up")
        gateway.acknowledges = True
        await stage.until(lambda: True if gateway.resumed else None, seconds=15, what="a resume")
        await answered_once(stage)
        assert not client.is_closed()


async def test_a_malformed_frame_is_no_json(stage: Stage) -> None:
    async with connected(stage.sandbox) as socket:
        await socket.receive()
        stage.sandbox.gateway.send_malformed()
        with pytest.raises(json.JSONDecodeError):
            await socket.receive()


async def test_two_shards_in_one_client(stage: Stage) -> None:
    class Counted(discord.AutoShardedClient):
        async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
            """Log in at once."""

    stage.sandbox.world.shards = 2
    client = Counted(intents=UNPRIVILEGED, guild_ready_timeout=0.1)
    async with stage.running(client):
        assert client.shard_count == 2
        assert [guild.id for guild in client.guilds] == [stage.guild.id]
        assert {session.shard for session in stage.sandbox.gateway.sessions.values()} == {(0, 2), (1, 2)}


async def test_a_wrong_token_cannot_log_in(stage: Stage) -> None:
    with pytest.raises(discord.LoginFailure):
        async with stage.running(Echo(UNPRIVILEGED), "sandbox.mistyped"):
            pass


async def test_an_intent_that_is_not_approved_ends_the_client(stage: Stage) -> None:
    stage.sandbox.world.application.approved_intents = 0
    intents = discord.Intents(UNPRIVILEGED.value | MESSAGE_CONTENT)
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with stage.running(Echo(intents)):
            pass


async def test_events_can_be_delayed(stage: Stage) -> None:
    async with connected(stage.sandbox) as socket:
        await socket.identify(stage.sandbox.token)
        await socket.event("GUILD_CREATE")
        stage.sandbox.gateway.delay = 0.2
        started = asyncio.get_running_loop().time()
        await stage.alice.say("late")
        await socket.event("MESSAGE_CREATE")
        assert asyncio.get_running_loop().time() - started >= 0.19
