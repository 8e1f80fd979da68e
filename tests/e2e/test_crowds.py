"""Many questions at once: held off by one policy, without a flood."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from bot.sandbox.rest import limits
from index import Corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.client import IncidentBot
    from index import Answer
    from tests.e2e.conftest import Operator
    from tests.e2e.driver import Actor
    from tests.e2e.posts import Post
    from tests.e2e.stage import Stage

CEO = "Qui est le PDG de Delta ?"


@dataclass
class Held:
    """Answers that are being computed, by the threads that compute them; none is ready before `release` is set."""

    threads: list[int] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def crowd(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> list[Actor]:
    """Forty members, whose questions all fall within one window of the channel, however slow the machine is."""
    monkeypatch.setattr("bot.service.limits.CHANNEL_SECONDS", 3600.0)
    return [stage.add_person(f"member{number}") for number in range(40)]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    held, loop, answer = Held(), threading.get_ident(), Corpus.answer

    def answer_late(corpus: Corpus, *asked: Any, **named: Any) -> Answer:
        held.threads.append(threading.get_ident())
        if held.threads[-1] != loop:  # which would wait for itself
            held.release.wait()
        return answer(corpus, *asked, **named)

    monkeypatch.setattr(Corpus, "answer", answer_late)
    yield held
    held.release.set()


def refusals(stage: Stage) -> list[Post]:
    return [post for post in stage.general.replies if post.text.startswith("C’était rapide.")]


async def test_whoever_asks_too_fast_is_told_once_by_a_sentence_that_goes_by_itself(
    stage: Stage, bot: IncidentBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cogs.mention.cog.READING_SECONDS", 0.1)
    for _ in range(6):
        await stage.alice.say(f"@bot {CEO}")
    told = await stage.until(lambda: next(iter(refusals(stage)), None), what="a refusal")
    await told.gone()
    await stage.settled()
    assert len(stage.general.replies) == 3
    refused = await stage.alice.slash("ask", question=CEO)
    assert refused.text.startswith("C’était rapide.")
    assert refused.ephemeral


async def test_admins_set_the_cooldown(stage: Stage, bot: IncidentBot) -> None:
    await stage.admin.slash("settings cooldown", seconds=0)
    for _ in range(6):
        asked = await stage.alice.say(f"@bot {CEO}")
        await stage.general.wait_for_reply(to=asked)


async def test_one_cooldown_holds_for_mentions_commands_and_menus(stage: Stage, bot: IncidentBot) -> None:
    asked = await stage.alice.say(f"@bot {CEO}")
    await stage.general.wait_for_reply(to=asked)
    await stage.alice.slash("ask", question=CEO)
    assert "Ed" in (await stage.alice.menu("Répondre par les sources", asked)).text
    late = await stage.alice.say(f"@bot {CEO}")
    assert (await stage.general.wait_for_reply(to=late)).text.startswith("C’était rapide.")
    await stage.general.stays_silent()
    for refused in (
        await stage.alice.menu("Répondre par les sources", asked),
        await stage.alice.slash("résumé"),
        await stage.alice.slash("ask", question=CEO),
    ):
        assert refused.text.startswith("C’était rapide.")
        assert refused.ephemeral
    assert "Ed" in (await stage.bob.slash("ask", question=CEO)).text


async def test_impatient_clicking_is_refused_privately(stage: Stage, bot: IncidentBot) -> None:
    asked = await stage.alice.say(f"@bot {CEO}")
    answer = await stage.general.wait_for_reply(to=asked)
    said = [await stage.alice.click(answer, "👍") for _ in range(13)]
    assert said[-1].text.startswith("C’était rapide.")
    assert said[-1].ephemeral


async def test_a_burst_of_200_questions_delays_no_heartbeat_and_floods_no_channel(
    stage: Stage, operator: Operator, crowd: list[Actor], held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Discord's own buckets, emptied ten times as fast, so that the test does not wait for them.
    quick = tuple((pattern, most, seconds / 10) for pattern, most, seconds in limits.BUCKETS)
    monkeypatch.setattr(limits, "BUCKETS", quick)
    gateway = stage.sandbox.gateway
    async with operator.starts():
        stage.sandbox.limits.on = True
        for asked, person in enumerate(crowd * 5, 1):
            await person.say(f"@bot {CEO}")
            if asked % 10 == 0:
                await gateway.caught_up()  # a heartbeat comes while no answer is ready
        await stage.until(lambda: held.threads or None, what="a question to be answered")
        assert len(stage.general.replies) == len(refusals(stage))
        held.release.set()
        await stage.settled()
        assert len(refusals(stage)) == 1
        assert len(stage.general.replies) - 1 == len(held.threads) == 10
        assert threading.get_ident() not in held.threads
        # Every answer arrives, and none twice, through Discord's limits. How many requests had to be sent again is
        # discord.py's affair: it forgets those under way when the first response of a window arrives.
        assert len({post.replies_to for post in stage.general.replies}) == 11
        assert (gateway.identified, gateway.resumed) == (1, 0)


async def test_a_crowd_in_an_automatic_channel_hears_nothing_of_its_cooldown(
    stage: Stage, operator: Operator, crowd: list[Actor]
) -> None:
    async with operator.starts(message_content=True):
        await stage.admin.slash("settings automatic", channel=str(stage.general.id), on=True, room=stage.help)
        for person in crowd:
            await person.say(CEO)
        await stage.settled()
        assert len(stage.general.replies) == 10
        assert refusals(stage) == []


async def test_a_crowd_where_the_bot_may_not_answer_is_not_refused_one_by_one(
    stage: Stage, bot: IncidentBot, crowd: list[Actor]
) -> None:
    await stage.admin.slash("settings allowed", channel=str(stage.help.id), on=True, room=stage.help)
    for _ in range(5):
        for person in crowd:
            await person.say(f"@bot {CEO}")
    await stage.settled()
    assert len(refusals(stage)) == 1
    assert sum(stage.help.mention in post.text for post in stage.general.replies) == 1
    assert sum(sum(post.reactions.values()) for post in stage.general.posts) == 9
