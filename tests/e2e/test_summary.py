"""/summary: the sources in a few of their own sentences, on Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.bot.discord_markdown import show_message

if TYPE_CHECKING:
    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.posts import Post
    from tests.e2e.stage import Stage

MILLS = (
    "In {month} the {kind} mill of {town} lost {number} pounds by a {cause}, and {owner} denies that it is to blame."
)


def quoted(post: Post) -> list[str]:
    return [quote.text for quote in show_message(post.content).quotes]


async def test_it_is_as_long_as_asked(stage: Stage, bot: IncidentBot) -> None:
    stage.alice.speaks("en-GB")
    lengths = {length: quoted(await stage.alice.slash("summary", length=length)) for length in ("short", "long")}
    assert len(lengths["short"]) == 3
    assert 3 < len(lengths["long"]) <= 10
    said = " ".join(lengths["short"])
    for words in ("Delta Air Lines", "Crowdstrike", "panne massive", "500 millions de dollars", "menaces juridiques"):
        assert words in said


async def test_its_options_are_french_for_the_french(stage: Stage, bot: IncidentBot) -> None:
    (command,) = (c for c in stage.sandbox.world.application.commands.values() if c["name"] == "summary")
    length, about, _ = command["options"]
    assert [option["name_localizations"]["fr"] for option in (length, about)] == ["longueur", "sujet"]
    assert [(choice["value"], choice["name_localizations"]["fr"]) for choice in length["choices"]] == [
        ("short", "court (trois phrases au plus)"),
        ("medium", "moyen (cinq phrases au plus)"),
        ("long", "long (dix phrases au plus)"),
    ]


async def test_it_is_narrowed_to_a_topic_and_says_whose_a_sentence_is(stage: Stage, bot: IncidentBot) -> None:
    stage.alice.speaks("fr")
    reply = await stage.alice.slash("résumé", about="Bastian", private=True)
    assert reply.text.startswith("**Sur « Bastian », avec les mots des sources :**")
    assert all("Bastian" in quote for quote in quoted(reply))
    assert "— Bastian · Crowdstrike déclare à Delta" in reply.text
    assert reply.ephemeral


@pytest.mark.parametrize("topic", ["licorne", "@everyone <@1>", "?!"])
async def test_a_topic_that_the_sources_do_not_treat_of_is_said_in_a_sentence(
    stage: Stage, bot: IncidentBot, topic: str
) -> None:
    stage.alice.speaks("fr")
    reply = await stage.alice.slash("résumé", about=topic)
    assert reply.text.startswith("Les sources ne disent rien de «")
    assert reply.pings == []


async def test_several_sources_each_have_their_quotes_below_their_name(stage: Stage, operator: Operator) -> None:
    text = "The pumps\n\nThe pumps of Aldmere failed on 3 May 2021, and 400 homes lost their water for two days."
    (operator.seeds / "pumps.txt").write_text(text, "utf-8")
    async with operator.starts():
        stage.alice.speaks("en-GB")
        lines = (await stage.alice.slash("summary", length="short")).text.splitlines()
    below = lines[lines.index("**The pumps**") + 1]
    assert below == "> The pumps of Aldmere failed on 3 May 2021, and 400 homes lost their water for two days."
    assert any(line.startswith("**Crowdstrike déclare à Delta") for line in lines)


async def test_what_one_message_does_not_hold_follows_in_another_each_to_be_deleted(
    stage: Stage, operator: Operator
) -> None:
    words = [f"{chr(97 + n) * 3}er" for n in range(20)]
    lines = [
        MILLS.format(
            month=f"May {2001 + n}", kind=" ".join(f"{word}{place}" for place in "abcdefghijklmnopqrst"),
            town=word.title(), number=n, cause=f"{word}ing", owner=f"{word.title()} Holt",
        )
        for n, word in enumerate(words)
    ]  # fmt: skip
    (operator.seeds / "mills.txt").write_text("\n\n".join(["The mills", *lines]), "utf-8")
    async with operator.starts():
        stage.alice.speaks("en-GB")
        options: dict[str, Any] = {"length": "long", "about": "mill"}
        first = await stage.alice.slash("summary", **options)
        second = await stage.until(lambda: next((post for post in stage.general.posts if post.id > first.id), None))
        assert len(quoted(first)) + len(quoted(second)) == 10
        await stage.alice.click(second, "🗑️")
        await second.gone()
        assert first.exists
        assert "🗑️ Delete" in first.buttons
