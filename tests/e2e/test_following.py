"""Follow-ups, threads, and answers that keep up with their questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.client import IncidentBot
    from bot.sandbox.state.events import Event
    from tests.e2e.conftest import Operator
    from tests.e2e.posts import Post, Room
    from tests.e2e.stage import Stage

CEO = "Qui est le PDG de Delta ?"
CUP = "Qui a gagné la Coupe du monde ?"
OFFER = "Quelle compensation Crowdstrike a-t-elle offerte ?"


def plain(text: str) -> str:
    return text.replace("**", "")


async def ask(stage: Stage, question: str, room: Room | None = None) -> Post:
    asked = await stage.alice.say(f"@bot {question}", room=room)
    return await (room or stage.general).wait_for_reply(to=asked)


# ---------------------------------------------------------------- replies to an answer


async def test_a_reply_to_an_answer_is_read_with_the_question_before(stage: Stage, bot: IncidentBot) -> None:
    answer = await ask(stage, OFFER)
    follow_up = await stage.alice.say("qui l'a dit ?", reply_to=answer)
    reply = await stage.general.wait_for_reply(to=follow_up)
    assert reply.text.startswith(f"-# ❓ Qui l'a dit : {OFFER}\n")
    assert "n'a offert aucune compensation" in plain(reply.text)


async def test_a_follow_up_works_after_a_restart_and_after_a_command(stage: Stage, operator: Operator) -> None:
    async with operator.starts():
        answer = await stage.alice.slash("ask", question=OFFER)
    async with operator.starts():
        follow_up = await stage.bob.say("qui l'a dit ?", reply_to=answer)
        reply = await stage.general.wait_for_reply(to=follow_up)
        assert reply.text.startswith(f"-# ❓ Qui l'a dit : {OFFER}\n")
        last = await stage.bob.say("et quand ?", reply_to=reply)
        last = await stage.general.wait_for_reply(to=last)
        assert last.text.startswith(f"-# ❓ Quand : {OFFER}\n")


async def test_a_follow_up_to_a_mention_works_after_a_restart(stage: Stage, operator: Operator) -> None:
    async with operator.starts():
        answer = await ask(stage, OFFER)
    async with operator.starts():
        follow_up = await stage.bob.say("and when?", reply_to=answer)
        reply = await stage.general.wait_for_reply(to=follow_up)
        assert reply.text.startswith(f"-# ❓ When: {OFFER}\n")


async def test_a_question_that_says_it_all_is_read_alone(stage: Stage, bot: IncidentBot) -> None:
    answer = await ask(stage, CEO)
    follow_up = await stage.alice.say("Quand la panne est-elle survenue ?", reply_to=answer)
    reply = await stage.general.wait_for_reply(to=follow_up)
    assert "19 juillet" in plain(reply.text)
    assert "PDG" not in reply.text.splitlines()[0]


@pytest.mark.parametrize("text", ["merci", "Merci beaucoup !", "ok super", "thanks a lot", "👍", "merci pour ton aide"])
async def test_thanks_are_not_a_question(stage: Stage, bot: IncidentBot, text: str) -> None:
    answer = await ask(stage, CEO)
    await stage.alice.say(text, reply_to=answer)
    await stage.general.stays_silent()


@pytest.mark.parametrize("text", ["that is insane lol", "il devrait démissionner", "c'est honteux", "so sad"])
async def test_a_comment_on_an_answer_is_left_alone(stage: Stage, bot: IncidentBot, text: str) -> None:
    answer = await ask(stage, CEO)
    await stage.alice.say(text, reply_to=answer)
    await stage.general.stays_silent()


@pytest.mark.parametrize(("text", "said"), [("et la lettre", "très déçue"), ("chronologie", "par date")])
async def test_a_reply_needs_no_question_mark(stage: Stage, bot: IncidentBot, text: str, said: str) -> None:
    asked = await stage.alice.say(text, reply_to=await ask(stage, CEO))
    assert said in plain((await stage.general.wait_for_reply(to=asked)).text)


async def test_a_mention_in_reply_to_somebody_answers_what_they_said(stage: Stage, bot: IncidentBot) -> None:
    said = await stage.bob.say(f"@bot {CEO}", room=stage.help)
    await stage.help.wait_for_reply(to=said)
    redirect_endpoint = await stage.alice.say("@bot", reply_to=said)
    reply = await stage.help.wait_for_reply(to=redirect_endpoint)
    assert reply.text.startswith(f"-# ❓ {CEO}\n")
    assert reply.pings == []


async def test_a_direct_message_goes_on_from_the_last_answer(stage: Stage, operator: Operator) -> None:
    async with operator.starts():
        room = stage.alice.dm()
        await stage.alice.say("Combien Delta a-t-elle perdu ?", room=room)
        await room.wait_for_reply()
        asked = await stage.alice.say("et en combien de jours ?", room=room)
        reply = await room.wait_for_reply(to=asked)
        assert "cinq jours" in plain(reply.text)
        whole = await stage.alice.say(CEO, room=room)
        assert not (await room.wait_for_reply(to=whole)).text.startswith("-# ❓")
    async with operator.starts():
        asked = await stage.alice.say("et quand a-t-il parlé à CNBC ?", room=room)
        assert "31 juillet" in plain((await room.wait_for_reply(to=asked)).text)


# ---------------------------------------------------------------- threads


async def test_a_thread_takes_follow_ups_where_an_admin_turned_that_on(stage: Stage, operator: Operator) -> None:
    async with operator.starts(message_content=True):
        thread = await stage.alice.start_thread("la panne")
        await ask(stage, OFFER, thread)
        await stage.bob.say("qui l'a dit ?", room=thread)
        await thread.stays_silent()
        await stage.admin.slash("settings threads", on=True)
        follow_up = await stage.bob.say("qui l'a dit ?", room=thread)
        reply = await thread.wait_for_reply(to=follow_up)
        assert reply.text.startswith(f"-# ❓ Qui l'a dit : {OFFER}\n")


async def test_a_thread_goes_on_after_a_restart(stage: Stage, operator: Operator) -> None:
    async with operator.starts(message_content=True):
        await stage.admin.slash("settings threads", on=True)
        thread = await stage.alice.start_thread("la panne")
        await ask(stage, OFFER, thread)
    async with operator.starts(message_content=True):
        await stage.bob.say("Bastian, c'est lui", room=thread)
        follow_up = await stage.bob.say("qui l'a dit ?", room=thread)
        reply = await thread.wait_for_reply(to=follow_up)
        assert reply.text.startswith(f"-# ❓ Qui l'a dit : {OFFER}\n")


async def test_a_thread_started_from_an_answer_follows_it(stage: Stage, operator: Operator) -> None:
    async with operator.starts(message_content=True):
        await stage.admin.slash("settings threads", on=True)
        answer = await ask(stage, OFFER)
        thread = await stage.alice.start_thread("et ensuite", on=answer)
        follow_up = await stage.alice.say("qui l'a dit ?", room=thread)
        assert "Qui l'a dit" in (await thread.wait_for_reply(to=follow_up)).text


async def test_a_thread_is_left_to_its_members_where_nobody_asks_the_bot(stage: Stage, operator: Operator) -> None:
    async with operator.starts(message_content=True):
        await stage.admin.slash("settings threads", on=True)
        others = await stage.alice.start_thread("sans le bot")
        await stage.alice.say(CEO, room=others)
        await others.stays_silent()
        thread = await stage.alice.start_thread("avec le bot")
        await ask(stage, CEO, thread)
        for text in ("Ed Bastian est le PDG de Delta.", "merci !", "mais non", CUP):
            await stage.bob.say(text, room=thread)
        await thread.stays_silent()


async def test_what_was_said_last_is_remembered_of_so_many_threads_and_no_more(
    stage: Stage, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cogs.mention.threads.MOST_KNOWN", 2)
    read: list[str] = []
    async with operator.starts(message_content=True):
        await stage.admin.slash("settings threads", on=True)
        oldest, *later = [await stage.alice.start_thread(name) for name in ("un", "deux", "trois")]
        stage.sandbox.api.observers.append(lambda call: read.append(call.path) if call.method == "GET" else None)
        for room in (oldest, *later, later[-1], oldest):
            await stage.bob.say(CEO, room=room)
            await stage.settled()
    looked_back = [path for path in read if path.endswith("/messages")]
    assert looked_back == [f"/channels/{room.id}/messages" for room in (oldest, *later, oldest)]


async def test_without_message_content_a_thread_stays_silent_and_the_admin_is_told(
    stage: Stage, bot: IncidentBot
) -> None:
    said = await stage.admin.slash("settings threads", on=True)
    assert "DISCORD_MESSAGE_CONTENT" in said.text
    thread = await stage.alice.start_thread("la panne")
    await ask(stage, CEO, thread)
    await stage.alice.say("et quand ?", room=thread)
    await thread.stays_silent()


# ---------------------------------------------------------------- edits and deletions


async def test_an_edited_question_changes_its_answer(stage: Stage, bot: IncidentBot) -> None:
    asked = await stage.alice.say(f"@bot {CUP}")
    reply = await stage.general.wait_for_reply(to=asked)
    await stage.alice.edit(asked, f"@bot {CEO}")
    await reply.shows("Ed Bastian")
    assert len(stage.general.replies) == 1


async def test_a_bare_mention_that_is_edited_into_a_question_is_answered(stage: Stage, bot: IncidentBot) -> None:
    asked = await stage.alice.say("@bot")
    reply = await stage.general.wait_for_reply(to=asked)
    await stage.alice.edit(asked, f"@bot {CEO}")
    await reply.shows("Ed Bastian")
    await stage.alice.edit(asked, "@bot")
    await reply.shows("Posez-moi une question")
    assert reply.buttons == []


def while_the_answer_is_on_its_way(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, act: Callable[[], Awaitable[None]]
) -> None:
    """Let something happen, and the bot hear of it, between its sending of the next answer and the answer's arrival."""
    faults = stage.sandbox.faults
    served = faults.before

    async def before(method: str, path: str) -> bool:
        if method == "POST" and path.endswith("/messages"):
            monkeypatch.setattr(faults, "before", served)
            await act()
            await stage.sandbox.gateway.caught_up()
        return await served(method, path)

    monkeypatch.setattr(faults, "before", before)


async def test_an_edit_while_the_answer_is_on_its_way_is_followed(
    stage: Stage, bot: IncidentBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    while_the_answer_is_on_its_way(stage, monkeypatch, lambda: stage.alice.edit(asked, f"@bot {CEO}"))
    asked = await stage.alice.say(f"@bot {CUP}")
    reply = await stage.general.wait_for_reply(to=asked)
    await reply.shows("Ed Bastian")


async def test_a_question_edited_past_the_cooldown_loses_its_answer(stage: Stage, bot: IncidentBot) -> None:
    asked = await stage.alice.say(f"@bot {CEO}")
    reply = await stage.general.wait_for_reply(to=asked)
    for text in (CUP, CEO, CUP):
        await stage.alice.edit(asked, f"@bot {text}")
        await stage.settled()
    await reply.gone()
    assert (await stage.general.wait_for_reply(to=asked)).text.startswith("C’était rapide.")


async def test_a_message_that_asks_no_more_loses_its_answer(stage: Stage, operator: Operator) -> None:
    async with operator.starts(message_content=True):
        asked = await stage.alice.say(f"@bot {CEO}")
        reply = await stage.general.wait_for_reply(to=asked)
        await stage.alice.edit(asked, "non, rien")
        await reply.gone()


async def test_a_deleted_question_takes_its_answer_along(stage: Stage, bot: IncidentBot) -> None:
    asked = await stage.alice.say(f"@bot {CEO}")
    reply = await stage.general.wait_for_reply(to=asked)
    await stage.alice.delete(asked)
    await reply.gone()


async def test_a_question_deleted_before_its_answer_arrives_is_not_answered(
    stage: Stage, bot: IncidentBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    while_the_answer_is_on_its_way(stage, monkeypatch, lambda: stage.alice.delete(asked))
    asked = await stage.alice.say(f"@bot {CEO}")
    await stage.settled()
    assert not asked.exists
    assert stage.general.replies == []
    assert "Unexpected" not in caplog.text


async def test_a_question_deleted_the_moment_its_answer_arrives_takes_it_along(
    stage: Stage, bot: IncidentBot, caplog: pytest.LogCaptureFixture
) -> None:
    def delete(event: Event) -> None:
        if event.name == "MESSAGE_CREATE" and event.message and event.message.reference and asked.exists:
            stage.sandbox.person(stage.alice.user).delete(asked.message)

    stage.sandbox.world.listeners.append(delete)
    asked = await stage.alice.say(f"@bot {CEO}")
    await stage.settled()
    assert not asked.exists
    assert stage.general.replies == []
    assert "Unexpected" not in caplog.text


async def test_after_fifteen_minutes_an_answer_stays_as_it_is(
    stage: Stage, bot: IncidentBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await stage.alice.say(f"@bot {CEO}")
    reply = await stage.general.wait_for_reply(to=asked)
    text = reply.text
    monkeypatch.setattr("bot.cogs.mention.exchanges.REMEMBERED_SECONDS", 0)
    await stage.alice.edit(asked, f"@bot {CUP}")
    await stage.alice.delete(asked)
    await stage.settled()
    assert reply.exists
    assert reply.text == text
