"""What a reply looks like: quotes, where they stand, how sure the bot is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from tests.bot.discord_markdown import show_message

if TYPE_CHECKING:
    import pytest

    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.posts import Post
    from tests.e2e.stage import Stage

CEO = "Qui est le PDG de Delta ?"
WHEN = "Quand la panne est-elle survenue ?"  # which three quotes tell
CUP = "Qui a gagné la Coupe du monde ?"


def plain(text: str) -> str:
    return text.replace("**", "")


async def ask(stage: Stage, question: str) -> Post:
    asked = await stage.alice.say(f"@bot {question}")
    return await stage.general.wait_for_reply(to=asked)


async def test_a_sure_answer_is_a_quote_and_the_line_that_says_where_it_stands(stage: Stage, bot: IncidentBot) -> None:
    reply = await ask(stage, CEO)
    *quote, credit = reply.content.splitlines()
    assert all(line.startswith("> ") for line in quote)
    text = plain("\n".join(line.removeprefix("> ") for line in quote))
    assert text in bot.answering.snapshots.current.corpus.sources[0].text
    assert "Ed Bastian, lors d'une interview avec CNBC le 31 juillet" in text
    assert re.fullmatch(
        r"— Delta · Crowdstrike déclare à Delta [^\]]*…, \[site de Gizmodo\]\(<https://gizmodo\.com/>\), "
        r"paragraphe 4 · août 2024",
        credit,
    )
    assert reply.pings == []


async def test_the_answering_words_are_bold(stage: Stage, bot: IncidentBot) -> None:
    reply = await ask(stage, "Combien d'argent Delta a-t-elle perdu ?")
    assert "500 millions" in " ".join(re.findall(r"\*\*(.+?)\*\*", reply.content))


async def test_the_link_lands_on_the_very_sentence_without_a_preview(stage: Stage, operator: Operator) -> None:
    sidecar = operator.seeds / "crowdstrike-delta.yaml"
    address = "https://gizmodo.com/delta-crowdstrike"
    sidecar.write_text(sidecar.read_text("utf-8").replace("https://gizmodo.com/", address), "utf-8")
    async with operator.starts():
        reply = await ask(stage, CEO)
    fragment = reply.content.split(f"(<{address}#:~:text=")[1].split(">)")[0]
    start, end = (unquote(part) for part in fragment.split(","))
    quote = " ".join(plain(line[2:]) for line in reply.content.splitlines() if line.startswith("> "))
    assert quote.startswith(start)
    assert quote.endswith(end)
    assert "[Crowdstrike déclare" in reply.content
    assert reply.previews == []


async def test_a_publishers_site_is_no_page_of_the_source(stage: Stage, bot: IncidentBot) -> None:
    reply = await ask(stage, CEO)
    assert "[site de Gizmodo](<https://gizmodo.com/>)" in reply.content
    assert ":~:" not in reply.content


async def test_a_title_that_discord_cannot_show_as_a_label_stands_before_its_link(
    stage: Stage, operator: Operator
) -> None:
    sidecar = operator.seeds / "crowdstrike-delta.yaml"
    text = sidecar.read_text("utf-8").replace("https://gizmodo.com/", "https://gizmodo.com/delta")
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    sidecar.write_text(text.replace(title, 'title: "🔥 [Delta] *perd* tout"'), "utf-8")
    async with operator.starts():
        reply = await ask(stage, CEO)
    assert "— Delta · 🔥 \\[Delta\\] \\*perd\\* tout ([page](<https://gizmodo.com/delta#:~:text=" in reply.content


async def test_a_source_without_an_address_is_named_without_a_link(stage: Stage, operator: Operator) -> None:
    about = operator.seeds / "crowdstrike-delta.yaml"
    about.write_text(re.sub(r"(?m)^url:.*$", "", about.read_text("utf-8")), "utf-8")
    async with operator.starts():
        credit = (await ask(stage, CEO)).content.splitlines()[-1]
    assert credit.startswith("— Delta · Crowdstrike déclare à Delta")
    assert credit.endswith(", Gizmodo, paragraphe 4 · août 2024")


async def test_an_unsure_answer_says_so_in_words(
    stage: Stage, bot: IncidentBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sure = await ask(stage, WHEN)
    monkeypatch.setattr("index.answers.quotes.SURE", 1.1)
    unsure = await ask(stage, WHEN)
    assert "Sans certitude" not in sure.content
    assert unsure.content.startswith(
        "**Sans certitude.** Ce qui, dans les sources, s’approche le plus d’une réponse :\n"
    )
    assert len(show_message(unsure.content).quotes) > len(show_message(sure.content).quotes) == 1
    assert unsure.content.count("[site de Gizmodo]") == 1  # they are of one source, which is named once
    assert unsure.content.count("paragraphe ") == unsure.content.count("\n— ")  # and each speaker under their words


async def test_without_an_answer_it_says_what_the_sources_are_about(stage: Stage, bot: IncidentBot) -> None:
    reply = await ask(stage, CUP)
    first, second = reply.content.splitlines()
    assert first == "Les sources ne répondent pas à cette question."
    assert second.startswith("Elles parlent de : Crowdstrike déclare à Delta")
    closest = await stage.alice.click(reply, "3 passages proches")
    assert closest.id == reply.id
    assert closest.content.startswith("**Les sources ne répondent pas clairement.**")
    assert "\n> " in closest.content


async def test_an_answer_in_another_language_says_so_and_offers_a_translation(stage: Stage, bot: IncidentBot) -> None:
    reply = await ask(stage, "What does the letter say about Windows systems?")
    assert reply.content.splitlines()[-1] == "-# In French, the source's language."
    await stage.alice.click(reply, "⋯")
    link = next(c for c in reply.components if c.get("label") == "Translate")
    assert link["url"].startswith("https://translate.google.com/?op=translate&sl=fr&tl=en&text=")
    french = await ask(stage, CEO)
    await stage.alice.click(french, "⋯")
    assert "Traduire" not in french.buttons


async def test_a_quote_pings_nobody_and_stays_in_its_quote(stage: Stage, operator: Operator) -> None:
    trap = f"Le capitaine a écrit @everyone et <@{stage.bob.user.id}> **en gras** `code` # titre https://a.example/b."
    (operator.seeds / "trap.txt").write_text(f"{trap}\n", "utf-8")
    async with operator.starts():
        reply = await ask(stage, "Qu'a écrit le capitaine ?")
    shown = show_message(reply.content)
    assert shown.quotes[0].text == trap
    assert shown.quotes[0].obeyed == shown.around.obeyed == []
    assert reply.pings == []
    assert not reply.message.mention_everyone
    assert reply.previews == []
