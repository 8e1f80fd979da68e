"""/compare: what each of two parties says, in a panel for each, on Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.sandbox.rules.components import CONTAINER, SEPARATOR, TEXT_DISPLAY
from bot.sandbox.state.messages import COMPONENTS_V2
from tests.bot.discord_markdown import show_message

if TYPE_CHECKING:
    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.posts import Post
    from tests.e2e.stage import Stage

SPOKESMAN = "un porte-parole de Crowdstrike"


def read(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def panels(post: Post) -> list[list[str]]:
    """Return the texts of each container, the line between two quotes as "---"."""
    containers = [c for c in post.message.components if c["type"] == CONTAINER]
    return [["---" if c["type"] == SEPARATOR else read(c["content"]) for c in one["components"]] for one in containers]


async def test_each_party_has_a_panel_with_its_quotes_one_above_the_other(stage: Stage, bot: IncidentBot) -> None:
    stage.alice.speaks("fr")
    reply = await stage.alice.slash("compare", a="Crowdstrike", b="Delta")
    assert reply.message.flags & COMPONENTS_V2
    assert reply.content == ""
    assert [c["type"] for c in reply.message.components] == [TEXT_DISPLAY, CONTAINER, CONTAINER]
    assert reply.text.splitlines()[0] == "**Ce que disent Crowdstrike et Delta**"
    crowdstrike, delta = panels(reply)
    assert crowdstrike[0] == "### Crowdstrike"
    assert [text == "---" for text in crowdstrike[1:]] == [False, True, False, True, False, False]
    assert f"\n— {SPOKESMAN} · " in crowdstrike[3]
    assert crowdstrike[-1] == "-# Et 2 autres citations."
    assert delta[0] == "### Delta"
    assert "rien à ajouter" in show_message(delta[1]).quotes[0].text
    assert len(delta) == 2
    assert not reply.ephemeral
    assert reply.pings == []


async def test_about_a_topic_in_english_and_for_one_alone(stage: Stage, bot: IncidentBot) -> None:
    stage.alice.speaks("en-GB")
    reply = await stage.alice.slash("compare", a="Crowdstrike", b="Delta", about="negligence", private=True)
    assert reply.text.splitlines()[0] == "**What Crowdstrike and Delta say about “negligence”**"
    crowdstrike, delta = panels(reply)
    assert "négligence grave" in crowdstrike[1]
    assert delta == ["### Delta", "The sources quote nothing of theirs on this."]
    assert reply.ephemeral


async def test_however_much_is_said_discord_takes_the_message(stage: Stage, operator: Operator) -> None:
    for path in operator.seeds.iterdir():
        path.unlink()
    said = [f"{name} said the roof had gone{' and gone' * 300} {n}." for n in range(5) for name in ("Jane", "Ahab")]
    (operator.seeds / "storm.txt").write_text("\n\n".join(["Storm", *said]), "utf-8")
    async with operator.starts():
        reply = await stage.alice.slash("compare", a="Jane", b="Ahab", about="roof")
        assert [len([text for text in panel if text.startswith(">")]) for panel in panels(reply)] == [3, 3]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"a": "Microsoft", "b": "Delta"}, "Les sources ne citent personne sous ce nom : Microsoft. Elles citent : "),
        ({"a": "delta", "b": "DELTA"}, "Pour delta comme pour DELTA, les sources citent les mêmes personnes"),
        ({"a": "Delta", "b": "Bastian", "about": "volcan"}, "Les sources ne disent rien de « volcan »."),
        ({"a": "Delta", "b": "Bastian", "about": "?!"}, "Les sources ne disent rien de « ?! »."),
        (
            {"a": "Delta", "b": "Bastian", "about": "négligence"},
            "Sur « négligence », les sources ne citent ni Delta ni Bastian.",
        ),
    ],
)
async def test_what_cannot_be_compared_is_said_in_a_sentence(
    stage: Stage, bot: IncidentBot, options: dict[str, Any], said: str
) -> None:
    stage.alice.speaks("fr")
    reply = await stage.alice.slash("compare", **options)
    assert reply.text.startswith(said)
    assert "@" not in reply.text
    assert reply.pings == []


async def test_sources_that_quote_nobody_are_said_to(stage: Stage, operator: Operator) -> None:
    for path in operator.seeds.iterdir():
        path.unlink()
    (operator.seeds / "storm.txt").write_text("Storm\n\nThe roof came off at noon.\n", "utf-8")
    async with operator.starts():
        stage.alice.speaks("en-GB")
        assert (await stage.alice.slash("compare", a="Jane", b="Ahab")).content == "The sources quote nobody."


async def test_names_are_proposed_for_either_while_somebody_types(stage: Stage, bot: IncidentBot) -> None:
    assert await stage.alice.autocomplete("compare", a="porte") == [SPOKESMAN]
    assert "Bastian" in await stage.alice.autocomplete("compare", a="Delta", b="", option="b")


@pytest.mark.parametrize("private", [False, True])
async def test_a_comparison_that_takes_long_is_acknowledged_first(
    stage: Stage, bot: IncidentBot, monkeypatch: pytest.MonkeyPatch, private: bool
) -> None:
    monkeypatch.setattr("bot.interactions.responding.ACKNOWLEDGE_SECONDS", 0)
    reply = await stage.alice.slash("compare", a="Crowdstrike", b="Delta", private=private)
    assert len(panels(reply)) == 2
    assert reply.ephemeral is private
    (interaction,) = [i for i in stage.sandbox.world.interactions.values() if reply.id in i.replies]
    assert interaction.original_id == reply.id


async def test_the_help_names_it(stage: Stage, bot: IncidentBot) -> None:
    stage.alice.speaks("fr")
    assert "met deux d’entre eux côte à côte" in (await stage.alice.slash("aide")).text
