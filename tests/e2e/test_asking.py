"""Members ask, in every way there is, and the bot answers with quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.sandbox.people import NotOfferedError

if TYPE_CHECKING:
    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.stage import Stage

CEO = "Qui est le PDG de Delta ?"
CUP = "Qui a gagné la Coupe du monde ?"


def plain(text: str) -> str:
    return text.replace("**", "")


async def test_a_mention_is_answered_with_a_quote_and_where_it_stands(stage: Stage, bot: IncidentBot) -> None:
    asked = await stage.alice.say(f"@bot {CEO}")
    reply = await stage.general.wait_for_reply(to=asked)
    assert "Ed Bastian, lors d'une interview avec CNBC le 31 juillet" in plain(reply.text)
    assert "Gizmodo" in reply.text
    assert "paragraphe 4 · août 2024" in reply.text
    assert reply.pings == []


async def test_what_the_sources_do_not_say_is_not_answered(stage: Stage, bot: IncidentBot) -> None:
    asked = await stage.alice.say(f"@bot {CUP}")
    reply = await stage.general.wait_for_reply(to=asked)
    assert reply.text.startswith("Les sources ne répondent pas à cette question.")
    assert "> " not in reply.text
    closest = await stage.alice.click(reply, "Passages proches")
    assert closest.id == reply.id
    assert closest.text.startswith("**Cela ne répond peut-être pas.**")
    assert "\n> " in closest.text


async def test_a_command_answers_and_repeats_the_question(stage: Stage, bot: IncidentBot) -> None:
    reply = await stage.alice.slash("demander", question=CEO)
    assert reply.text.startswith(f"-# ❓ {CEO}\n")
    assert "Ed Bastian" in plain(reply.text)
    assert not reply.ephemeral


async def test_a_private_command_is_seen_by_its_asker_alone(stage: Stage, bot: IncidentBot) -> None:
    reply = await stage.alice.slash("ask", question=CEO, private=True)
    assert reply.ephemeral
    assert "Ed Bastian" in plain(reply.text)


async def test_a_direct_message_needs_no_mention(stage: Stage, bot: IncidentBot) -> None:
    await stage.alice.say(CEO, room=stage.alice.dm())
    assert "Ed Bastian" in plain((await stage.alice.dm().wait_for_reply()).text)


async def test_the_menu_of_a_message_answers_it_privately(stage: Stage, bot: IncidentBot) -> None:
    said = await stage.bob.say(f"je me demande : {CEO}")
    reply = await stage.alice.menu("Répondre par les sources", said)
    assert reply.ephemeral
    assert "Ed Bastian" in plain(reply.text)


async def test_a_message_without_text_has_nothing_to_answer(stage: Stage, bot: IncidentBot) -> None:
    said = await stage.bob.say("@bot", room=stage.help)
    await stage.help.wait_for_reply(to=said)
    reply = await stage.alice.menu("Répondre par les sources", said)
    assert reply.text == "Il n’y a pas de texte dans ce message."
    assert reply.ephemeral


async def test_a_bare_mention_gets_one_line_of_help(stage: Stage, bot: IncidentBot) -> None:
    asked = await stage.alice.say("@bot")
    reply = await stage.general.wait_for_reply(to=asked)
    assert "Combien d'argent Delta a-t-elle perdu ?" in reply.text
    assert "\n" not in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "Qui est le PDG de Delta ?",
        "@everyone Qui est le PDG de Delta ?",
        "> @bot Qui est le PDG de Delta ?\nbonne question",
        "`@bot Qui est le PDG de Delta ?`",
        "```\n@bot Qui est le PDG de Delta ?\n```",
    ],
)
async def test_the_bot_does_not_speak_unasked(stage: Stage, operator: Operator, text: str) -> None:
    async with operator.starts(message_content=True):
        await stage.admin.say(text)
        await stage.general.stays_silent()


async def test_other_bots_are_not_answered(stage: Stage, bot: IncidentBot) -> None:
    parrot = stage.add_person("parrot", bot=True)
    await parrot.say(f"@bot {CEO}")
    await stage.general.stays_silent()


async def test_an_english_question_is_answered_in_english_with_a_translation_link(
    stage: Stage, bot: IncidentBot
) -> None:
    asked = await stage.alice.say("@bot What does the letter say about Windows systems?")
    reply = await stage.general.wait_for_reply(to=asked)
    assert "In French, the source's language." in reply.text
    link = next(c for c in reply.components if c.get("label") == "Translate")
    assert link["url"].startswith("https://translate.google.com/?op=translate&sl=fr&tl=en&text=")


async def test_the_language_of_the_members_client_decides_for_commands(stage: Stage, bot: IncidentBot) -> None:
    stage.alice.speaks("en-US")
    reply = await stage.alice.slash("ask", question=CUP)
    assert "The sources do not answer this question." in reply.text


async def test_proposals_come_without_accents_and_with_typos(stage: Stage, bot: IncidentBot) -> None:
    assert CEO in await stage.alice.autocomplete("ask", question="pdj de delta")
    assert CUP not in await stage.alice.autocomplete("ask", question="coupe du monde")
    assert "Qu'est-ce qui a causé la panne ?" in await stage.alice.autocomplete("ask", question="cause de la pane")


async def test_a_summary_is_verbatim_and_in_order(stage: Stage, bot: IncidentBot) -> None:
    reply = await stage.alice.slash("résumé")
    quotes = [line.removeprefix("> ") for line in reply.text.splitlines() if line.startswith("> ")]
    article = bot.desk.library.shelf.corpus.sources[0].text
    places = [article.index(quote) for quote in quotes]
    assert 3 <= len(quotes) <= 5
    assert places == sorted(places)


async def test_the_sources_are_listed(stage: Stage, bot: IncidentBot) -> None:
    reply = await stage.alice.slash("sources")
    assert reply.ephemeral
    assert "Gizmodo · août 2024 (il y a" in reply.text
    assert "français" in reply.text


async def test_help_tells_every_way_to_ask(stage: Stage, bot: IncidentBot) -> None:
    reply = await stage.alice.slash("aide")
    assert reply.ephemeral
    assert "/demander" in reply.text


async def test_only_admins_are_offered_the_commands_of_admins(stage: Stage, bot: IncidentBot) -> None:
    assert {"index", "settings"} <= set(stage.admin.offered())
    assert {"index", "settings"}.isdisjoint(stage.alice.offered())
    with pytest.raises(NotOfferedError):
        await stage.alice.slash("nothing of the kind")
