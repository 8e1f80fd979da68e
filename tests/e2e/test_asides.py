"""What members want besides answers: an overview, the dates, the sources, help; hello and thanks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.discord_markdown import show_message

if TYPE_CHECKING:
    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.posts import Post
    from tests.e2e.stage import Stage

OVERVIEW, CHRONOLOGY = "Avec les mots des sources :", "Dans les termes des sources, par date :"
HELLO, HELP = "Bonjour !", "je réponds aux questions"


def plain(post: Post) -> str:
    return post.text.replace("**", "")


async def ask(stage: Stage, text: str) -> Post:
    asked = await stage.alice.say(f"@bot {text}")
    return await stage.general.wait_for_reply(to=asked)


WANTED = [
    ("c'est quoi cette histoire ?", OVERVIEW),
    ("tl;dr please", "In the sources' own words:"),
    ("chronologie ?", CHRONOLOGY),
    ("tes sources ?", "1 source"),
    ("aide-moi", HELP),
    ("bonjour", HELLO),
    ("t'es nul", "Je ne sais que ce que disent les sources."),
]


@pytest.mark.parametrize(("text", "said"), WANTED)
async def test_a_mention_gets_what_it_wants(stage: Stage, bot: IncidentBot, text: str, said: str) -> None:
    reply = await ask(stage, text)
    assert said in plain(reply)
    assert [label for label in reply.buttons if label.startswith("Contexte")] == []
    assert reply.pings == []


@pytest.mark.parametrize(("text", "said"), [*WANTED, ("merci", "Avec plaisir.")])
async def test_a_direct_message_and_a_command_get_the_same(
    stage: Stage, bot: IncidentBot, text: str, said: str
) -> None:
    await stage.alice.say(text, room=stage.alice.dm())
    assert said in plain(await stage.alice.dm().wait_for_reply())
    stage.alice.speaks("en-GB" if said.startswith("In") else "fr")
    assert said in plain(await stage.alice.slash("ask", question=text))


async def test_the_dates_come_in_their_order(stage: Stage, bot: IncidentBot) -> None:
    quotes = [quote.text for quote in show_message((await ask(stage, "timeline?")).content).quotes]
    found = [next((day for day in ("19 juillet", "vendredi", "25", "31") if day in quote), "") for quote in quotes]
    assert found == ["", "19 juillet", "vendredi", "25", "31"]


async def test_thanks_get_a_reaction_and_no_message(stage: Stage, bot: IncidentBot) -> None:
    said = await stage.alice.say("@bot merci beaucoup")
    await stage.settled()
    assert said.reactions == {"👍": 1}
    await stage.general.stays_silent()


async def test_none_of_it_costs_a_question_or_is_filed_as_unanswered(stage: Stage, bot: IncidentBot) -> None:
    for text in ("bonjour", "aide", "sources ?"):
        await ask(stage, text)
    await stage.alice.slash("ask", question="résumé")
    for _ in range(2):
        assert "Bastian" in (await ask(stage, "Qui est le PDG de Delta ?")).text
    assert "Bastian" in (await stage.alice.slash("ask", question="Qui est le PDG de Delta ?")).text
    assert "Aucune question" in (await stage.admin.slash("index questions")).text


async def test_a_crowd_cannot_make_the_bot_repeat_itself_without_end(stage: Stage, bot: IncidentBot) -> None:
    for _ in range(4):
        await ask(stage, "résumé")
    said = await stage.alice.say("@bot résumé")
    assert (await stage.general.wait_for_reply(to=said)).text.startswith("C’était rapide.")


async def test_nobody_who_did_not_address_the_bot_is_greeted(stage: Stage, operator: Operator) -> None:
    async with operator.starts(message_content=True):
        await stage.admin.slash("settings automatic", channel=str(stage.help.id), on=True)
        for text in ("bonjour", "quelqu'un a un résumé ?", "merci", "source ?"):
            await stage.bob.say(text, room=stage.help)
        await stage.help.stays_silent()


async def test_an_edit_turns_an_overview_into_an_answer_and_back(stage: Stage, bot: IncidentBot) -> None:
    asked = await stage.alice.say("@bot résumé")
    reply = await stage.general.wait_for_reply(to=asked)
    await stage.alice.edit(asked, "@bot Qui est le PDG de Delta ?")
    await reply.shows("Bastian")
    await stage.alice.edit(asked, "@bot résumé")
    await reply.shows(OVERVIEW)
    assert [label for label in reply.buttons if label.startswith("Contexte")] == []


async def test_a_summary_is_deleted_by_its_asker_and_translated(stage: Stage, bot: IncidentBot) -> None:
    stage.alice.speaks("en-US")
    summary = await stage.alice.slash("summary")
    assert summary.buttons == ["🗑️ Delete", "Translate"]
    assert "Seuls l’auteur" in (await stage.bob.click(summary, "🗑️")).text
    await stage.alice.click(summary, "🗑️")
    await summary.gone()
    stage.alice.speaks("fr")
    assert (await stage.alice.slash("résumé", private=True)).buttons == []


async def test_an_overview_by_mention_is_deleted_by_whoever_asked(stage: Stage, bot: IncidentBot) -> None:
    summary = await ask(stage, "résumé")
    assert summary.buttons == ["🗑️ Supprimer"]
