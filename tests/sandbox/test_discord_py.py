"""A small bot on discord.py, unmodified, has conversations in the sandbox."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
import pytest
from discord import app_commands

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.e2e.stage import Stage


class Echo(discord.Client):
    """Repeats what it is told: to mentions, DMs, commands, menus and buttons."""

    def __init__(self, intents: discord.Intents, *, heartbeat_timeout: float = 60.0) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.1, heartbeat_timeout=heartbeat_timeout)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        self.came = asyncio.Event()

        @self.tree.command(description="Say it again")
        @app_commands.describe(text="What to say")
        async def echo(interaction: discord.Interaction, text: str, private: bool = False) -> None:
            await interaction.response.send_message(text, ephemeral=private)

        @echo.autocomplete("text")
        async def proposals(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=f"{current} {n}", value=f"{current}{n}") for n in (1, 2)]

        @self.tree.command(description="Think first")
        async def slow(interaction: discord.Interaction) -> None:
            await interaction.response.defer(thinking=True)
            await interaction.followup.send("thought")
            await interaction.followup.send("and again")

        @self.tree.command(description="Say nothing, ever")
        async def never(_: discord.Interaction) -> None:
            pass

        @self.tree.command(description="Ask by a form")
        async def form(interaction: discord.Interaction) -> None:
            await interaction.response.send_modal(Form())

        @self.tree.command(description="Show buttons")
        async def buttons(interaction: discord.Interaction) -> None:
            await interaction.response.send_message(view=Layout())

        self.tree.add_command(app_commands.ContextMenu(name="Say it again", callback=repeat))

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Log in again at once: the sandbox needs no 5 seconds between two."""

    async def on_ready(self) -> None:
        self.came.set()

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message.content)
        if not message.author.bot and (self.user in message.mentions or message.guild is None):
            await message.reply(f"heard: {message.clean_content}", mention_author=False)


async def repeat(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"again: {message.content}")


class Form(discord.ui.Modal, title="A form"):
    words: discord.ui.Label[Form] = discord.ui.Label(text="Words", component=discord.ui.TextInput(custom_id="words"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.words.component, discord.ui.TextInput)
        await interaction.response.send_message(f"form: {self.words.component.value}")


class Layout(discord.ui.LayoutView):
    text: discord.ui.TextDisplay[Layout] = discord.ui.TextDisplay("first")
    row: discord.ui.ActionRow[Layout] = discord.ui.ActionRow()

    @row.button(label="Change", custom_id="change")
    async def change(self, interaction: discord.Interaction, _: discord.ui.Button[Layout]) -> None:
        self.text.content = "second"
        await interaction.response.edit_message(view=self)

    @row.button(label="Tell", custom_id="tell")
    async def tell(self, interaction: discord.Interaction, _: discord.ui.Button[Layout]) -> None:
        await interaction.response.defer()
        await interaction.followup.send("a secret", ephemeral=True)


UNPRIVILEGED = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


@pytest.fixture
async def echo(stage: Stage) -> AsyncIterator[Echo]:
    client = Echo(UNPRIVILEGED)
    async with stage.running(client):
        yield client


async def test_a_mention_is_answered(stage: Stage, echo: Echo) -> None:
    question = await stage.alice.say("@bot bonjour")
    reply = await stage.general.wait_for_reply(to=question)
    assert reply.text == "heard: @incident-bot bonjour"
    assert reply.pings == []


async def test_a_dm_is_answered(stage: Stage, echo: Echo) -> None:
    await stage.alice.say("psst", room=stage.alice.dm())
    assert (await stage.alice.dm().wait_for_reply()).text == "heard: psst"


async def test_without_message_content_a_text_without_a_mention_arrives_empty(stage: Stage, echo: Echo) -> None:
    await stage.alice.say("not for you")
    await stage.general.stays_silent()
    assert echo.heard == [""]


async def test_a_slash_command(stage: Stage, echo: Echo) -> None:
    assert (await stage.alice.slash("echo", text="salut")).text == "salut"
    private = await stage.alice.slash("echo", text="entre nous", private=True)
    assert private.ephemeral
    assert private.text == "entre nous"


async def test_a_deferred_answer_and_a_follow_up(stage: Stage, echo: Echo) -> None:
    assert (await stage.alice.slash("slow")).text == "thought"
    assert (await stage.general.wait_for_reply()).text == "and again"


async def test_autocomplete(stage: Stage, echo: Echo) -> None:
    assert await stage.alice.autocomplete("echo", text="a") == ["a 1", "a 2"]


async def test_a_message_menu(stage: Stage, echo: Echo) -> None:
    said = await stage.bob.say("something")
    assert (await stage.alice.menu("Say it again", said)).text == "again: something"


async def test_a_form(stage: Stage, echo: Echo) -> None:
    modal = await stage.alice.slash_for_modal("form")
    assert modal.title == "A form"
    assert (await stage.alice.submit(modal, words="filled in")).text == "form: filled in"


async def test_buttons_update_and_follow_up(stage: Stage, echo: Echo) -> None:
    shown = await stage.alice.slash("buttons")
    assert shown.buttons == ["Change", "Tell"]
    assert (await stage.alice.click(shown, "Change")).text == "second"
    told = await stage.alice.click(shown, "Tell")
    assert (told.text, told.ephemeral) == ("a secret", True)
