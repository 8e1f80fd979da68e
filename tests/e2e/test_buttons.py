"""The buttons under an answer: they work, also after a restart, and say why where they cannot."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from discord import Permissions

from tests.e2e.posts import Post

if TYPE_CHECKING:
    import pytest

    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.stage import Stage

CEO = "Qui est le PDG de Delta ?"
WHEN = "Quand la panne est-elle survenue ?"  # which three quotes tell
BASTIAN = "Ed Bastian, lors d'une interview avec CNBC le 31 juillet."
NEXT = "Bastian dit que Crowdstrike n'a offert aucune compensation pour la panne."
BEFORE = "Nous espérons que Delta acceptera de travailler en coopération pour trouver une solution. »"


def plain(post: Post) -> str:
    return post.text.replace("**", "")


async def ask(stage: Stage, question: str = WHEN) -> Post:
    asked = await stage.alice.say(f"@bot {question}")
    return await stage.general.wait_for_reply(to=asked)


async def test_the_sentences_around_a_quote_come_at_a_click(stage: Stage, bot: IncidentBot) -> None:
    answer = await ask(stage, "Qui a dit que Crowdstrike n'a offert aucune compensation ?")
    quoted = plain(answer)
    wider = await stage.bob.click(answer, "Contexte")
    assert wider.id == answer.id
    assert len(plain(wider)) > len(quoted)
    await stage.bob.click(answer, "Contexte")
    article = bot.answering.snapshots.current.corpus.sources[0].text
    quote = "\n".join(line[2:] for line in plain(answer).splitlines() if line.startswith("> "))
    assert "".join(quote.split()) in "".join(article.split())
    assert "paragraphes" in answer.text


async def test_other_quotes_come_page_by_page_and_back(stage: Stage, bot: IncidentBot) -> None:
    answer = await ask(stage)
    first = answer.text
    pages = [first]
    offered = []
    while "Première citation" not in answer.buttons:
        offered.append(next(label for label in answer.buttons if "itation" in label))
        await stage.alice.turn(answer)
        pages.append(answer.text)
    assert offered == ["+2 citations", "Citation 3 sur 3"]
    await stage.alice.click(answer, "Première citation")
    assert answer.text == first
    assert len(set(pages)) == len(pages) == 3


async def test_a_click_works_after_a_restart(stage: Stage, operator: Operator) -> None:
    async with operator.starts():
        answer = await ask(stage)
        first = answer.text
    async with operator.starts():
        await stage.alice.turn(answer)
        assert answer.text != first
        assert (await stage.alice.click(answer, "👍")).text == "Merci, c’est noté."


async def test_a_click_works_after_a_reload_of_other_sources(stage: Stage, operator: Operator) -> None:
    async with operator.starts():
        answer = await ask(stage)
        (operator.seeds / "other.txt").write_text("Il pleut à Brest. Il fait beau à Nice.\n", "utf-8")
        await stage.owner.slash("index reload")
        first = answer.text
        assert (await stage.alice.turn(answer)).id == answer.id
        assert answer.text != first


async def test_a_click_says_so_where_the_source_has_changed_since(stage: Stage, operator: Operator) -> None:
    async with operator.starts():
        answer = await ask(stage)
        article = operator.seeds / "crowdstrike-delta.txt"
        article.write_text(article.read_text("utf-8") + "\n\nUn paragraphe de plus.\n", "utf-8")
        await stage.owner.slash("index reload")
        first = answer.text
        said = await stage.alice.turn(answer)
        assert said.text.startswith("Cette citation vient d’une version antérieure des sources.")
        assert said.ephemeral
        assert answer.text == first


async def test_one_vote_a_member_an_answer(stage: Stage, bot: IncidentBot) -> None:
    answer = await ask(stage)
    for button in ("👎 Pas utile", "👎 Pas utile", "👍", "👎 Pas utile"):
        assert (await stage.alice.click_rarer(answer, button)).ephemeral
    await stage.bob.click_rarer(answer, "👎 Pas utile")
    reply = await stage.admin.slash("index questions")
    assert f"{WHEN} · sans réponse 0×, inutile 2×" in reply.text


async def test_an_answer_has_four_buttons_and_the_others_behind_the_last(stage: Stage, bot: IncidentBot) -> None:
    answer = await ask(stage)
    assert answer.buttons == ["Contexte", "+2 citations", "👍", "⋯"]
    await stage.bob.click(answer, "⋯")
    assert answer.buttons[4:] == ["👎 Pas utile", "🗑️ Supprimer"]
    await stage.bob.click(answer, "⋯")
    assert len(answer.buttons) == 4


async def test_a_vote_shows_on_its_button(stage: Stage, bot: IncidentBot) -> None:
    answer = await ask(stage)
    await stage.alice.click(answer, "👍")
    await stage.bob.click(answer, "👍")
    await stage.bob.turn(answer)
    assert "👍 2" in answer.buttons
    await stage.bob.click_rarer(answer, "👎 Pas utile")
    assert {"👍 1", "👎 Pas utile 1"} <= set(answer.buttons)


async def test_a_question_that_several_found_helpful_is_proposed_until_an_admin_hides_it(
    stage: Stage, bot: IncidentBot
) -> None:
    question = "Delta, quel PDG parle à CNBC ?"
    answer = await ask(stage, question)
    assert question not in await stage.bob.autocomplete("ask", question="PDG CNBC")
    await stage.alice.click(answer, "👍")
    assert question not in await stage.bob.autocomplete("ask", question="PDG CNBC")
    await stage.bob.click(answer, "👍")
    assert question in await stage.bob.autocomplete("ask", question="PDG CNBC")
    assert await stage.admin.autocomplete("index hide", question="PDG CNBC") == [question]
    hidden = await stage.admin.slash("index hide", question=question)
    assert hidden.text == "Cette question ne sera plus proposée à personne."
    assert question not in await stage.bob.autocomplete("ask", question="PDG CNBC")
    assert await stage.admin.autocomplete("index hide", question="PDG CNBC") == []


async def test_the_asker_and_moderators_delete_an_answer_and_nobody_else(stage: Stage, bot: IncidentBot) -> None:
    answer = await ask(stage)
    refused = await stage.bob.click_rarer(answer, "🗑️ Supprimer")
    assert refused.text == "Seuls l’auteur de la question et les modérateurs peuvent supprimer cette réponse."
    assert refused.ephemeral
    await stage.alice.click_rarer(answer, "🗑️ Supprimer")
    await answer.gone()
    answer = await ask(stage)
    await stage.admin.click_rarer(answer, "🗑️ Supprimer")
    await answer.gone()


async def test_a_private_answer_has_no_buttons_that_leave_a_trace(stage: Stage, bot: IncidentBot) -> None:
    answer = await stage.alice.slash("ask", question=WHEN, private=True)
    assert not any(label.startswith(("👍", "👎", "🗑️")) for label in answer.buttons)
    first = answer.text
    await stage.alice.turn(answer)
    assert answer.text != first


async def test_a_button_of_an_earlier_version_of_the_bot_says_why_it_does_not_work(
    stage: Stage, bot: IncidentBot, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await ask(stage)
    button = next(c for c in answer.components if str(c.get("custom_id")).startswith("t:"))
    button["custom_id"] = "t:" + "A" * 40
    said = await stage.alice.click(answer, button["custom_id"])
    assert said.text.startswith("Cette citation vient d’une version antérieure")
    assert said.ephemeral
    assert "Unexpected" not in caplog.text


async def test_impatient_votes_count_once(stage: Stage, bot: IncidentBot) -> None:
    answer = await ask(stage)
    said = await asyncio.gather(*(stage.alice.click_rarer(answer, "👎 Pas utile") for _ in range(5)))
    assert {post.text for post in said} == {
        "C’est noté ; les admins de ce serveur verront que la réponse n’a pas aidé."
    }
    assert "inutile 1×" in (await stage.admin.slash("index questions")).text


async def test_two_who_delete_at_once_do_no_harm(
    stage: Stage, bot: IncidentBot, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await ask(stage)
    await stage.alice.click(answer, "⋯")
    with caplog.at_level(logging.INFO, "bot"):
        await asyncio.gather(*(person.click(answer, "🗑️ Supprimer") for person in (stage.alice, stage.admin)))
    await answer.gone()
    assert "Unexpected" not in caplog.text
    assert f"channel {stage.general.id}, deleted by admin" in caplog.text


async def test_only_what_the_sources_answer_is_proposed_however_well_rated(stage: Stage, operator: Operator) -> None:
    vain, cat = "Qui a gagné la Coupe du monde ?", "Comment s'appelle le chat du capitaine ?"
    article = operator.seeds / "chat.txt"
    article.write_text("Le chat du capitaine s'appelle Moustache. Il dort beaucoup.\n", "utf-8")
    async with operator.starts():
        for question in (vain, cat):
            answer = await ask(stage, question)
            for person in stage.alice, stage.bob:
                await person.click(answer, "👍")
        assert vain not in await stage.bob.autocomplete("ask", question="coupe du monde")
        assert cat in await stage.bob.autocomplete("ask", question="chat capitaine")
        article.unlink()
        await stage.owner.slash("index reload")
        assert cat not in await stage.bob.autocomplete("ask", question="chat capitaine")


async def test_whoever_moderates_messages_or_has_the_role_deletes_an_answer(stage: Stage, operator: Operator) -> None:
    world = stage.sandbox.world
    moderator = stage.add_person("mod", world.add_role(stage.guild, "Mods", Permissions(manage_messages=True)).id)
    role = world.add_role(stage.guild, "Helpers", Permissions.none())
    helper = stage.add_person("helper", role.id)
    async with operator.starts():
        answer = await ask(stage)
        assert (await helper.click_rarer(answer, "🗑️ Supprimer")).ephemeral
        await stage.admin.slash("settings admin", role=str(role.id))
        await helper.click_rarer(answer, "🗑️ Supprimer")
        await answer.gone()
        answer = await ask(stage)
        await moderator.click_rarer(answer, "🗑️ Supprimer")
        await answer.gone()


async def test_a_vote_on_an_answer_whose_question_is_gone_says_so(
    stage: Stage, bot: IncidentBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await stage.alice.say(f"@bot {CEO}")
    answer = await stage.general.wait_for_reply(to=asked)
    monkeypatch.setattr("bot.cogs.mention.exchanges.REMEMBERED_SECONDS", 0)
    await stage.alice.delete(asked)
    said = await stage.bob.click(answer, "👍")
    assert said.text.startswith("La question de cette réponse a été supprimée")
    assert said.ephemeral


async def test_buttons_work_in_a_direct_message_and_leave_no_trace(stage: Stage, bot: IncidentBot) -> None:
    await stage.alice.say(WHEN, room=stage.alice.dm())
    answer = await stage.alice.dm().wait_for_reply()
    assert not any(label.startswith(("👍", "👎")) for label in answer.buttons)
    first = answer.text
    await stage.alice.turn(answer)
    assert answer.text != first
    await stage.alice.click_rarer(answer, "🗑️ Supprimer")
    await answer.gone()
