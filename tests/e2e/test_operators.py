"""The sources are shared by all servers: who owns the application changes them, not who manages a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from discord import Permissions

from bot.sandbox.state.users import TeamMember

if TYPE_CHECKING:
    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.stage import Stage

REFUSED = "seuls les opérateurs du bot peuvent les changer"
COMMANDS = ["index reload", "index add", "index remove"]


@pytest.mark.parametrize("command", COMMANDS)
async def test_an_admin_of_a_server_is_refused(
    stage: Stage, operator: Operator, bot: IncidentBot, command: str
) -> None:
    files = sorted(operator.seeds.iterdir())
    for person in (stage.alice, stage.admin):
        upload = person.upload("chat.txt", "Le chat du capitaine s'appelle Moustache.\n")
        options = {"index add": {"file": upload}, "index remove": {"name": "crowdstrike-delta.txt"}}
        reply = await person.slash(command, room=None, **options.get(command, {}))
        assert REFUSED in reply.text
        assert reply.ephemeral
    assert sorted(operator.seeds.iterdir()) == files


async def test_whom_the_operator_names_may_whatever_their_role(stage: Stage, operator: Operator) -> None:
    async with operator.starts(operators=(stage.alice.user.id,)):
        for person in (stage.alice, stage.owner):
            assert "n’ont pas changé" in (await person.slash("index reload")).text
        assert REFUSED in (await stage.bob.slash("index reload")).text
        status = await stage.admin.slash("index status")
    assert f"Les sources sont gérées par : {stage.owner.mention}, {stage.alice.mention}" in status.text
    assert status.pings == []


async def test_of_a_team_those_may_who_accepted_and_may_more_than_read(stage: Stage, operator: Operator) -> None:
    users = stage.sandbox.world.application.team
    reader, invited = stage.add_person("reader"), stage.add_person("invited")
    users += [TeamMember(stage.alice.user), TeamMember(reader.user, "read_only")]
    users.append(TeamMember(invited.user, "admin", accepted=False))
    async with operator.starts():
        for person in (stage.owner, stage.alice):
            assert "n’ont pas changé" in (await person.slash("index reload")).text
        for person in (reader, invited, stage.admin):
            assert REFUSED in (await person.slash("index reload")).text
        assert stage.alice.mention in (await stage.admin.slash("index status")).text
        del users[0]  # Alice leaves the team while the bot runs
        assert REFUSED in (await stage.alice.slash("index reload")).text


async def test_while_discord_does_not_tell_it_is_whom_it_told_last(stage: Stage, bot: IncidentBot) -> None:
    stage.sandbox.faults.refuse("GET /oauth2/applications/@me", status=403, times=2)
    assert "n’ont pas changé" in (await stage.owner.slash("index reload")).text
    assert REFUSED in (await stage.admin.slash("index reload")).text


@pytest.mark.parametrize("command", ["index reload", "index status", "settings show"])
async def test_who_brought_the_bot_along_is_refused_on_a_server_that_did_not_install_it(
    stage: Stage, bot: IncidentBot, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    everything = stage.sandbox.world.add_role(stage.guild, "All", Permissions.all())
    carol = stage.add_person("carol", everything.id)
    owners = "bot.sandbox.payloads.interactions.integration_owners"
    with monkeypatch.context() as installed_by_carol_alone:
        installed_by_carol_alone.setattr(owners, lambda _: {"1": str(carol.user.id)})
        reply = await carol.slash(command)
    assert reply.text.startswith("Cela ne marche que sur un serveur où le bot est installé")
    assert reply.ephemeral


async def test_file_names_are_proposed_to_operators_only(stage: Stage, bot: IncidentBot) -> None:
    assert await stage.owner.autocomplete("index remove", name="CROWD") == ["crowdstrike-delta.txt"]
    assert await stage.admin.autocomplete("index remove", name="crowd") == []
