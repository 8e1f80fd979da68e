"""Members ask, in every way there is, and the bot answers with quotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from discord import Permissions

from bot.sandbox.errors import NotOfferedError
from tests.e2e.waiting import eventually

if TYPE_CHECKING:
    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.stage import Stage

CEO = "Qui est le PDG de Delta ?"
CUP = "Qui a gagné la Coupe du monde ?"


def plain(text: str) -> str:
    return text.replace("**", "")


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


async def test_without_golden_questions_the_help_names_the_sources(stage: Stage, operator: Operator) -> None:
    (operator.seeds / "checks.yaml").unlink()
    async with operator.starts():
        asked = await stage.alice.say("@bot")
        reply = await stage.general.wait_for_reply(to=asked)
    assert "Crowdstrike déclare à Delta" in reply.text
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


async def test_nobody_but_people_is_answered(stage: Stage, operator: Operator) -> None:
    async with operator.starts(message_content=True):
        await stage.admin.slash("settings automatic", channel=str(stage.general.id), on=True, room=stage.help)
        parrot = stage.add_person("parrot", bot=True)
        for text in (f"@bot {CEO}", CEO):
            await parrot.say(text)
            await stage.general.webhook_says(text)
            await stage.general.system_says(7, stage.alice, text)
        await stage.general.stays_silent()


async def test_a_call_to_everyone_is_not_for_the_bot(
    stage: Stage, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.answers.quotes.SURE", 0.0)
    role = stage.sandbox.world.add_role(stage.guild, "Heralds", Permissions(mention_everyone=True))
    herald = stage.add_person("herald", role.id)
    async with operator.starts(message_content=True):
        await stage.admin.slash("settings automatic", channel=str(stage.general.id), on=True, room=stage.help)
        said = await herald.say(f"@everyone {CEO}")
        assert said.message.mention_everyone
        await stage.general.stays_silent()


async def test_proposals_come_without_accents_and_with_typos(stage: Stage, bot: IncidentBot) -> None:
    assert CEO in await stage.alice.autocomplete("ask", question="pdj de delta")
    assert CUP not in await stage.alice.autocomplete("ask", question="coupe du monde")
    assert "Qu'est-ce qui a causé la panne ?" in await stage.alice.autocomplete("ask", question="cause de la pane")


async def test_a_summary_is_verbatim_and_in_order(stage: Stage, bot: IncidentBot) -> None:
    reply = await stage.alice.slash("résumé")
    quotes = [line.removeprefix("> ") for line in reply.text.splitlines() if line.startswith("> ")]
    article = bot.answering.snapshots.current.corpus.sources[0].text
    places = [article.index(quote) for quote in quotes]
    assert 3 <= len(quotes) <= 5
    assert places == sorted(places)


async def test_a_summary_is_as_long_as_asked_for_and_about_a_topic(stage: Stage, bot: IncidentBot) -> None:
    short = await stage.alice.slash("résumé", longueur="short")
    assert short.text.count("\n> ") == 3
    about = await stage.alice.slash("résumé", sujet="Bastian")
    assert about.text.startswith("**Sur « Bastian », avec les mots des sources :**")
    assert "aucune compensation" in about.text
    none = await stage.alice.slash("résumé", sujet="les bananes")
    assert none.text == "Les sources ne disent rien de « les bananes »."


async def test_each_sentence_of_a_summary_leads_to_its_place_on_the_page(stage: Stage, operator: Operator) -> None:
    sidecar = operator.seeds / "crowdstrike-delta.yaml"
    sidecar.write_text(sidecar.read_text("utf-8").replace("https://gizmodo.com/", "https://gizmodo.com/delta"), "utf-8")
    async with operator.starts():
        text = (await stage.alice.slash("résumé", longueur="short")).content
    assert re.findall(r"\[(\d)\]\(<https://gizmodo\.com/delta#:~:text=", text) == ["1", "2"]


async def test_a_summary_says_which_sentence_is_whose(stage: Stage, operator: Operator) -> None:
    rain = "La pluie est tombée 40 heures sur Brest, et la ville chiffre les dégâts à 2 millions d'euros."
    (operator.seeds / "pluie.txt").write_text(f"Brest sous la pluie\n\n{rain}\n", "utf-8")
    async with operator.starts():
        text = (await stage.alice.slash("résumé", longueur="short")).text
    assert text.index("**Crowdstrike déclare à Delta") < text.index("**Brest sous la pluie") < text.index(rain)


async def test_the_sources_are_listed(stage: Stage, operator: Operator) -> None:
    (operator.seeds / "plain.txt").write_text("The cat sat on the mat. It was not amused by the weather.\n", "utf-8")
    async with operator.starts():
        reply = await stage.alice.slash("sources")
    assert reply.ephemeral
    assert reply.previews == []
    count, article, bare = reply.text.splitlines()
    assert count == "2 sources"
    assert re.fullmatch(
        r"- \*\*Crowdstrike déclare à Delta .* panne mondiale\*\* · \[site de Gizmodo\]\(<https://gizmodo\.com/>\) · "
        r"août 2024 \(il y a \d+ (?:an|mois|jour)s?\) · français · \d+ passages",
        article,
    )
    assert bare == "- **plain** · anglais · 1 passage"


async def test_help_tells_every_way_to_ask(stage: Stage, bot: IncidentBot) -> None:
    await eventually(lambda: bool(bot.answering.command_ids))
    reply = await stage.alice.slash("aide")
    assert reply.ephemeral
    for way in (
        "Mentionnez-moi",
        "Répondez à l’une",
        f"</ask:{bot.answering.command_ids['ask']}>",
        "Répondre par les sources",
        "directement",
        f"</summary:{bot.answering.command_ids['summary']}>",
    ):
        assert way in reply.text
    assert reply.pings == []


async def test_privacy_tells_what_is_kept(stage: Stage, bot: IncidentBot) -> None:
    reply = await stage.alice.slash("confidentialité montrer")
    assert reply.ephemeral
    for part in ("90 jours", "sans votre nom", "pseudonyme", "/confidentialité oublier"):
        assert part in reply.text


@pytest.mark.parametrize("private", [False, True])
async def test_an_answer_that_takes_long_is_acknowledged_first(
    stage: Stage, bot: IncidentBot, monkeypatch: pytest.MonkeyPatch, private: bool
) -> None:
    monkeypatch.setattr("bot.interactions.responding.ACKNOWLEDGE_SECONDS", 0)
    reply = await stage.alice.slash("ask", question=CEO, private=private)
    assert "Ed Bastian" in plain(reply.text)
    assert reply.ephemeral is private
    assert (await stage.alice.slash("résumé", private=private)).ephemeral is private
    interactions = list(stage.sandbox.world.interactions.values())[-2:]
    assert all(interaction.original_id in interaction.replies for interaction in interactions)


async def test_a_command_that_is_no_more_says_what_to_do(
    stage: Stage, bot: IncidentBot, caplog: pytest.LogCaptureFixture
) -> None:
    next(c for c in stage.sandbox.world.application.commands.values() if c["name"] == "summary")["name"] = "digest"
    said = await stage.alice.slash("digest")
    assert said.text.startswith("Discord montre encore une version antérieure de cette commande.")
    assert said.ephemeral
    assert "Unexpected" not in caplog.text


async def test_only_admins_are_offered_the_commands_of_admins(stage: Stage, bot: IncidentBot) -> None:
    assert {"index", "settings"} <= set(stage.admin.offered())
    assert {"index", "settings"}.isdisjoint(stage.alice.offered())
    with pytest.raises(NotOfferedError):
        await stage.alice.slash("nothing of the kind")


async def test_the_bots_own_role_stands_for_it(stage: Stage, operator: Operator) -> None:
    own = next(role for role in stage.guild.roles.values() if role.bot_id is not None)
    other = stage.sandbox.world.add_role(stage.guild, "Pilotes", Permissions.none())
    async with operator.starts(message_content=True):
        asked = await stage.alice.say(f"<@&{own.id}> {CEO}")
        assert "Ed Bastian" in plain((await stage.general.wait_for_reply(to=asked)).text)
        await stage.alice.say(f"<@&{other.id}> {CEO}")
        await stage.general.stays_silent()


async def test_a_forwarded_question_is_answered_from_its_menu_and_by_a_mention_in_reply(
    stage: Stage, operator: Operator
) -> None:
    async with operator.starts(message_content=True):
        said = await stage.bob.say(CEO, room=stage.help)
        forwarded = await stage.bob.forward(said)
        assert forwarded.content == ""
        assert "Ed Bastian" in plain((await stage.alice.menu("Répondre par les sources", forwarded)).text)
        asked = await stage.alice.say("@bot", reply_to=forwarded)
        assert "Ed Bastian" in plain((await stage.general.wait_for_reply(to=asked)).text)
