"""Operators add and remove articles from Discord: checked, whole, and undone where the guard refuses them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index import LARGEST_ARTICLE, Staging
from tests.e2e.test_guard import MOUSTACHE, answer, expect
from tests.pdf_files import flowing, make_pdf

if TYPE_CHECKING:
    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.stage import Stage

FORMATS = {
    "chat.txt": MOUSTACHE.encode(),
    "chat.md": b"# Le chat\n\nLe chat du capitaine s'appelle **Moustache**.\n",
    "chat.html": b"<h1>Le chat</h1><p>Le chat du capitaine s'appelle <b>Moustache</b>. Il dort beaucoup.</p>",
    "chat.pdf": make_pdf(flowing("Le chat du capitaine s'appelle Mous-", "tache. Il dort beaucoup.")),
}


def held(folder: Path) -> dict[str, bytes]:
    """Return what a loader of the folder, or the bot's owner, finds in it."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != ".removed"}


@pytest.mark.parametrize("name", FORMATS)
async def test_an_article_is_added_and_answers_at_once(
    stage: Stage, operator: Operator, bot: IncidentBot, name: str
) -> None:
    reply = await stage.owner.slash("index add", file=stage.owner.upload(name, FORMATS[name]))
    assert reply.ephemeral
    assert f"Nouvelle source : {name}" in reply.text
    assert (operator.seeds / name).read_bytes() == FORMATS[name]
    assert "Moustache" in await answer(stage)
    assert "n’ont pas changé" in (await stage.owner.slash("index reload")).text  # what is live is what is in the folder


async def test_an_article_of_the_same_name_is_replaced_only_if_asked(
    stage: Stage, operator: Operator, bot: IncidentBot
) -> None:
    (operator.seeds / "chat.yaml").write_text("title: Le chat\n", "utf-8")
    (operator.seeds / "chat.txt").write_text(MOUSTACHE, "utf-8")
    await stage.owner.slash("index reload")
    before = held(operator.seeds)
    for name in ("chat.txt", "Chat.md"):
        upload = stage.owner.upload(name, "Le chat du capitaine s'appelle Pompon.\n")
        reply = await stage.owner.slash("index add", file=upload)
        assert reply.text.startswith("Il y a déjà un article « chat.txt ».")
        assert held(operator.seeds) == before
    upload = stage.owner.upload("chat.md", "Le chat du capitaine s'appelle Pompon.\n")
    assert "Source modifiée : chat.md" in (await stage.owner.slash("index add", file=upload, replace=True)).text
    assert held(operator.seeds).keys() == before.keys() - {"chat.txt"} | {"chat.md"}
    assert (operator.seeds / ".removed" / "chat.txt").read_text("utf-8") == MOUSTACHE
    assert "Pompon" in await answer(stage)


async def test_what_cannot_be_an_article_is_refused_with_what_to_do(
    stage: Stage, operator: Operator, bot: IncidentBot
) -> None:
    before = held(operator.seeds)
    for name, data, says in (
        ("../chat.txt", b"x", "Un fichier ne peut pas s’appeler « ../chat.txt » ici"),
        (".chat.txt", b"x", "Renommez-le et réessayez"),
        ("checks.txt", b"x", "Renommez-le et réessayez"),
        ("checks.yaml", b"x", "n’est pas un article : le bot lit les fichiers .txt, .md, .html et .pdf"),
        ("chat.exe", b"x", "n’est pas un article"),
        ("chat.txt", b"x" * (LARGEST_ARTICLE + 1), "est trop volumineux : un article fait 20 Mo au plus."),
        ("chat.txt", b"", "chat.txt: is empty"),
        ("chat.txt", b"\x89PNG\x00\x01", "chat.txt: is not text but binary data"),
        ("chat.md", b"---\ntitle: [\n---\nText.\n", "chat.md, line"),
    ):
        reply = await stage.owner.slash("index add", file=stage.owner.upload(name, data))
        assert says in reply.text
        assert str(operator.seeds) not in reply.text
        assert ".staged" not in reply.text
        assert held(operator.seeds) == before
    assert "n’ont pas changé" in (await stage.owner.slash("index reload")).text


async def test_an_upload_that_fails_golden_questions_is_undone_unless_forced(
    stage: Stage, operator: Operator, bot: IncidentBot
) -> None:
    expect(operator.seeds, "Pompon")
    await stage.owner.slash("index reload", force=True)
    before = held(operator.seeds)
    upload = stage.owner.upload("chat.txt", MOUSTACHE)
    assert "devrait avoir pour réponse « Pompon »" in (await stage.owner.slash("index add", file=upload)).text
    assert held(operator.seeds) == before
    assert "Moustache" not in await answer(stage)
    assert "Rechargé" in (await stage.owner.slash("index add", file=upload, force=True)).text
    assert "Moustache" in await answer(stage)


async def test_an_article_is_removed_with_its_sidecar_and_kept_aside(
    stage: Stage, operator: Operator, bot: IncidentBot
) -> None:
    (operator.seeds / "chat.txt").write_text(MOUSTACHE, "utf-8")
    (operator.seeds / "chat.yaml").write_text("title: Le chat\n", "utf-8")
    await stage.owner.slash("index reload")
    assert (await stage.owner.slash("index remove", name="chat")).text.startswith("Il n’y a pas d’article « chat »")
    assert "Source retirée : chat.txt" in (await stage.owner.slash("index remove", name="chat.txt")).text
    assert {"chat.txt", "chat.yaml"}.isdisjoint(held(operator.seeds))
    assert sorted(path.name for path in (operator.seeds / ".removed").iterdir()) == ["chat.txt", "chat.yaml"]
    assert "Moustache" not in await answer(stage)


@pytest.mark.parametrize("name", ["../seeds/crowdstrike-delta.txt", "checks.yaml", "crowdstrike-delta.yaml", "", "."])
async def test_only_an_article_of_the_folder_can_be_removed(
    stage: Stage, operator: Operator, bot: IncidentBot, name: str
) -> None:
    before = held(operator.seeds)
    assert "Il n’y a pas d’article" in (await stage.owner.slash("index remove", name=name)).text
    assert held(operator.seeds) == before


async def test_the_last_article_stays(stage: Stage, operator: Operator, bot: IncidentBot) -> None:
    before = held(operator.seeds)
    reply = await stage.owner.slash("index remove", name="crowdstrike-delta.txt", force=True)
    assert "no article here" in reply.text
    assert held(operator.seeds) == before


async def test_while_one_change_is_under_way_a_reload_is_refused_and_an_upload_waits(
    stage: Stage, operator: Operator, bot: IncidentBot
) -> None:
    async with bot.answering.snapshots.changing():
        upload = stage.owner.upload("chat.txt", MOUSTACHE)
        adding = asyncio.create_task(stage.owner.slash("index add", file=upload))
        assert "déjà en cours" in (await stage.owner.slash("index reload")).text
        assert not adding.done()
        assert not (operator.seeds / "chat.txt").exists()
    assert "Nouvelle source : chat.txt" in (await adding).text


async def test_of_two_uploads_of_one_name_one_is_added(stage: Stage, operator: Operator, bot: IncidentBot) -> None:
    texts = {name: f"Le chat du capitaine s'appelle {name}. Il dort.\n" for name in ("Moustache", "Pompon")}
    uploads = [stage.owner.upload("chat.txt", text) for text in texts.values()]
    adding = (stage.owner.slash("index add", file=upload) for upload in uploads)
    replies = [reply.text for reply in await asyncio.gather(*adding)]
    won = next(name for name, reply in zip(texts, replies, strict=True) if "Nouvelle source" in reply)
    assert sum("Il y a déjà un article « chat.txt »" in reply for reply in replies) == 1
    assert (operator.seeds / "chat.txt").read_text("utf-8") == texts[won]
    assert won in await answer(stage)


async def test_an_upload_that_discord_does_not_hand_out_is_said(
    stage: Stage, operator: Operator, bot: IncidentBot
) -> None:
    upload = stage.owner.upload("chat.txt", MOUSTACHE)
    adding = asyncio.create_task(stage.owner.slash("index add", file=upload))
    await asyncio.sleep(0)  # the command is sent
    del stage.sandbox.world.attachments[int(upload)]
    assert (await adding).text == "Discord ne fournit pas le fichier envoyé. Réessayez."


async def test_a_folder_that_cannot_be_written_is_said_and_stays_as_it_was(
    stage: Stage, operator: Operator, bot: IncidentBot
) -> None:
    (operator.seeds / ".removed").write_text("in the way", "utf-8")  # of the folder of this name
    before, live = held(operator.seeds), bot.answering.snapshots.current
    upload = stage.owner.upload("chat.txt", MOUSTACHE)
    reply = await stage.owner.slash("index add", file=upload)
    assert reply.text.startswith("Le bot ne peut pas écrire dans son dossier de sources (file exists)")
    assert held(operator.seeds) == before
    assert bot.answering.snapshots.current is live


async def test_a_folder_that_changes_meanwhile_is_left_to_the_next_reload(
    stage: Stage, operator: Operator, bot: IncidentBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = Staging.commit

    def commit_while_somebody_saves(staging: Staging) -> None:
        (operator.seeds / "autre.txt").write_text("Le mousse s'appelle Yann.\n", "utf-8")
        commit(staging)

    monkeypatch.setattr(Staging, "commit", commit_while_somebody_saves)
    upload = stage.owner.upload("chat.txt", MOUSTACHE)
    reply = await stage.owner.slash("index add", file=upload)
    assert reply.text == "Le dossier des sources a changé entre-temps, rien n’a donc été fait. Réessayez."
    assert not (operator.seeds / "chat.txt").exists()
    monkeypatch.undo()
    assert "Nouvelle source : autre.txt" in (await stage.owner.slash("index reload")).text
