"""A server chooses how sure an answer must be."""

from __future__ import annotations

import json
import logging
import sqlite3
from typing import TYPE_CHECKING

import pytest

from bot.sandbox.errors import NotOfferedError
from index import Corpus, Status, Strictness
from tests.e2e.conftest import SEEDS

if TYPE_CHECKING:
    from pathlib import Path

    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.posts import Post, Room
    from tests.e2e.stage import Stage

CEO = "Qui est le PDG de Delta ?"
BLAME = "Crowdstrike est-elle responsable ?"  # answered unless strict
MAC = "Les Mac ont-ils planté ?"  # answered only when eager

NO_ANSWER = "Les sources ne répondent pas à cette question."
NEAR = "Les sources ne répondent pas clairement."
TOLD = "Delta devra expliquer au public"


def plain(text: str) -> str:
    return text.replace("**", "")


async def ask(stage: Stage, question: str, room: Room | None = None) -> Post:
    asked = await stage.alice.say(f"@bot {question}", room=room)
    return await (room or stage.general).wait_for_reply(to=asked)


@pytest.mark.parametrize(
    ("question", "answered"),
    [(BLAME, {Strictness.EAGER, Strictness.NORMAL}), (MAC, {Strictness.EAGER}), (CEO, set(Strictness))],
)
def test_the_questions_asked_here_are_as_borderline_as_they_should_be(question: str, answered: set[Strictness]) -> None:
    corpus = Corpus.load(SEEDS)
    assert {level for level in Strictness if corpus.answer(question, level).status is Status.ANSWERED} == answered


async def test_a_borderline_question_is_answered_by_an_eager_bot_and_not_by_a_strict_one(
    stage: Stage, bot: IncidentBot
) -> None:
    await stage.admin.slash("settings strictness", strictness="strict")
    assert NO_ANSWER in (await ask(stage, BLAME)).text
    assert "Ed Bastian" in plain((await ask(stage, CEO)).text)
    await stage.admin.slash("settings strictness", strictness="eager")
    assert TOLD in plain((await ask(stage, BLAME)).text)


async def test_an_eager_bot_answers_what_it_else_would_not(stage: Stage, bot: IncidentBot) -> None:
    assert NEAR in (await ask(stage, MAC)).text
    await stage.admin.slash("settings strictness", strictness="eager")
    assert "Sans certitude" in (await ask(stage, MAC)).text


async def test_what_comes_near_an_answer_is_shown_with_that_said_and_not_by_a_strict_bot(
    stage: Stage, bot: IncidentBot
) -> None:
    near = (await ask(stage, MAC)).text
    assert near.startswith(f"**{NEAR}**")
    assert near.count("\n> ") == 1
    await stage.admin.slash("settings strictness", strictness="strict")
    assert (await ask(stage, MAC)).text.startswith(NO_ANSWER)


async def test_commands_and_menus_are_as_strict_as_mentions(stage: Stage, bot: IncidentBot) -> None:
    said = await stage.bob.say(BLAME)
    for strictness, expected in (("strict", NO_ANSWER), ("eager", TOLD)):
        await stage.admin.slash("settings strictness", strictness=strictness)
        assert expected in plain((await stage.alice.slash("ask", question=BLAME)).text)
        assert expected in plain((await stage.bob.menu("Répondre par les sources", said)).text)


async def test_a_follow_up_is_read_alone_where_it_is_answered_as_strictly_as_the_server_wants(
    stage: Stage, bot: IncidentBot
) -> None:
    answer = await ask(stage, CEO)
    await stage.admin.slash("settings strictness", strictness="strict")
    follow_up = await stage.alice.say(BLAME, reply_to=answer)
    reply = await stage.general.wait_for_reply(to=follow_up)
    assert reply.text.startswith(NO_ANSWER)
    await stage.admin.slash("settings strictness", strictness="eager")
    follow_up = await stage.alice.say(BLAME, reply_to=answer)
    reply = await stage.general.wait_for_reply(to=follow_up)
    assert not reply.text.startswith("-# ❓")
    assert TOLD in plain(reply.text)


async def test_an_edited_question_is_answered_as_strictly_as_the_server_wants_by_then(
    stage: Stage, bot: IncidentBot
) -> None:
    asked = await stage.alice.say(f"@bot {CEO}")
    reply = await stage.general.wait_for_reply(to=asked)
    await stage.admin.slash("settings strictness", strictness="strict")
    await stage.alice.edit(asked, f"@bot {BLAME}")
    await reply.shows(NO_ANSWER)


async def test_a_direct_message_is_answered_as_usual_however_strict_a_server_is(stage: Stage, bot: IncidentBot) -> None:
    await stage.admin.slash("settings strictness", strictness="strict")
    await stage.alice.say(BLAME, room=stage.alice.dm())
    assert TOLD in plain((await stage.alice.dm().wait_for_reply()).text)


@pytest.mark.parametrize("strictness", ["strict", "eager"])
async def test_what_nobody_asked_the_bot_is_answered_only_when_sure_however_eager_it_is(
    stage: Stage, operator: Operator, strictness: str
) -> None:
    async with operator.starts(message_content=True):
        await stage.admin.slash("settings automatic", channel=str(stage.help.id), on=True)
        await stage.admin.slash("settings strictness", strictness=strictness)
        asked = await stage.alice.say(CEO, room=stage.help)
        assert "Ed Bastian" in plain((await stage.help.wait_for_reply(to=asked)).text)
        await stage.alice.say(BLAME, room=stage.help)
        await stage.help.stays_silent()


async def test_only_what_a_strict_bot_answers_is_proposed_while_it_is_strict(stage: Stage, bot: IncidentBot) -> None:
    answer = await ask(stage, BLAME)
    for person in stage.alice, stage.bob:
        await person.click(answer, "👍")
    assert BLAME in await stage.alice.autocomplete("ask", question=BLAME)
    await stage.admin.slash("settings strictness", strictness="strict")
    assert BLAME not in await stage.alice.autocomplete("ask", question=BLAME)


async def test_strictness_survives_a_restart(stage: Stage, operator: Operator) -> None:
    async with operator.starts():
        changed = await stage.admin.slash("réglages exigence", exigence="strict")
        assert changed.text.startswith("**Enregistré :** Exigence : ")
        assert changed.ephemeral
    async with operator.starts():
        shown = await stage.admin.slash("réglages montrer")
        assert "- Exigence : stricte (par défaut : normale)" in shown.text.splitlines()
        assert NO_ANSWER in (await ask(stage, BLAME)).text


async def test_strictness_is_offered_and_shown_in_the_admins_language(stage: Stage, bot: IncidentBot) -> None:
    commands = stage.sandbox.world.application.commands.values()
    settings = next(command for command in commands if command["name"] == "settings")
    (option,) = next(o for o in settings["options"] if o["name"] == "strictness")["options"]
    assert [(c["value"], c["name"], c["name_localizations"]["fr"]) for c in option["choices"]] == [
        (
            "strict",
            "strict (fewer answers, fewer wrong ones)",
            "stricte (moins de réponses, moins d’erreurs)",
        ),
        ("normal", "normal (the usual balance)", "normale (l’équilibre habituel)"),
        ("eager", "eager (more answers, more wrong ones)", "souple (plus de réponses, plus d’erreurs)"),
    ]
    with pytest.raises(NotOfferedError):
        await stage.admin.slash("settings strictness", strictness="lax")
    stage.admin.speaks("en-GB")
    assert "- Strictness: normal (default)" in (await stage.admin.slash("settings show")).text.splitlines()


async def test_a_member_cannot_change_it_and_is_told_privately(stage: Stage, bot: IncidentBot) -> None:
    refused = await stage.alice.slash("settings strictness", strictness="strict")
    assert refused.text == "Seuls les membres qui peuvent gérer ce serveur ont ce droit."
    assert refused.ephemeral
    assert TOLD in plain((await ask(stage, BLAME)).text)


async def test_a_change_is_logged_with_who_what_and_where(
    stage: Stage, bot: IncidentBot, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "bot"):
        await stage.admin.slash("settings strictness", strictness="eager")
    assert (
        f"Settings of server {stage.guild.id} changed by admin ({stage.admin.user.id}): strictness normal -> eager"
        in [record.getMessage() for record in caplog.records]
    )


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param({}, id="before there was strictness"),
        pytest.param({"strictness": "paranoid", "mood": "good"}, id="of a later version"),
    ],
)
async def test_a_database_of_another_version_keeps_its_settings(
    stage: Stage, operator: Operator, tmp_path: Path, kept: dict[str, str]
) -> None:
    settings = {
        "language": "en", "admin_role": None, "cooldown": 60, "private": True, "threads": False,
        "automatic": [stage.help.id], "allowed": [],
    }  # fmt: skip
    with sqlite3.connect(tmp_path / "bot.db") as database:
        database.execute("CREATE TABLE guilds (id BIGINT NOT NULL PRIMARY KEY, settings JSON NOT NULL)")
        database.execute("INSERT INTO guilds VALUES (?, ?)", (stage.guild.id, json.dumps(settings | kept)))
    database.close()
    async with operator.starts():
        await stage.admin.slash("settings threads", on=True)
        assert (await stage.admin.slash("settings show")).text.splitlines() == [
            f"- Répond sans mention dans : {stage.help.mention} (par défaut : aucun salon)",
            "- Répond dans : tous les salons (par défaut)",
            "- Géré par : les membres qui peuvent gérer le serveur (par défaut)",
            "- Langue : anglais (par défaut : celle du serveur)",
            (
                "- Délai : trois questions d’un membre en 60 secondes "
                "(par défaut : trois questions d’un membre en 15 secondes)"
            ),
            "- Réponses aux commandes : montrées à qui demande (par défaut : montrées à tout le monde)",
            "- Suites sans mention dans les fils : oui (par défaut : non)",
            "- Exigence : normale (par défaut)",
            "- Annonce les nouveautés dans : aucun salon (par défaut)",
        ]
