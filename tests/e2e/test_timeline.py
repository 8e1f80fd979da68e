"""/timeline: what happened when, in the sources' own sentences, on Discord."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.messages.markdown import unescape
from tests.bot.discord_markdown import show_message

if TYPE_CHECKING:
    from bot.client import IncidentBot
    from tests.e2e.conftest import Operator
    from tests.e2e.posts import Post
    from tests.e2e.stage import Stage


def noon(day: str) -> str:
    return f"<t:{int(datetime.fromisoformat(f'{day}T12:00').replace(tzinfo=UTC).timestamp())}:D>"


def days(post: Post) -> list[str]:
    """Return the lines above quotes, without the marks of emphasis."""
    lines = [unescape(line.replace("**", "")) for line in post.text.splitlines() if line.startswith("**")]
    return [line for line in lines if " · " in line]


async def test_the_article_in_order_its_days_as_timestamps_beside_its_words(stage: Stage, bot: IncidentBot) -> None:
    stage.alice.speaks("fr")
    reply = await stage.alice.slash("timeline")
    assert days(reply) == [
        "juillet 2024 · déduit de « le mois dernier »",
        f"{noon('2024-07-19')} · déduit de « le 19 juillet »",
        f"{noon('2024-07-19')} · déduit de « vendredi matin »",
        f"{noon('2024-07-25')} · déduit de « Le 25 juillet »",
        f"{noon('2024-07-31')} · déduit de « le 31 juillet »",
    ]
    quotes = show_message(reply.content).quotes
    assert [quote.bold for quote in quotes] == [
        ["le mois dernier"], ["le 19 juillet"], ["vendredi matin"], ["Le 25 juillet"], ["le 31 juillet"]
    ]  # fmt: skip
    assert not reply.ephemeral
    assert reply.pings == []


async def test_it_is_narrowed_in_english_to_days_and_a_topic(stage: Stage, bot: IncidentBot) -> None:
    stage.alice.speaks("en-GB")
    options: dict[str, Any] = {"from": "July 20, 2024", "to": "2024", "about": "Delta", "private": True}
    reply = await stage.alice.slash("timeline", **options)
    assert days(reply) == [
        "July 2024 · inferred from “le mois dernier”",
        f"{noon('2024-07-31')} · inferred from “le 31 juillet”",
    ]
    assert reply.ephemeral


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"from": "2024-02-31"}, "« 2024-02-31 » n’est pas une date que je sais lire. Écrivez par exemple 19 juillet"),
        ({"to": "@everyone <@1>"}, "n’est pas une date que je sais lire."),
        (
            {"from": "août 2024", "to": "juillet 2024"},
            "La période finit (juillet 2024) avant de commencer (août 2024).",
        ),
        ({"about": "licorne"}, "Les sources ne disent rien de « licorne »."),
        ({"from": "2031"}, "Les sources ne nomment aucune date dans ces limites."),
    ],
)
async def test_what_cannot_be_shown_is_said_in_a_sentence(
    stage: Stage, bot: IncidentBot, options: dict[str, Any], said: str
) -> None:
    stage.alice.speaks("fr")
    reply = await stage.alice.slash("timeline", **options)
    assert said in reply.text
    assert reply.pings == []


async def test_several_sources_keep_to_the_order_of_their_days_and_say_how_many_are_left(
    stage: Stage, operator: Operator
) -> None:
    lines = [
        f"Event number {day} of the outage happened on {day} March 2021, as was said by all." for day in range(1, 29)
    ]
    (operator.seeds / "march.txt").write_text("\n\n".join(["The outage of March", *lines[::-1]]), "utf-8")
    (operator.seeds / "log.txt").write_text("The log\n\nAt 04:09 UTC on March 2, 2021 the pumps stopped.", "utf-8")
    (operator.seeds / "reset.txt").write_text("The clock\n\nIt was reset to 0001-01-01T00:00:00Z by itself.", "utf-8")
    async with operator.starts():
        stage.alice.speaks("en-GB")
        reply = await stage.alice.slash("timeline", about="outage", to="2021-03")
        numbers = [int(number) for number in re.findall(r"Event number (\d+)", reply.text)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert f"{28 - len(numbers)} more sentences: narrow the period or the topic with /timeline." in reply.text
        moment = int(datetime(2021, 3, 2, 4, 9, tzinfo=UTC).timestamp())
        assert days(await stage.alice.slash("timeline", about="pumps")) == [f"<t:{moment}:f> · “March 2, 2021”"]
        assert days(await stage.alice.slash("timeline", about="reset")) == [
            "<t:-62135596800:f> · “0001-01-01T00:00:00Z”"
        ]


async def test_figures_that_differ_between_sources_stand_side_by_side(stage: Stage, operator: Operator) -> None:
    for name, count in (("One report", "8.5 million"), ("Another report", "10 million")):
        text = f"{name}\n\nOn 19 July 2021 the faulty update crashed {count} Windows devices, it was said."
        (operator.seeds / f"{name[:3].lower()}.txt").write_text(text, "utf-8")
    async with operator.starts():
        stage.alice.speaks("en-GB")
        reply = await stage.alice.slash("timeline", about="Windows", to="2021")
        assert (
            f"Sources differ · {noon('2021-07-19')} · “8.5 million Windows” (One report, paragraph 1) ≠ "
            "“10 million Windows” (Another report, paragraph 1)"
        ) in unescape(reply.text.replace("**", ""))


async def test_what_has_no_day_is_listed_as_such(stage: Stage, operator: Operator) -> None:
    (operator.seeds / "note.txt").write_text("A note\n\nThe pumps were mended yesterday, it says.", "utf-8")
    async with operator.starts():
        stage.alice.speaks("en-GB")
        reply = await stage.alice.slash("timeline", about="pumps")
        assert days(reply) == ["date unknown · “yesterday”"]
