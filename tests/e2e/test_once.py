"""Whatever happens on the way, a question has one reply at most, and none once it is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bot.client import IncidentBot
    from tests.e2e.stage import Stage

CEO = "Qui est le PDG de Delta ?"
REPLY = "POST /channels/*/messages"
EVERY_TRY = 3


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.interactions.responding.RETRY_SECONDS", (0.01, 0.01))


async def test_a_message_that_arrives_twice_is_answered_once(stage: Stage, bot: IncidentBot) -> None:
    asked = await stage.alice.say(f"@bot {CEO}")
    await stage.general.wait_for_reply(to=asked)
    stage.sandbox.gateway.repeat("MESSAGE_CREATE")
    repeated = await stage.alice.say("rien")
    for _ in range(2):
        stage.sandbox.gateway.repeat("MESSAGE_CREATE")
    await stage.settled()
    assert [post.replies_to for post in stage.general.replies] == [asked.id]
    assert repeated.reactions == {}


async def test_a_question_that_arrives_again_while_it_is_answered_is_answered_once(
    stage: Stage, bot: IncidentBot
) -> None:
    stage.sandbox.faults.delay(REPLY, seconds=0.2)
    asked = await stage.alice.say(f"@bot {CEO}")
    stage.sandbox.gateway.repeat("MESSAGE_CREATE")
    await stage.settled()
    assert [post.replies_to for post in stage.general.replies] == [asked.id]


@pytest.mark.parametrize("status", [500, 503])
async def test_a_reply_that_discord_refuses_for_a_moment_comes_a_moment_later(
    stage: Stage, bot: IncidentBot, status: int
) -> None:
    stage.sandbox.faults.refuse(REPLY, status=status)
    asked = await stage.alice.say(f"@bot {CEO}")
    assert "Ed Bastian" in (await stage.general.wait_for_reply(to=asked)).text


async def test_a_reply_whose_receipt_is_lost_is_given_once(stage: Stage, bot: IncidentBot) -> None:
    stage.sandbox.faults.lose(REPLY)
    asked = await stage.alice.say(f"@bot {CEO}")
    await stage.settled()
    assert [post.replies_to for post in stage.general.replies] == [asked.id]
    assert stage.sandbox.faults.met == 1


async def test_a_reply_whose_receipt_never_comes_is_followed_all_the_same(
    stage: Stage, bot: IncidentBot, caplog: pytest.LogCaptureFixture
) -> None:
    stage.sandbox.faults.lose(REPLY, times=EVERY_TRY)
    asked = await stage.alice.say(f"@bot {CEO}")
    await stage.settled()
    (reply,) = stage.general.replies
    assert asked.reactions == {}
    assert "Traceback" not in caplog.text
    await stage.alice.edit(asked, "@bot")
    await reply.shows("Posez-moi une question")
    await stage.alice.delete(asked)
    await reply.gone()


async def test_a_question_deleted_while_the_receipt_is_lost_keeps_no_reply(stage: Stage, bot: IncidentBot) -> None:
    stage.sandbox.faults.lose(REPLY, times=EVERY_TRY)
    asked = await stage.alice.say(f"@bot {CEO}")
    await stage.general.wait_for_reply(to=asked)
    await stage.alice.delete(asked)
    await stage.settled()
    assert stage.general.replies == []


async def test_a_member_sees_that_their_answer_did_not_get_through(
    stage: Stage, bot: IncidentBot, caplog: pytest.LogCaptureFixture
) -> None:
    stage.sandbox.faults.refuse(REPLY, status=503, times=EVERY_TRY)
    asked = await stage.alice.say(f"@bot {CEO}")
    await stage.settled()
    assert stage.general.replies == []
    assert asked.reactions == {"⚠️": 1}
    (record,) = (record for record in caplog.records if record.name.startswith("bot."))
    assert "did not get through: 503" in record.getMessage()
    assert record.exc_info is None


async def test_after_a_failure_the_next_question_is_answered(stage: Stage, bot: IncidentBot) -> None:
    stage.sandbox.faults.refuse(REPLY, status=503, times=EVERY_TRY)
    await stage.alice.say(f"@bot {CEO}")
    await stage.settled()
    asked = await stage.alice.say(f"@bot {CEO}")
    assert "Ed Bastian" in (await stage.general.wait_for_reply(to=asked)).text


async def test_a_command_whose_receipt_is_lost_leaves_one_line_in_the_log(
    stage: Stage, bot: IncidentBot, caplog: pytest.LogCaptureFixture
) -> None:
    stage.sandbox.faults.lose("POST /interactions/*/callback")
    answer = await stage.alice.slash("ask", question=CEO)
    await stage.settled()
    assert "Ed Bastian" in answer.text
    assert "Traceback" not in caplog.text
    assert len([record for record in caplog.records if record.name.startswith("bot.")]) == 1


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "null",
        "[]",
        '"text"',
        "{",
        '{"op": 0}',
        '{"op": "zero", "t": [], "d": 1}',
        '{"op": 0, "t": "MESSAGE_CREATE", "s": null, "d": {"id": "x"}}',
        '{"op": 0, "t": "MESSAGE_CREATE", "d": null}',
        '{"op": 0, "t": "INTERACTION_CREATE", "d": {}}',
        '{"op": 0, "t": "GUILD_DELETE", "d": []}',
        '{"op": 0, "t": "NEVER_HEARD_OF", "d": {}}',
        '{"op": 10, "d": null}',
        '{"op": 99}',
    ],
)
async def test_garbage_from_the_gateway_ends_nothing(stage: Stage, bot: IncidentBot, frame: str) -> None:
    stage.sandbox.gateway.send_malformed(frame)
    asked = await stage.alice.say(f"@bot {CEO}")
    answer = await stage.general.wait_for_reply(to=asked, seconds=15)
    assert "Ed Bastian" in answer.text
    await stage.general.stays_silent()
