"""In which language the bot speaks: the member's, else the question's, else the server's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

from bot.client import IncidentBot
from bot.i18n import Catalogue
from bot.service.answering import Answering
from bot.service.snapshots import Snapshot, Snapshots
from bot.storage.store import Store

if TYPE_CHECKING:
    from tests.e2e.conftest import Operator
    from tests.e2e.stage import Stage

CEO = "Qui est le PDG de Delta ?"
CUP = "Qui a gagné la Coupe du monde ?"


async def ask(stage: Stage, question: str) -> str:
    asked = await stage.alice.say(f"@bot {question}")
    return (await stage.general.wait_for_reply(to=asked)).text


async def test_a_mention_is_answered_in_the_questions_language(stage: Stage, bot: IncidentBot) -> None:
    assert "paragraphe 4 · août 2024" in await ask(stage, CEO)
    assert "paragraph 4 · August 2024" in await ask(stage, "Who is the CEO of Delta?")


async def test_the_language_of_the_members_client_decides_for_commands(stage: Stage, bot: IncidentBot) -> None:
    stage.alice.speaks("en-US")
    assert "The sources do not answer this question." in (await stage.alice.slash("ask", question=CUP)).text


async def test_a_client_in_another_language_gets_the_questions(stage: Stage, bot: IncidentBot) -> None:
    stage.alice.speaks("de")
    assert "Les sources ne répondent pas" in (await stage.alice.slash("ask", question=CUP)).text
    answer = await stage.alice.slash("ask", question="Who is the CEO of Delta?")
    assert "paragraph 4 · August 2024" in answer.text


@pytest.mark.parametrize(("server", "says"), [("fr", "Posez-moi une question"), ("en-US", "Ask me about the incident")])
async def test_where_nothing_tells_the_server_does(stage: Stage, operator: Operator, server: str, says: str) -> None:
    stage.guild.locale = server
    other = {"fr": "en", "en-US": "fr"}[server]
    async with operator.starts(language=other):
        assert (await ask(stage, "")).startswith(says)
        stage.alice.speaks("de")
        assert (await stage.alice.slash("help")).text.startswith(
            {"fr": "Je suis un robot", "en-US": "I’m a bot"}[server]
        )


async def test_what_the_admins_chose_comes_before_the_servers_own(stage: Stage, bot: IncidentBot) -> None:
    await stage.admin.slash("settings language", language="en")
    assert (await ask(stage, "")).startswith("Ask me about the incident")
    assert (await ask(stage, CUP)).startswith("Les sources ne répondent pas")


async def test_a_language_that_the_bot_does_not_speak_is_refused(stage: Stage, bot: IncidentBot) -> None:
    assert "en, fr" in (await stage.admin.slash("settings language", language="eo")).text
    assert await stage.admin.autocomplete("settings language", language="fra") == ["français"]


async def test_commands_and_menus_have_names_in_the_members_language(stage: Stage, bot: IncidentBot) -> None:
    person = stage.sandbox.person(stage.alice.user)
    for locale, named in (("fr", "demander résumé sources aide confidentialité"), ("en-GB", "ask summary help")):
        person.locale = locale
        names = {person.localised(command) for command in person.commands(stage.general.channel)}
        assert set(named.split()) <= names
    person.locale = "fr"
    menus = person.commands(stage.general.channel, 3)
    assert [person.localised(menu) for menu in menus] == ["Répondre par les sources", "Vérifier cette citation"]


async def test_a_third_language_is_one_more_file(stage: Stage, operator: Operator) -> None:
    known = {words.language: words.texts for words in Catalogue.load()}
    german = {**known["en"], "answer.none": "Die Quellen beantworten das nicht.", "commands.ask.name": "fragen"}
    config = operator.config
    snapshots = Snapshots(config.seeds, Snapshot.load(config.seeds))
    store = Store(config.database_url, discord.utils.utcnow)
    answering = Answering(config, snapshots, store, Catalogue({**known, "de": german}))
    async with stage.running(IncidentBot(answering, guild_ready_timeout=0.03)):
        stage.alice.speaks("de")
        reply = await stage.alice.slash("fragen", question=CUP)
        assert "Die Quellen beantworten das nicht." in reply.text
