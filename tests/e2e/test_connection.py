"""The real bot when the connection fails in the middle of a conversation."""

from __future__ import annotations

from bot.client import IncidentBot
from tests.e2e.stage import Stage


async def test_what_is_asked_while_the_socket_is_dead_is_answered_exactly_once(stage: Stage, bot: IncidentBot) -> None:
    before = await stage.alice.say("@bot Combien Delta a-t-elle perdu ?")
    await stage.general.wait_for_reply(to=before)

    stage.sandbox.gateway.drop()
    asked = await stage.bob.say("@bot Combien Delta a-t-elle perdu ?")
    answer = await stage.general.wait_for_reply(to=asked, seconds=15)
    await stage.general.stays_silent()

    assert "500 millions de dollars" in answer.text
    assert [post.replies_to for post in stage.general.replies] == [before.id, asked.id]
    assert (stage.sandbox.gateway.identified, stage.sandbox.gateway.resumed) == (1, 1)
