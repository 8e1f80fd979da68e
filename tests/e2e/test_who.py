"""/who: who speaks in the sources, and the line under a quote that names its speaker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.discord_markdown import show_message

if TYPE_CHECKING:
    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.stage import Stage

SPOKESMAN = "un porte-parole de Crowdstrike"


EXCUSES = "@bot Crowdstrike a-t-elle présenté des excuses ?"


async def test_the_line_under_a_quote_names_who_says_it(stage: Stage, bot: IncidentBot) -> None:
    reply = await stage.general.wait_for_reply(to=await stage.alice.say(EXCUSES))
    quote, line = reply.content.splitlines()
    assert "exprimé nos regrets" in quote
    assert line.startswith(f"— {SPOKESMAN} · Crowdstrike")
    narrated = await stage.alice.say("@bot Combien Delta a-t-elle perdu ?")
    assert "\n— Crowdstrike" in (await stage.general.wait_for_reply(to=narrated)).content


async def test_a_quote_that_goes_on_with_the_words_of_others_names_nobody(stage: Stage, bot: IncidentBot) -> None:
    reply = await stage.general.wait_for_reply(to=await stage.alice.say(EXCUSES))
    wider = await stage.alice.click(reply, "Contexte")
    assert "L'entreprise a écrit" in wider.content
    assert f"— {SPOKESMAN}" not in wider.content


@pytest.mark.parametrize(
    ("question", "said"),
    [("que dit Delta ?", "rien à ajouter"), ("What does Crowdstrike say caused the outage?", "la cause de la panne")],
)
async def test_what_somebody_says_is_answered_in_their_words(
    stage: Stage, bot: IncidentBot, question: str, said: str
) -> None:
    asked = await stage.alice.say(f"@bot {question}")
    reply = await stage.general.wait_for_reply(to=asked)
    assert said in show_message(reply.content).quotes[0].text


async def test_everybody_who_speaks_is_listed_with_a_statement(stage: Stage, bot: IncidentBot) -> None:
    listing = await stage.alice.slash("who")
    shown = show_message(listing.content)
    assert listing.content.splitlines()[0] == "**Qui parle dans les sources :**"
    lines = listing.content.splitlines()
    assert [line.split(" · ")[0] for line in lines if line.startswith("— ")] == [
        "— Crowdstrike",
        f"— {SPOKESMAN}",
        "— La lettre",
        "— Delta",
        "— Bastian",
    ]
    assert len(shown.quotes) == 5
    assert shown.around.obeyed == []


async def test_all_that_somebody_says_is_quoted(stage: Stage, bot: IncidentBot) -> None:
    listing = await stage.alice.slash("who", name="crowdstrike", private=True)
    assert listing.content.splitlines()[0] == "**Dans les sources, crowdstrike :**"
    texts = [quote.text for quote in show_message(listing.content).quotes]
    assert any("Nous avons exprimé nos regrets" in text for text in texts)
    assert any("le problème avait été résolu" in text for text in texts)
    assert not any("Bastian dit" in text for text in texts)
    assert listing.ephemeral


@pytest.mark.parametrize("name", ["Microsoft", "@everyone **x**", "?!"])
async def test_whom_the_sources_do_not_quote_is_said_so(stage: Stage, bot: IncidentBot, name: str) -> None:
    listing = await stage.alice.slash("who", name=name)
    assert listing.content.startswith("Les sources ne citent personne sous ce nom : ")
    assert SPOKESMAN in listing.content
    assert listing.pings == []
    assert show_message(listing.content).around.bold == []


async def test_in_english_and_of_sources_that_quote_nobody(stage: Stage, operator: Operator) -> None:
    for path in operator.seeds.iterdir():
        path.unlink()
    (operator.seeds / "storm.txt").write_text("Storm\n\nThe roof came off at noon.\n", "utf-8")
    async with operator.starts():
        stage.alice.speaks("en-GB")
        assert (await stage.alice.slash("who")).content == "The sources quote nobody."
        assert (await stage.alice.slash("who", name="Delta")).content == "The sources quote nobody."


async def test_names_are_proposed_while_somebody_types(stage: Stage, bot: IncidentBot) -> None:
    assert await stage.alice.autocomplete("who", name="porte") == [SPOKESMAN]
    assert "Bastian" in await stage.alice.autocomplete("who", name="")


async def test_a_checked_quote_names_who_says_it(stage: Stage, bot: IncidentBot) -> None:
    checked = await stage.alice.slash("verify", text="Crowdstrike n'a offert aucune compensation pour la panne")
    assert "\n— Bastian · Crowdstrike" in checked.content
