"""What the other tests rest on: "stays silent" waits for all that the bot does, and fails for a bot that speaks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
import pytest
from discord import app_commands, ui

from tests.sandbox.test_discord_py import UNPRIVILEGED

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.client import IncidentBot
    from tests.e2e.stage import Stage

PAUSE = 0.05  # seconds: more than the sandbox takes to learn that the bot has seen an event


async def speak_late(channel: object) -> None:
    await asyncio.sleep(PAUSE)
    assert isinstance(channel, discord.TextChannel)
    await channel.send("late")


async def answer_everything(message: discord.Message) -> None:
    if not message.author.bot:
        await speak_late(message.channel)


class Late(discord.Client):
    """Speaks once more, a moment after each interaction is answered and, in a task of its own, after each message."""

    def __init__(self) -> None:
        super().__init__(intents=UNPRIVILEGED, guild_ready_timeout=0.03)
        self.tree = app_commands.CommandTree(self)
        self.tasks: list[asyncio.Task[None]] = []

        @self.tree.command(description="Show buttons")
        async def buttons(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("at once", view=Buttons())
            await speak_late(interaction.channel)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        self.tasks.append(asyncio.create_task(answer_everything(message)))


class Buttons(ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @ui.button(label="Defer")
    async def defer(self, interaction: discord.Interaction, _: ui.Button[Buttons]) -> None:
        await interaction.response.defer()
        await speak_late(interaction.channel)

    @ui.button(label="Form")
    async def form(self, interaction: discord.Interaction, _: ui.Button[Buttons]) -> None:
        await interaction.response.send_modal(Form())


class Form(ui.Modal, title="A form"):
    words: ui.TextInput[Form] = ui.TextInput(label="Words", custom_id="words")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("at once")
        await speak_late(interaction.channel)


@pytest.fixture
async def late(stage: Stage) -> AsyncIterator[Late]:
    async with stage.running(Late()) as client:
        yield client


async def fails_to_stay_silent(stage: Stage) -> None:
    """Hold that the wait for silence hears the late word, then let it be heard."""
    with pytest.raises(AssertionError, match="the bot said"):
        await stage.general.stays_silent()
    await stage.general.wait_for_reply()


async def test_a_bot_that_answers_everything_does_not_stay_silent(stage: Stage, bot: IncidentBot) -> None:
    bot.add_listener(answer_everything, "on_message")
    await stage.alice.say("Bonjour tout le monde")
    await fails_to_stay_silent(stage)


async def test_a_bot_that_has_reconnected_is_waited_for_like_any_other(stage: Stage, bot: IncidentBot) -> None:
    bot.add_listener(answer_everything, "on_message")
    stage.sandbox.gateway.drop()
    await stage.until(lambda: stage.sandbox.gateway.resumed or None, seconds=15, what="a resume")
    await stage.alice.say("Bonjour tout le monde")
    await fails_to_stay_silent(stage)


async def test_a_task_that_a_handler_begins_is_waited_for(stage: Stage, late: Late) -> None:
    await stage.alice.say("hello everybody")
    await fails_to_stay_silent(stage)


async def test_what_a_command_does_after_its_answer_is_waited_for(stage: Stage, late: Late) -> None:
    await stage.alice.slash("buttons")
    await fails_to_stay_silent(stage)


async def test_what_a_button_and_a_form_do_after_their_answers_is_waited_for(stage: Stage, late: Late) -> None:
    shown = await stage.alice.slash("buttons")
    await fails_to_stay_silent(stage)
    await stage.alice.click(shown, "Defer")
    await fails_to_stay_silent(stage)
    form = await stage.alice.click_for_modal(shown, "Form")
    await stage.alice.submit(form, words="some")
    await fails_to_stay_silent(stage)


async def test_silence_is_not_held_where_no_bot_listens(stage: Stage, bot: IncidentBot) -> None:
    await stage.general.stays_silent()
    await bot.close()
    with pytest.raises(AssertionError, match="no client reads events"):
        await stage.general.stays_silent()


async def test_a_bot_that_never_ends_is_not_silent(
    stage: Stage, bot: IncidentBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never_end(_: discord.Message) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("tests.e2e.stage.SETTLING_SECONDS", 0.2)
    bot.add_listener(never_end, "on_message")
    await stage.alice.say("Bonjour tout le monde")
    with pytest.raises(TimeoutError):
        await stage.general.stays_silent()
