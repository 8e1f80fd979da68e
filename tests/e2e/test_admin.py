"""Admins look after the sources and choose how the bot behaves; nobody else can."""

from __future__ import annotations

import asyncio
import csv
import io
import logging
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from discord import Permissions

if TYPE_CHECKING:
    from pathlib import Path

    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.stage import Stage

CEO = "Qui est le PDG de Delta ?"
CUP = "Qui a gagné la Coupe du monde ?"
WEATHER = "Quel temps fera-t-il demain à Marseille ?"
CAT = "Comment s'appelle le chat du capitaine ?"


def add_cat(seeds: Path) -> None:
    (seeds / "chat.txt").write_text("Le chat du capitaine s'appelle Moustache. Il dort beaucoup.\n", "utf-8")


async def test_a_reload_takes_in_a_new_article(stage: Stage, operator: Operator, bot: IncidentBot) -> None:
    add_cat(operator.seeds)
    reply = await stage.owner.slash("index reload")
    assert reply.ephemeral
    assert "2 sources" in reply.text
    asked = await stage.alice.say(f"@bot {CAT}")
    assert "Moustache" in (await stage.general.wait_for_reply(to=asked)).text


async def test_a_reload_takes_in_an_article_that_became_a_page(
    stage: Stage, operator: Operator, bot: IncidentBot
) -> None:
    note, page = operator.seeds / "chat.md", operator.seeds / "chat.html"
    note.write_text("# Le chat\n\nLe chat du capitaine s'appelle **Moustache**.\n", "utf-8")
    assert "2 sources" in (await stage.owner.slash("index reload")).text
    page.write_text("<h1>Le chat</h1><p>Le chat du capitaine s'appelle <b>Pompon</b>.</p>", "utf-8")
    assert "chat.html" in (await stage.owner.slash("index reload")).text  # two of one name: the old index stays
    asked = await stage.alice.say(f"@bot {CAT}")
    assert "Moustache" in (await stage.general.wait_for_reply(to=asked)).text
    note.unlink()
    assert "2 sources" in (await stage.owner.slash("index reload")).text
    asked = await stage.bob.say(f"@bot {CAT}")
    assert "Pompon" in (await stage.general.wait_for_reply(to=asked)).text


async def test_a_reload_of_the_same_says_so(stage: Stage, bot: IncidentBot) -> None:
    assert "n’ont pas changé" in (await stage.owner.slash("index recharger")).text


async def test_a_broken_folder_keeps_the_old_index_and_says_what_to_mend(
    stage: Stage, operator: Operator, bot: IncidentBot
) -> None:
    (operator.seeds / "empty.txt").write_text("", "utf-8")
    (operator.seeds / "stray.yaml").write_text("title: x\n", "utf-8")
    reply = await stage.owner.slash("index reload")
    assert "empty.txt" in reply.text
    assert "stray.yaml" in reply.text
    assert str(operator.seeds) not in reply.text
    asked = await stage.alice.say(f"@bot {CEO}")
    assert "Bastian" in (await stage.general.wait_for_reply(to=asked)).text


async def test_one_reload_at_a_time(stage: Stage, bot: IncidentBot) -> None:
    replies = await asyncio.gather(*(stage.owner.slash("index reload") for _ in range(3)))
    texts = [reply.text for reply in replies]
    assert any("n’ont pas changé" in text for text in texts)
    assert all("n’ont pas changé" in text or "déjà en cours" in text for text in texts)


@pytest.mark.parametrize("command", ["index status", "index questions", "settings show"])
async def test_a_member_is_refused_privately(stage: Stage, bot: IncidentBot, command: str) -> None:
    reply = await stage.alice.slash(command)
    assert reply.text == "Seuls les membres qui peuvent gérer ce serveur ont ce droit."
    assert reply.ephemeral


async def test_the_role_that_admins_name_may_manage_too(stage: Stage, operator: Operator) -> None:
    helpers = stage.sandbox.world.add_role(stage.guild, "Helpers", Permissions.none())
    carol = stage.add_person("carol", helpers.id)
    async with operator.starts():
        assert "ont ce droit" in (await carol.slash("index status")).text
        await stage.admin.slash("settings admin", role=str(helpers.id))
        assert "Version" in (await carol.slash("index status")).text


@pytest.mark.parametrize(
    ("content", "says"), [(True, "Lit tous les messages"), (False, "sans l’intent « message content »")]
)
async def test_status_tells_how_the_bot_is(stage: Stage, operator: Operator, content: bool, says: str) -> None:
    async with operator.starts(message_content=content) as bot:
        reply = await stage.admin.slash("index état")
        snapshot = bot.answering.snapshots.current
    assert reply.ephemeral
    index, process, meaning, intents, operators = reply.text.splitlines()
    built, started = (int(when.timestamp()) for when in (snapshot.built_at, bot.answering.started))
    assert index.startswith(f"- Version {snapshot.name} : 1 source, {len(snapshot.corpus.passages)} passages ; ")
    assert re.search(rf"chargée <t:{built}:R> en \d+ ms$", index)
    assert meaning == "- Comprend le sens des questions."
    assert re.fullmatch(rf"- Démarré <t:{started}:R> · shards : 1 · latence : (?:–|\d+) ms", process)
    assert says in intents
    assert operators == f"- Les sources sont gérées par : {stage.owner.mention}"


async def test_status_can_be_asked_before_discord_acknowledged_a_heartbeat(stage: Stage, operator: Operator) -> None:
    stage.sandbox.gateway.acknowledges = False
    async with operator.starts():
        assert "latence : – ms" in (await stage.admin.slash("index status")).text


async def test_a_missing_intent_is_told_at_the_start(
    stage: Stage, operator: Operator, caplog: pytest.LogCaptureFixture
) -> None:
    said = "Without DISCORD_MESSAGE_CONTENT the bot reads only what is addressed to it: automatic channels"
    with caplog.at_level(logging.INFO, "bot"):
        async with operator.starts(message_content=True):
            assert said not in caplog.text
        async with operator.starts():
            assert said in caplog.text


async def test_what_admins_do_is_logged_with_who_what_and_where(
    stage: Stage, bot: IncidentBot, caplog: pytest.LogCaptureFixture
) -> None:
    who, where = f"admin ({stage.admin.user.id})", stage.guild.id
    owner = f"owner ({stage.owner.user.id})"
    with caplog.at_level(logging.INFO, "bot"):
        await stage.owner.slash("index reload")
        await stage.admin.slash("settings cooldown", seconds=60)
        await stage.admin.slash("settings cooldown", seconds=60)
    said = [record.getMessage() for record in caplog.records]
    assert any(text.startswith(f"Reload by {owner} on server {where}: ") for text in said)
    assert f"Settings of server {where} changed by {who}: cooldown 15 -> 60" in said
    assert f"Settings of server {where} changed by {who}: nothing" in said


async def test_questions_asked_in_vain_are_listed_without_names(stage: Stage, bot: IncidentBot) -> None:
    for person, question in ((stage.alice, CUP), (stage.bob, CUP.lower()), (stage.bob, WEATHER)):
        asked = await person.say(f"@bot {question}")
        await stage.general.wait_for_reply(to=asked)
    await stage.alice.slash("ask", question="Un secret de famille ?", private=True)
    await stage.settled()
    reply = await stage.admin.slash("index questions")
    first, second = reply.text.splitlines()[1:]
    assert CUP in first
    assert "sans réponse 2×" in first
    assert WEATHER in second
    assert "secret" not in reply.text
    assert "alice" not in reply.text


async def test_nothing_is_kept_of_a_server_that_did_not_install_the_bot(
    stage: Stage, bot: IncidentBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "👍" in (await stage.alice.slash("ask", question=CUP)).buttons
    with monkeypatch.context() as installed_by_bob_alone:
        owners = "bot.sandbox.payloads.interactions.integration_owners"
        installed_by_bob_alone.setattr(owners, lambda _: {"1": str(stage.bob.user.id)})
        reply = await stage.bob.slash("ask", question=WEATHER)
        await stage.settled()
    assert "ne répondent pas" in reply.text
    assert not reply.ephemeral
    assert reply.buttons == ["3 passages proches", "⋯"]
    (kept,) = (await stage.admin.slash("index questions")).text.splitlines()[1:]
    assert CUP in kept
    await stage.bob.click_rarer(reply, "🗑️ Supprimer")
    await reply.gone()


async def test_questions_asked_in_vain_are_exported_as_a_table(stage: Stage, bot: IncidentBot) -> None:
    formula = '=HYPERLINK("https://evil.example", "clic")'
    for question in (CUP, formula):
        asked = await stage.alice.say(f"@bot {question}")
        await stage.general.wait_for_reply(to=asked)
    await stage.settled()
    reply = await stage.admin.slash("index questions", export=True)
    assert reply.ephemeral
    rows = list(csv.reader(io.StringIO(reply.files[0].data.decode("utf-8-sig"))))
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert rows[0] == ["question", "sans réponse", "jugée inutile", "dernière fois"]
    assert [CUP, "1", "0", today] in rows
    assert [f"'{formula}", "1", "0", today] in rows  # as text: a spreadsheet would run it


async def test_a_member_can_have_everything_forgotten(stage: Stage, bot: IncidentBot) -> None:
    asked = await stage.alice.say(f"@bot {CUP}")
    await stage.general.wait_for_reply(to=asked)
    await stage.settled()
    assert "sans votre nom" in (await stage.alice.slash("confidentialité montrer")).text
    assert (await stage.alice.slash("confidentialité oublier")).text == "1 entrée supprimée."
    assert "Aucune question" in (await stage.admin.slash("index questions")).text


async def test_an_automatic_channel_answers_questions_when_sure_and_else_keeps_quiet(
    stage: Stage, operator: Operator
) -> None:
    async with operator.starts(message_content=True):
        await stage.admin.slash("settings automatic", channel=str(stage.help.id), on=True)
        asked = await stage.alice.say("Quel est le nom du PDG de Delta ?", room=stage.help)
        assert "Bastian" in (await stage.help.wait_for_reply(to=asked)).text
        await stage.alice.say("Ed Bastian est le PDG de Delta.", room=stage.help)
        await stage.alice.say(CUP, room=stage.help)
        await stage.help.stays_silent()
        await stage.alice.say(CEO, room=stage.general)
        await stage.general.stays_silent()


async def test_a_thread_is_as_automatic_and_as_allowed_as_its_channel(stage: Stage, operator: Operator) -> None:
    async with operator.starts(message_content=True):
        await stage.admin.slash("settings automatic", channel=str(stage.help.id), on=True)
        await stage.admin.slash("settings allowed", channel=str(stage.help.id), on=True)
        stage.alice.moves_to(stage.help)
        thread = await stage.alice.start_thread("la panne")
        asked = await stage.alice.say(CEO, room=thread)
        assert "Bastian" in (await thread.wait_for_reply(to=asked)).text
        stage.alice.moves_to(stage.general)
        elsewhere = await stage.alice.start_thread("ailleurs")
        asked = await stage.alice.say(f"@bot {CEO}", room=elsewhere)
        assert stage.help.mention in (await elsewhere.wait_for_reply(to=asked)).text
        await elsewhere.stays_silent()


async def test_an_automatic_channel_keeps_quiet_where_it_is_not_sure_or_not_asked(
    stage: Stage, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with operator.starts(message_content=True):
        await stage.admin.slash("settings automatic", channel=str(stage.help.id), on=True)
        said = await stage.bob.say("Delta a un nouveau site.", room=stage.help)
        await stage.alice.say(f"{stage.bob.mention} {CEO}", room=stage.help)
        await stage.alice.say(CEO, reply_to=said)
        await stage.help.stays_silent()
        monkeypatch.setattr("index.answers.quotes.SURE", 1.1)
        await stage.alice.say(CEO, room=stage.help)
        await stage.help.stays_silent()


async def test_without_message_content_an_automatic_channel_is_said_not_to_work(stage: Stage, bot: IncidentBot) -> None:
    reply = await stage.admin.slash("settings automatic", channel=str(stage.help.id), on=True)
    assert "DISCORD_MESSAGE_CONTENT" in reply.text
    await stage.alice.say(CEO, room=stage.help)
    await stage.help.stays_silent()


async def test_the_bot_keeps_to_the_channels_it_is_allowed_in(
    stage: Stage, bot: IncidentBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cogs.mention.cog.READING_SECONDS", 1.0)
    await stage.admin.slash("settings allowed", channel=str(stage.help.id), on=True)
    asked = await stage.alice.say(f"@bot {CEO}")
    pointer = await stage.general.wait_for_reply(to=asked)
    assert pointer.text == f"Les admins me laissent répondre ailleurs : {stage.help.mention}"
    again = await stage.bob.say(f"@bot {CEO}")
    await stage.until(lambda: again.reactions or None, what="a reaction")
    await stage.general.stays_silent()
    await pointer.gone()
    refused = await stage.alice.slash("ask", question=CEO)
    assert stage.help.mention in refused.text
    assert refused.ephemeral
    asked = await stage.alice.say(f"@bot {CEO}", room=stage.help)
    assert "Bastian" in (await stage.help.wait_for_reply(to=asked)).text


async def test_every_setting_survives_a_restart_and_holds(stage: Stage, operator: Operator) -> None:
    helpers = stage.sandbox.world.add_role(stage.guild, "Helpers", Permissions.none())
    async with operator.starts():
        for command, option in (
            ("automatique", {"salon": str(stage.general.id), "actif": True}),
            ("autorisé", {"salon": str(stage.general.id), "actif": True}),
            ("admin", {"rôle": str(helpers.id)}),
            ("langue", {"langue": "en"}),
            ("délai", {"secondes": 60}),
            ("privé", {"actif": True}),
            ("fils", {"actif": True}),
            ("exigence", {"exigence": "strict"}),
            ("nouveautés", {"salon": str(stage.help.id)}),
        ):
            said = await stage.admin.slash(f"réglages {command}", **option)
            assert said.ephemeral
    async with operator.starts():
        assert (await stage.admin.slash("réglages montrer")).text.splitlines() == [
            f"- Répond sans mention dans : {stage.general.mention} (par défaut : aucun salon)",
            f"- Répond dans : {stage.general.mention} (par défaut : tous les salons)",
            f"- Géré par : <@&{helpers.id}> (par défaut : les membres qui peuvent gérer le serveur)",
            "- Langue : anglais (par défaut : celle du serveur)",
            (
                "- Délai : trois questions d’un membre en 60 secondes "
                "(par défaut : trois questions d’un membre en 15 secondes)"
            ),
            "- Réponses aux commandes : montrées à qui demande (par défaut : montrées à tout le monde)",
            "- Suites sans mention dans les fils : oui (par défaut : non)",
            "- Exigence : stricte (par défaut : normale)",
            f"- Annonce les nouveautés dans : {stage.help.mention} (par défaut : aucun salon)",
        ]
        assert (await stage.alice.slash("ask", question=CEO)).ephemeral
        assert not (await stage.alice.slash("ask", question=CEO, private=False)).ephemeral


async def test_a_server_keeps_its_settings_to_itself(stage: Stage, bot: IncidentBot) -> None:
    await stage.admin.slash("settings private", on=True)
    elsewhere = await bot.answering.settings.of(stage.guild.id + 1)
    assert not elsewhere.private


async def test_two_changes_at_once_are_both_kept(stage: Stage, operator: Operator) -> None:
    async with operator.starts():
        await asyncio.gather(
            stage.admin.slash("settings private", on=True),
            stage.admin.slash("settings threads", on=True),
            stage.admin.slash("settings cooldown", seconds=7),
        )
    async with operator.starts() as bot:
        kept = await bot.answering.settings.of(stage.guild.id)
    assert (kept.private, kept.threads, kept.cooldown) == (True, True, 7)


async def test_a_channel_can_be_taken_out_again(stage: Stage, bot: IncidentBot) -> None:
    await stage.admin.slash("settings allowed", channel=str(stage.help.id), on=True)
    await stage.admin.slash("settings allowed", channel=str(stage.general.id), on=True)
    await stage.admin.slash("settings allowed", channel=str(stage.help.id), on=False)
    assert f"Répond dans : {stage.general.mention} (par défaut" in (await stage.admin.slash("settings show")).text
    asked = await stage.alice.say(f"@bot {CEO}")
    assert "Bastian" in (await stage.general.wait_for_reply(to=asked)).text
