"""What goes wrong becomes one sentence for whoever waits, and one entry in the log."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, NoReturn

from bot.sandbox.state.channels import Overwrite

if TYPE_CHECKING:
    import pytest

    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.stage import Stage

WHEN = "Quand la panne est-elle survenue ?"


def break_down(*_: object, **__: object) -> NoReturn:
    raise RuntimeError("the roof fell in")


def told(text: str, caplog: pytest.LogCaptureFixture) -> None:
    """Hold that a sentence bears the reference under which the log has the traceback, once."""
    said = re.fullmatch(r"Une erreur s’est produite ; les détails sont dans le journal du bot, sous (\w{8})\.", text)
    assert said
    entries = [record for record in caplog.records if said[1] in record.getMessage()]
    assert len(entries) == 1
    assert entries[0].exc_info
    assert "the roof fell in" in str(entries[0].exc_info[1])
    caplog.clear()


async def test_a_fault_is_told_to_who_asked_and_to_nobody_else(
    stage: Stage, bot: IncidentBot, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await stage.alice.say(f"@bot {WHEN}")
    answer = await stage.general.wait_for_reply(to=asked)
    monkeypatch.setattr("bot.interactions.buttons.render_answer", break_down)
    clicked = await stage.alice.turn(answer)
    assert clicked.ephemeral
    told(clicked.text, caplog)
    monkeypatch.setattr(bot.answering, "answer", break_down)
    private = await stage.alice.slash("ask", question=WHEN)
    assert private.ephemeral
    told(private.text, caplog)
    private = await stage.bob.menu("Répondre par les sources", asked)
    assert private.ephemeral
    told(private.text, caplog)
    again = await stage.bob.say(f"@bot {WHEN}")
    told((await stage.general.wait_for_reply(to=again)).text, caplog)


async def test_a_fault_over_a_question_to_nobody_is_logged_alone(
    stage: Stage, operator: Operator, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with operator.starts(message_content=True) as bot:
        await stage.admin.slash("settings automatic", channel=str(stage.help.id), on=True)
        monkeypatch.setattr(bot.answering, "answer", break_down)
        await stage.alice.say(WHEN, room=stage.help)
        await stage.help.stays_silent()
    assert "the roof fell in" in caplog.text


async def test_where_the_bot_may_not_write_it_stays_silent(
    stage: Stage, bot: IncidentBot, caplog: pytest.LogCaptureFixture
) -> None:
    guild = stage.guild.id
    stage.help.channel.overwrites[guild] = Overwrite(guild, 0, deny=1 << 11)  # send messages
    with caplog.at_level(logging.INFO, "bot"):
        await stage.alice.say(f"@bot {WHEN}", room=stage.help)
        await stage.help.stays_silent()
    assert f"The bot may not reply in channel {stage.help.id}." in caplog.text


async def test_questions_stay_out_of_the_log(stage: Stage, bot: IncidentBot, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        for question in (WHEN, "Qui a gagné la Coupe du monde ?"):
            asked = await stage.alice.say(f"@bot {question}")
            await stage.general.wait_for_reply(to=asked)
            await stage.alice.edit(asked, f"@bot {question} dis")
        await stage.alice.slash("ask", question=WHEN)
        await stage.settled()
    assert "PDG" not in caplog.text
    assert "Coupe" not in caplog.text
    assert stage.sandbox.token not in caplog.text
