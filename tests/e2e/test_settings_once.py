"""The settings of a server are read once for all that a message or a command leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from bot.client import IncidentBot
    from bot.storage.settings import GuildSettings
    from tests.e2e.conftest import Operator
    from tests.e2e.stage import Stage

CEO = "Qui est le PDG de Delta ?"


def count_readings(bot: IncidentBot, monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """Return the list to which every reading of settings adds its server."""
    readings: list[int | None] = []
    read = bot.answering.settings.of

    async def of(guild_id: int | None) -> GuildSettings:
        readings.append(guild_id)
        return await read(guild_id)

    monkeypatch.setattr(bot.answering.settings, "of", of)
    return readings


async def test_once_for_a_message_and_its_answer(
    stage: Stage, bot: IncidentBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await stage.alice.say(f"@bot {CEO}")
    answer = await stage.general.wait_for_reply(to=asked)
    readings = count_readings(bot, monkeypatch)
    again = await stage.alice.say("@bot et de CrowdStrike ?", reply_to=answer)
    await stage.general.wait_for_reply(to=again)
    await stage.settled()
    assert readings == [stage.guild.id]


async def test_once_for_a_command_from_its_cooldown_to_its_answer(
    stage: Stage, bot: IncidentBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = count_readings(bot, monkeypatch)
    await stage.alice.slash("ask", question=CEO)
    await stage.settled()
    assert readings == [stage.guild.id]


async def test_once_for_a_click(stage: Stage, bot: IncidentBot, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = await stage.alice.slash("ask", question=CEO, private=False)
    readings = count_readings(bot, monkeypatch)
    await stage.alice.click(answer, "👍")
    await stage.settled()
    assert readings == [stage.guild.id]


async def test_not_at_all_for_what_asks_nothing(
    stage: Stage, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with operator.starts(message_content=True) as bot:
        readings = count_readings(bot, monkeypatch)
        await stage.alice.say("Delta a perdu 500 millions.")
        await stage.general.stays_silent()
        assert readings == []
