"""Sources go live only if they load whole and their golden questions pass, whichever way they change."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest

from bot.service.sources import watching
from tests.e2e.waiting import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.stage import Stage

CAT = "Comment s'appelle le chat du capitaine ?"
MOUSTACHE = "Le chat du capitaine s'appelle Moustache. Il dort beaucoup.\n"
CHECKS = "\n- question: Comment s'appelle le chat du capitaine ?\n  expect: {name}\n"


def expect(seeds: Path, name: str) -> None:
    with (seeds / "checks.yaml").open("a", encoding="utf-8") as file:
        file.write(CHECKS.format(name=name))


async def answer(stage: Stage) -> str:
    asked = await stage.alice.say(f"@bot {CAT}")
    return (await stage.general.wait_for_reply(to=asked)).text


async def test_a_reload_tells_what_is_new_changed_and_gone(stage: Stage, operator: Operator, bot: IncidentBot) -> None:
    (operator.seeds / "chat.txt").write_text(MOUSTACHE, "utf-8")
    reply = await stage.owner.slash("index reload")
    assert "Nouvelle source : chat.txt" in reply.text
    assert "Passages nouveaux : 1 ; modifiés : 0 ; retirés : 0" in reply.text
    (operator.seeds / "chat.txt").write_text(MOUSTACHE.replace("Moustache", "Pompon"), "utf-8")
    reply = await stage.owner.slash("index reload")
    assert "Source modifiée : chat.txt" in reply.text
    assert "Passages nouveaux : 0 ; modifiés : 1 ; retirés : 0" in reply.text
    (operator.seeds / "chat.txt").unlink()
    assert "Source retirée : chat.txt" in (await stage.owner.slash("index reload")).text


async def test_a_golden_question_that_fails_keeps_the_old_sources_unless_forced(
    stage: Stage, operator: Operator, bot: IncidentBot
) -> None:
    (operator.seeds / "chat.txt").write_text(MOUSTACHE, "utf-8")
    expect(operator.seeds, "Pompon")
    before = bot.answering.snapshots.current
    reply = await stage.owner.slash("index reload")
    assert f"le bot garde donc la version {before.name}" in reply.text
    assert "« Comment s'appelle le chat du capitaine ? » devrait avoir pour réponse « Pompon »" in reply.text
    assert bot.answering.snapshots.current is before
    assert "Moustache" not in await answer(stage)
    reply = await stage.owner.slash("index reload", force=True)
    assert "Rechargé" in reply.text
    assert "1 question de contrôle échoue" in reply.text
    assert "Moustache" in await answer(stage)


async def test_a_question_that_should_not_be_answered_is_told_apart(
    stage: Stage, operator: Operator, bot: IncidentBot
) -> None:
    (operator.seeds / "chat.txt").write_text(MOUSTACHE, "utf-8")
    expect(operator.seeds, "nothing")
    reply = await stage.owner.slash("index reload")
    assert "« Comment s'appelle le chat du capitaine ? » devrait rester sans réponse" in reply.text


async def test_questions_asked_lately_that_are_answered_otherwise_are_told(
    stage: Stage, operator: Operator, bot: IncidentBot
) -> None:
    (operator.seeds / "chat.txt").write_text(MOUSTACHE, "utf-8")
    await stage.owner.slash("index reload")
    assert "Moustache" in await answer(stage)
    (operator.seeds / "chat.txt").write_text(MOUSTACHE.replace("Moustache", "Pompon"), "utf-8")
    reply = await stage.owner.slash("index reload")
    assert "1 question récente a une autre réponse" in reply.text
    assert "« Comment s'appelle le chat du capitaine ? » : « Le chat du capitaine s'appelle Moustache." in reply.text
    assert "→ « Le chat du capitaine s'appelle Pompon." in reply.text


async def test_a_question_asked_in_vain_before_a_restart_counts_as_well(stage: Stage, operator: Operator) -> None:
    async with operator.starts():
        await answer(stage)
        await stage.settled()
    async with operator.starts():
        (operator.seeds / "chat.txt").write_text(MOUSTACHE, "utf-8")
        assert "sans réponse → « Le chat du capitaine" in (await stage.owner.slash("index reload")).text


async def test_what_was_asked_privately_or_is_forgotten_is_not_told(
    stage: Stage, operator: Operator, bot: IncidentBot
) -> None:
    await stage.alice.slash("ask", question=CAT, private=True)
    await stage.alice.say(f"@bot {CAT}", room=stage.alice.dm())
    await stage.bob.slash("ask", question=CAT)
    await stage.settled()
    assert bot.answering.recent.questions == (CAT,)
    await stage.bob.slash("privacy forget")
    (operator.seeds / "chat.txt").write_text(MOUSTACHE, "utf-8")
    reply = await stage.owner.slash("index reload")
    assert "Nouvelle source" in reply.text
    assert "autre réponse" not in reply.text


async def test_a_message_that_the_bot_lets_pass_is_not_remembered(stage: Stage, operator: Operator) -> None:
    async with operator.starts(message_content=True) as bot:
        await stage.admin.slash("settings automatic", channel=str(stage.general.id), on=True)
        await stage.alice.say("Où est passé mon rendez-vous chez le dentiste ?")
        asked = await stage.alice.say("Qui est le PDG de Delta ?")
        await stage.general.wait_for_reply(to=asked)
        await stage.settled()
        assert bot.answering.recent.questions == ("Qui est le PDG de Delta ?",)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "QUIET_SECONDS", 0.1)
    monkeypatch.setattr(watching, "RETRY_SECONDS", 0.1)


async def test_a_watched_folder_is_reloaded_by_itself_under_the_same_guard(
    stage: Stage, operator: Operator, impatient: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")

    async def logged(text: str) -> None:
        # Touched again and again, as the watcher may not have begun; more often than it is patient would be too often.
        async with asyncio.timeout(30):
            while text not in caplog.text:
                (operator.seeds / "chat.txt").touch()
                await asyncio.sleep(0.4)

    async with operator.starts(watch=True) as bot:
        assert "pris en compte d’eux-mêmes" in (await stage.admin.slash("index status")).text
        (operator.seeds / "chat.txt").write_text(MOUSTACHE, "utf-8")
        await logged("New source: chat.txt")
        assert "Moustache" in await answer(stage)
        live = bot.answering.snapshots.current
        (operator.seeds / "empty.txt").write_text("", "utf-8")
        await logged("empty.txt: is empty")
        (operator.seeds / "empty.txt").unlink()
        expect(operator.seeds, "Pompon")
        await logged("1 golden question fails")
        assert bot.answering.snapshots.current is live


async def test_a_folder_that_cannot_be_watched_is_looked_for_again(
    stage: Stage, operator: Operator, impatient: None, caplog: pytest.LogCaptureFixture
) -> None:
    elsewhere = operator.seeds.with_name("elsewhere")
    running = operator.starts(watch=True)
    operator.seeds.rename(elsewhere)
    async with running:
        await eventually(lambda: "cannot be watched for changes" in caplog.text)
        elsewhere.rename(operator.seeds)
        assert "n’ont pas changé" in (await stage.owner.slash("index reload")).text
