"""Operators ask what is wrong: `incident-bot doctor` examines each thing, and says what to do about it."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import discord
import pytest
from discord import Permissions

from bot.cli.operating.doctor import examine
from bot.config import Config
from bot.sandbox import redirect_endpoint
from bot.sandbox.acts import guilds
from bot.service.permissions import NEEDED
from index import Meaning
from tests.bot.process import ROOT, run

if TYPE_CHECKING:
    from tests.e2e.stage import Stage

TOPICS = {"token", "intents", "invite", "permissions", "clock", "sources", "store"}


class Examined:
    """What the command printed, by topic, and how it ended."""

    def __init__(self, output: str, status: int) -> None:
        self.status = status
        lines = [re.fullmatch(r"(ok   |WRONG)  (\w+): (.+)", line) for line in output.splitlines()]
        assert None not in lines, output
        self.lines = [(m[2], m[1].strip(), m[3]) for m in lines if m]

    @property
    def wrong(self) -> dict[str, str]:
        return {topic: said for topic, standing, said in self.lines if standing == "WRONG"}

    def said(self, topic: str) -> str:
        (said,) = (said for name, _, said in self.lines if name == topic)
        return said


@pytest.fixture
def settings(stage: Stage, tmp_path: Path) -> dict[str, str]:
    box = stage.sandbox
    return {
        "DISCORD_API_URL": box.api_url,
        "DISCORD_TOKEN": box.token,
        "INCIDENT_BOT_MEANING": "off",
        "INCIDENT_BOT_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'data' / 'bot.db'}",
    }


async def doctor(settings: dict[str, str], **others: str) -> Examined:
    done = await asyncio.to_thread(lambda: run("doctor", settings=settings | others))
    assert done.stderr == ""
    assert settings["DISCORD_TOKEN"] not in done.stdout
    return Examined(done.stdout, done.returncode)


async def test_all_is_well(stage: Stage, settings: dict[str, str]) -> None:
    examined = await doctor(settings)
    assert examined.wrong == {}
    assert examined.status == 0
    assert {topic for topic, _, _ in examined.lines} == TOPICS


async def test_the_invite_link_asks_for_what_the_bot_needs_and_no_more(stage: Stage, settings: dict[str, str]) -> None:
    link = (await doctor(settings)).said("invite").rpartition(" ")[2]
    query = parse_qs(urlsplit(link).query)
    assert query["client_id"] == [str(stage.sandbox.world.application.id)]
    assert query["scope"] == ["bot applications.commands"]
    asked = Permissions(int(query["permissions"][0]))
    assert {name for name in NEEDED if getattr(asked, name)} == set(NEEDED)
    assert asked.value.bit_count() == len(NEEDED)


def test_the_readme_names_the_same_permissions() -> None:
    readme = " ".join((ROOT / "README.md").read_text("utf-8").split())
    assert ", ".join(f"*{shown}*" for shown in NEEDED.values()) in readme


@pytest.mark.parametrize(
    ("variable", "value", "topic", "says"),
    [
        ("DISCORD_TOKEN", "another", "token", "copy it again from the Developer Portal, page Bot"),
        ("DISCORD_API_URL", "http://127.0.0.1:9/api/v10", "token", "check the network and DISCORD_API_URL"),
        ("INCIDENT_BOT_SEEDS", "/nowhere", "sources", "make it and add at least one"),
        ("INCIDENT_BOT_DATABASE_URL", "somewhere", "store", "INCIDENT_BOT_DATABASE_URL"),
        ("INCIDENT_BOT_DATABASE_URL", "sqlite+aiosqlite:////dev/null/bot.db", "store", "this user may write there"),
    ],
)
async def test_a_setting_that_is_wrong(
    stage: Stage, settings: dict[str, str], variable: str, value: str, topic: str, says: str
) -> None:
    examined = await doctor(settings, **{variable: value})
    assert examined.status == 1
    assert says in examined.wrong[topic]
    assert examined.wrong.keys() <= {topic, "clock"}  # no answer tells no time


async def test_no_token(stage: Stage, settings: dict[str, str]) -> None:
    done = await asyncio.to_thread(lambda: run("doctor", settings=settings | {"DISCORD_TOKEN": ""}))
    examined = Examined(done.stdout, done.returncode)
    assert examined.status == 1
    assert "copy the bot's token from the Developer Portal" in examined.wrong["token"]
    assert {topic for topic, _, _ in examined.lines} == {"token", "sources", "store"}


async def test_an_intent_that_is_asked_for_and_not_enabled(stage: Stage, settings: dict[str, str]) -> None:
    assert (await doctor(settings, DISCORD_MESSAGE_CONTENT="true")).wrong == {}
    stage.sandbox.world.application.approved_intents = 0
    examined = await doctor(settings, DISCORD_MESSAGE_CONTENT="true")
    assert examined.status == 1
    assert examined.wrong.keys() == {"intents"}
    assert "enable it in the Developer Portal" in examined.wrong["intents"]


async def test_permissions_that_a_server_did_not_give(stage: Stage, settings: dict[str, str]) -> None:
    least = Permissions(**dict.fromkeys(NEEDED, True))
    least.update(attach_files=False, add_reactions=False)
    for role in stage.guild.roles.values():
        role.permissions &= least.value
    examined = await doctor(settings)
    assert examined.status == 1
    assert examined.wrong.keys() == {"permissions"}
    assert f"Incident ({stage.guild.id}) lacks Add Reactions, Attach Files" in examined.wrong["permissions"]


async def test_a_bot_on_no_server(stage: Stage, settings: dict[str, str]) -> None:
    guilds.remove_bot(stage.sandbox.world, stage.guild)
    examined = await doctor(settings)
    assert "open the invite link" in examined.wrong["permissions"]


async def test_a_discord_that_fails_and_one_that_is_none(stage: Stage, settings: dict[str, str]) -> None:
    stage.sandbox.faults.refuse("GET /oauth2/applications/@me", status=403)
    assert "status 403" in (await doctor(settings)).wrong["token"]
    examined = await doctor(settings, DISCORD_API_URL=stage.sandbox.url)
    assert "check the network and DISCORD_API_URL, which ends in /api/v10" in examined.wrong["token"]


async def test_golden_questions_that_fail(stage: Stage, settings: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The bridge was closed on Monday after an inspection found a crack.\n", "utf-8")
    (tmp_path / "checks.yaml").write_text("- question: Who closed the tunnel?\n  expect: the mayor\n", "utf-8")
    examined = await doctor(settings, INCIDENT_BOT_SEEDS=str(tmp_path))
    assert examined.status == 1
    assert examined.wrong.keys() == {"sources"}
    assert examined.wrong["sources"].startswith("Who closed the tunnel? ")


async def test_a_database_that_another_program_holds(stage: Stage, settings: dict[str, str], tmp_path: Path) -> None:
    assert (await doctor(settings)).wrong == {}
    with sqlite3.connect(tmp_path / "data" / "bot.db") as holder:
        holder.execute("BEGIN EXCLUSIVE")
        examined = await doctor(settings)
        holder.rollback()
    holder.close()
    assert examined.wrong.keys() == {"store"}
    assert "locked" in examined.wrong["store"]


@pytest.mark.parametrize(("minutes", "way"), [(3, "ahead of"), (-3, "behind")])
async def test_a_clock_that_is_wrong(stage: Stage, tmp_path: Path, minutes: int, way: str) -> None:
    config = Config(token=stage.sandbox.token, seeds=ROOT / "seeds", meaning=Meaning.OFF)
    config = replace(config, database_url=f"sqlite+aiosqlite:///{tmp_path}/bot.db")
    with redirect_endpoint(stage.sandbox.api_url, stage.sandbox.gateway_url):
        findings = await examine(config, lambda: discord.utils.utcnow() + timedelta(minutes=minutes))
    (wrong,) = (finding for finding in findings if not finding.well)
    assert wrong.topic == "clock"
    seconds = re.match(rf"(\d+) seconds {way} Discord's: let NTP set it", wrong.said)
    assert seconds is not None
    assert abs(int(seconds[1]) - 180) <= 2
