"""Operators see the bot run: health, readiness and metrics over HTTP."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp

from bot.run import build_bot
from bot.service.snapshots import Snapshot
from index import Corpus
from tests.bot.process import SECONDS, ended, run, running
from tests.e2e.test_errors import break_down
from tests.e2e.test_starting import published, variables
from tests.e2e.waiting import eventually, hold
from tests.e2e.watching import ANYWHERE, counted, rises, told, watched, watching

if TYPE_CHECKING:
    import pytest

    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.stage import Stage

ROOT = Path(__file__).resolve().parents[2]
CEO, CUP = "Qui est le PDG de Delta ?", "Qui a gagné la Coupe du monde ?"


async def test_nothing_listens_unless_it_is_asked_to(bot: IncidentBot) -> None:
    async with bot.health.served() as url:
        assert url is None


async def test_the_bot_is_alive_before_it_is_ready(operator: Operator, stage: Stage) -> None:
    config = replace(operator.config, http=ANYWHERE)
    bot = build_bot(config, Snapshot.load(config.seeds), guild_ready_timeout=0.03)
    async with watching(bot) as watcher:
        assert await watcher.get("healthz") == (200, {"status": "ok"})
        assert (await watcher.lacks())["gateway"] == "The bot has not logged in yet."
        async with stage.running(bot):
            assert await watcher.lacks() == {}
        assert (await watcher.lacks())["gateway"] == "The bot is ending."
        assert await watcher.get("healthz") == (200, {"status": "ok"})


async def test_a_lost_gateway_is_told_until_it_is_back(operator: Operator, stage: Stage) -> None:
    async with watched(operator) as (_, watcher):
        before = await watcher.metrics()
        stage.sandbox.gateway.delay = 0.3
        stage.sandbox.gateway.drop()
        await eventually(lambda: told(watcher, {"gateway": "Not connected: shard 0."}))
        assert (await watcher.metrics())["incident_bot_shards_connected",] == 0
        stage.sandbox.gateway.delay = 0.0
        await eventually(lambda: told(watcher, {}), seconds=15)
        after = await watcher.metrics()
        assert after["incident_bot_shards_connected",] == after["incident_bot_shards",] == 1
        assert rises(before, after, "incident_bot_gateway_reconnects_total") == {("resumed",): 1}
        stage.sandbox.gateway.invalidate()
        await eventually(lambda: counted(watcher, ("incident_bot_gateway_reconnects_total", "identified")), seconds=15)


async def test_a_database_that_cannot_be_used_is_told(operator: Operator, stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_bytes(b"this is no database" * 100)
    async with watched(operator) as (_, watcher):
        assert set(await watcher.lacks()) == {"store"}
        errors = (await watcher.metrics())["incident_bot_store_errors_total",]
        refused = await stage.admin.slash("settings private", on=True)
        assert "ni enregistré ni lu" in refused.text
        after = await watcher.metrics()
        assert after["incident_bot_store_errors_total",] > errors
        assert after["incident_bot_refusals_total", "store"] == 1


async def test_a_database_that_hangs_is_told_and_asked_once(operator: Operator, tmp_path: Path) -> None:
    async with watched(operator) as (bot, watcher):
        await published(bot)
        holder = sqlite3.connect(tmp_path / "bot.db", timeout=0)
        try:
            await hold(holder)
            lacks = await asyncio.gather(*(watcher.lacks() for _ in range(20)))
            assert lacks == [{"store": "The database does not answer."}] * 20
            assert (await watcher.get("healthz"))[0] == 200
        finally:
            holder.close()
        await eventually(lambda: told(watcher, {}), seconds=10)


async def test_without_sources_it_is_not_ready(operator: Operator, stage: Stage) -> None:
    config = replace(operator.config, http=ANYWHERE)
    bot = build_bot(config, Snapshot(Corpus(()), (), 0.0), guild_ready_timeout=0.03)
    async with stage.running(bot), watching(bot) as watcher:
        assert await watcher.lacks() == {"sources": "No source is loaded."}


async def test_what_members_and_admins_do_is_counted(
    operator: Operator, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with watched(operator, message_content=True) as (bot, watcher):
        before = await watcher.metrics()
        await stage.admin.slash("settings automatic", channel=str(stage.help.id), on=True)
        await stage.general.wait_for_reply(to=await stage.alice.say(f"@bot {CEO}"))
        overheard = await stage.bob.say(CEO, room=stage.help)
        await stage.help.wait_for_reply(to=overheard)
        await stage.bob.say(CUP, room=stage.help)  # nobody is told that nobody knows
        await stage.alice.say(CUP, room=stage.alice.dm())
        await stage.alice.dm().wait_for_reply()
        await stage.bob.slash("ask", question=CEO)
        await stage.bob.menu("Répondre par les sources", overheard)
        await stage.alice.slash("index status")
        await stage.owner.slash("index reload")
        (operator.seeds / "new.txt").write_text("Le relais de Vell est tombé en panne lundi soir.\n", "utf-8")
        await stage.owner.slash("index reload")
        with (operator.seeds / "checks.yaml").open("a", encoding="utf-8") as checks:
            checks.write(f"\n- question: {CUP}\n  expect: Vell\n")
        await stage.owner.slash("index reload")
        (operator.seeds / "new.txt").write_text("", "utf-8")
        await stage.owner.slash("index reload")
        monkeypatch.setattr(bot.answering, "answer", break_down)
        await stage.alice.slash("ask", question=CEO)
        await stage.settled()
        after = await watcher.metrics()
    assert rises(before, after, "incident_bot_answers_total") == {
        ("sure", "mention"): 1,
        ("sure", "overheard"): 1,
        ("unanswered", "direct"): 1,
        ("sure", "command"): 1,
        ("sure", "menu"): 1,
    }
    assert rises(before, after, "incident_bot_answer_seconds_count") == {(): 6}
    assert rises(before, after, "incident_bot_refusals_total") == {("not_admin",): 1, ("unexpected",): 1}
    outcomes = {("unchanged",): 1, ("changed",): 1, ("refused",): 1, ("failed",): 1}
    assert rises(before, after, "incident_bot_reloads_total") == outcomes
    assert after["incident_bot_sources",] == before["incident_bot_sources",] + 1
    assert after["incident_bot_servers",] == 1


async def test_heartbeats_are_timed(operator: Operator, stage: Stage) -> None:
    async with watched(operator) as (_, watcher):
        stage.sandbox.gateway.request_heartbeats()
        await eventually(lambda: counted(watcher, ("incident_bot_gateway_latency_seconds", "0")))


async def test_garbage_is_refused_without_a_word_in_the_log(
    operator: Operator, caplog: pytest.LogCaptureFixture
) -> None:
    async with watched(operator) as (_, watcher):
        reader, writer = await asyncio.open_connection(watcher.url.host, watcher.url.port)
        writer.write(b"\x16\x03\x01 this is no HTTP\r\n\r\n")
        assert b"400" in await asyncio.wait_for(reader.readline(), SECONDS)
        writer.close()
        async with watcher.session.post(watcher.url / "metrics") as response:
            assert response.status == 405
        assert (await watcher.get("healthz"))[0] == 200
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_running_bot_is_seen_in_its_log_and_over_http(stage: Stage) -> None:
    async with running(**variables(stage, INCIDENT_BOT_HTTP="127.0.0.1:0")) as process:
        assert process.stderr is not None
        line = b""
        while b"Health and metrics" not in line:
            line = await asyncio.wait_for(process.stderr.readline(), SECONDS)
            assert line, "it ended"
        entry = json.loads(line)
        assert (entry["level"], entry["logger"]) == ("INFO", "bot.health")
        found = re.search(r"http://127\.0\.0\.1:\d+", entry["message"])
        assert found
        async with aiohttp.ClientSession(found[0]) as session:

            async def is_ready() -> bool:
                async with session.get("/readyz") as response:
                    return response.status == 200

            await eventually(is_ready, seconds=SECONDS)
            async with session.get("/metrics", headers={"Accept": "application/openmetrics-text"}) as response:
                assert response.content_type == "application/openmetrics-text"
                assert "process_resident_memory_bytes" in await response.text()
        process.terminate()
        errors = await ended(process)
    assert process.returncode == 0
    assert [json.loads(line)["level"] for line in errors.splitlines() if "Ready as" in line] == ["INFO"]


async def test_a_port_that_is_taken_is_one_sentence(stage: Stage) -> None:
    taken = stage.sandbox.url.removeprefix("http://")
    done = await asyncio.to_thread(lambda: run(settings=variables(stage, INCIDENT_BOT_HTTP=taken)))
    assert done.stderr.splitlines()[-1] == (
        f"incident-bot: INCIDENT_BOT_HTTP: {taken} cannot be listened on (address already in use)."
    )
    assert "Traceback" not in done.stderr
