"""A database that cannot be used: one clear sentence, and answers go on."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING

from tests.e2e.test_starting import published

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.e2e.conftest import Operator
    from tests.e2e.stage import Stage

CEO = "Qui est le PDG de Delta ?"
CUP = "Qui a gagné la Coupe du monde ?"


async def test_a_corrupt_database_is_one_sentence_and_answers_go_on(
    stage: Stage, operator: Operator, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "bot.db").write_bytes(b"this is no database" * 100)
    async with operator.starts():
        asked = await stage.alice.say(f"@bot {CUP}")
        await stage.general.wait_for_reply(to=asked)
        refused = await stage.admin.slash("settings private", on=True)
        assert refused.text.startswith("Cela ne peut être ni enregistré ni lu pour l’instant")
        assert (await stage.admin.slash("settings show")).text.startswith("- ")
        assert "ni enregistré ni lu" in (await stage.alice.slash("privacy forget")).text
    said = [record.message for record in caplog.records if "The bot goes on answering" in record.message]
    assert len(said) == 1
    assert said[0].startswith(f"The database {tmp_path / 'bot.db'} cannot be used (file is not a database).")
    assert [record for record in caplog.records if record.exc_info] == []


async def test_a_read_only_database_still_serves_its_settings(stage: Stage, operator: Operator, tmp_path: Path) -> None:
    async with operator.starts():
        await stage.admin.slash("settings private", on=True)
    database = tmp_path / "bot.db"
    uri = f"sqlite+aiosqlite:///file:{database}?mode=ro&uri=true"
    async with operator.starts(database_url=uri):
        assert (await stage.alice.slash("ask", question=CEO)).ephemeral
        assert "ni enregistré ni lu" in (await stage.admin.slash("settings private", on=False)).text
    assert os.access(database, os.W_OK)


async def test_a_database_that_another_program_holds_delays_answers_by_a_second_at_most(
    stage: Stage, operator: Operator, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with operator.starts() as bot:
        await published(bot)
        holder = sqlite3.connect(tmp_path / "bot.db")
        try:
            holder.execute("BEGIN EXCLUSIVE")
            asked = await stage.alice.say(f"@bot {CEO}")
            assert "Bastian" in (await stage.general.wait_for_reply(to=asked, seconds=2.5)).text
            assert "Bastian" in (await stage.alice.slash("ask", question=CEO)).text
        finally:
            holder.close()
    assert "The database does not answer. The bot goes on answering" in caplog.text
