"""Members check quotes, by command and from a message's menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.client import IncidentBot
    from tests.e2e.stage import Stage

REGRETS = "Nous avons exprimé nos regrets et nos excuses à tous nos clients"


async def test_a_command_tells_an_exact_quote_and_where_it_stands(stage: Stage, bot: IncidentBot) -> None:
    reply = await stage.alice.slash("vérifier", text=f"« {REGRETS} »")
    assert reply.text.startswith("**Exact.**")
    assert REGRETS in reply.text
    assert "paragraphe 3" in reply.text
    assert not reply.ephemeral


async def test_the_opposite_of_what_the_sources_say_is_not_exact(stage: Stage, bot: IncidentBot) -> None:
    reply = await stage.alice.slash("verify", text="Crowdstrike a reconnu une négligence grave", private=True)
    assert "**Absent de ces sources.** Ce n’est pas faux pour autant." in reply.text
    assert "n'a pas fait preuve de négligence grave" in reply.text.replace("**", "")
    assert reply.ephemeral


async def test_the_menu_checks_what_a_message_quotes(stage: Stage, bot: IncidentBot) -> None:
    said = await stage.bob.say("lol « Bastian dit que Crowdstrike a offert une compensation pour la panne »")
    stage.alice.speaks("en-US")
    reply = await stage.alice.menu("Check this quote", said)
    assert reply.ephemeral
    assert reply.text.startswith("**Not word for word.**")
    assert "a negation" in reply.text


async def test_a_message_without_text_has_nothing_to_check(stage: Stage, bot: IncidentBot) -> None:
    said = await stage.bob.say("")
    reply = await stage.alice.menu("Vérifier cette citation", said)
    assert reply.text == "Il n’y a pas de texte dans ce message."


async def test_the_longest_text_that_fits_an_option_is_checked(stage: Stage, bot: IncidentBot) -> None:
    reply = await stage.alice.slash("verify", text="@everyone " * 399)
    assert reply.pings == []
    assert reply.text.startswith("**Absent de ces sources.**")
