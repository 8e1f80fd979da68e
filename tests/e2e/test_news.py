"""What is new in the sources: recorded at a reload and at a start, told to who asks, and where it was quoted."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from discord import Permissions
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.cogs.news import telling
from bot.sandbox.acts import messages
from bot.sandbox.state.channels import Overwrite
from bot.storage.tables import Quotation
from tests.bot.discord_markdown import show_message
from tests.e2e.waiting import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from bot.client import IncidentBot
    from bot.storage.news.reloads import News
    from tests.e2e.conftest import Operator
    from tests.e2e.posts import Post
    from tests.e2e.stage import Stage

CAT = "The captain's cat\n\nThe cat of the captain is called Moustache.\n\nIt was found on July 19, 2024 in the hold.\n"


def write(seeds: Path, text: str = CAT, name: str = "cat") -> None:
    (seeds / f"{name}.txt").write_text(text, "utf-8")


async def recorded(bot: IncidentBot, count: int) -> list[News]:
    """Wait until as many reloads are recorded, and return what each made different."""

    async def are() -> bool:
        last = await bot.answering.store.reloads.last()
        return last is not None and len(await bot.answering.store.reloads.after(0)) == count

    await eventually(are)
    return [each.news for each in await bot.answering.store.reloads.after(0)]


async def test_a_reload_is_recorded_with_what_came_and_went(stage: Stage, operator: Operator, bot: IncidentBot) -> None:
    await recorded(bot, 0)
    write(operator.seeds)
    await stage.owner.slash("index reload")
    (came,) = await recorded(bot, 1)
    assert came.added == (("cat", "The captain's cat"),)
    assert [(said.text, said.dated) for said in came.came] == [
        ("It was found on July 19, 2024 in the hold.", True),
        ("The cat of the captain is called Moustache.", False),
    ]
    write(operator.seeds, CAT.replace("Moustache", "Pompon"))
    await stage.owner.slash("index reload")
    _, changed = await recorded(bot, 2)
    assert changed.changed == (("cat", "The captain's cat"),)
    assert [said.text for said in changed.came] == ["The cat of the captain is called Pompon."]
    assert [said.text for said in changed.went] == ["The cat of the captain is called Moustache."]
    (operator.seeds / "cat.txt").unlink()
    await stage.owner.slash("index reload")
    *_, removed = await recorded(bot, 3)
    assert (removed.removed, removed.sentences) == ((("cat", "The captain's cat"),), (0, 2))


async def test_what_changed_while_the_bot_was_down_is_recorded_at_its_start_and_once(
    stage: Stage, operator: Operator
) -> None:
    async with operator.starts() as bot:
        await recorded(bot, 0)
    write(operator.seeds)
    for _ in range(2):
        async with operator.starts() as bot:
            assert [news.sources for news in await recorded(bot, 1)] == [(1, 0, 0)]


async def test_what_came_and_went_while_the_bot_was_down_is_no_longer_counted(stage: Stage, operator: Operator) -> None:
    stage.alice.speaks("en-GB")
    async with operator.starts() as bot:
        await recorded(bot, 0)
        write(operator.seeds)
        await stage.owner.slash("index reload")
        await recorded(bot, 1)
    write(operator.seeds, CAT.replace("Moustache", "Pompon"))
    async with operator.starts() as bot:
        await recorded(bot, 2)
        reply = await stage.alice.slash("news", since="2024")
        assert "Sentences: 2 new, 0 no longer there" in reply.text
        assert [quote.text for quote in show_message(reply.content).quotes] == [
            DATED,
            "The cat of the captain is called Pompon.",
        ]
        assert "more new sentence" not in reply.text


DATED = "It was found on July 19, 2024 in the hold."


async def test_who_asks_is_told_since_they_last_asked(stage: Stage, operator: Operator, bot: IncidentBot) -> None:
    stage.alice.speaks("en-GB")
    await recorded(bot, 0)
    assert "Nothing in the sources has changed since <t:" in (await stage.alice.slash("news")).text
    write(operator.seeds)
    await stage.owner.slash("index reload")
    await recorded(bot, 1)
    reply = await stage.alice.slash("news")
    assert "New source: The captain's cat" in reply.text
    assert "Sentences: 2 new, 0 no longer there" in reply.text
    dated, other = show_message(reply.content).quotes
    assert (dated.text, other.text) == (DATED, "The cat of the captain is called Moustache.")
    assert "The captain's cat, paragraphs 1, 2" in reply.text
    assert reply.pings == []
    operator.ahead = timedelta(minutes=5)
    assert "Nothing in the sources has changed since" in (await stage.alice.slash("news")).text
    stage.bob.speaks("fr")
    assert "Nouvelle source : The captain's cat" in (await stage.bob.slash("news")).text  # never asked


async def test_who_never_asked_is_told_of_all_reloads_of_the_last_days(
    stage: Stage, operator: Operator, bot: IncidentBot
) -> None:
    stage.alice.speaks("en-GB")
    await recorded(bot, 0)
    for name in ("cat", "tom"):
        write(operator.seeds, CAT, name)
        await stage.owner.slash("index reload")
    await recorded(bot, 2)
    assert "2 new sources" in (await stage.alice.slash("news")).text


async def test_a_day_is_read_as_the_timeline_reads_it(stage: Stage, operator: Operator, bot: IncidentBot) -> None:
    stage.alice.speaks("en-GB")
    await recorded(bot, 0)
    write(operator.seeds)
    await stage.owner.slash("index reload")
    write(operator.seeds, CAT.replace("Moustache", "Pompon"))
    await stage.owner.slash("index reload")
    await recorded(bot, 2)
    reply = await stage.alice.slash("news", since="2024-07")
    assert [quote.text for quote in show_message(reply.content).quotes] == [
        DATED, "The cat of the captain is called Pompon."
    ]  # fmt: skip
    assert "New source: The captain's cat" in reply.text
    assert "Sentences: 2 new, 0 no longer there" in reply.text  # Moustache came and went meanwhile
    assert "is no date that I can read" in (await stage.alice.slash("news", since="2024-02-31")).text
    assert "Nothing in the sources has changed since <t:" in (await stage.alice.slash("news", since="2031")).text


async def test_what_went_is_told(stage: Stage, operator: Operator) -> None:
    write(operator.seeds)
    async with operator.starts() as bot:
        stage.alice.speaks("fr")
        await recorded(bot, 0)
        write(operator.seeds, CAT.replace(f"{DATED}\n", ""))
        await stage.owner.slash("index reload")
        await recorded(bot, 1)
        reply = await stage.alice.slash("news")
        assert "Source modifiée : The captain's cat" in reply.text
        assert "Phrases nouvelles : 0 ; disparues : 1" in reply.text
        assert f"Ne s’y trouve plus : « {DATED} » (The captain's cat)" in reply.text


@pytest.fixture
def attentive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "LOOK_AGAIN_SECONDS", 0.1)


async def test_a_channel_is_told_once_an_hour_and_the_news_meanwhile_are_gathered(
    stage: Stage, operator: Operator, attentive: None
) -> None:
    async with operator.starts() as bot:
        await recorded(bot, 0)
        reply = await stage.admin.slash("settings news", channel=str(stage.help.id))
        assert f"Annonce les nouveautés dans : <#{stage.help.id}>" in reply.text
        write(operator.seeds)
        await stage.owner.slash("index reload")
        await eventually(lambda: len(stage.help.posts) == 1)
        assert [quote.text for quote in show_message(stage.help.posts[0].content).quotes] == [DATED]
        assert stage.help.posts[0].pings == []
        for day in (20, 21):
            write(operator.seeds, f"{CAT}\nOn July {day}, 2024 it was fed by the cook.\n")
            await stage.owner.slash("index reload")
        write(operator.seeds, f"{CAT}\nOn July 21, 2024 it was fed by the cook. On July 22, 2024 it left.\n")
        await stage.owner.slash("index reload")
        await recorded(bot, 4)
        await stage.settled()
        assert len(stage.help.posts) == 1
        operator.ahead = timedelta(hours=1, seconds=1)
        await eventually(lambda: len(stage.help.posts) == 2)
        assert [quote.text for quote in show_message(stage.help.posts[1].content).quotes] == [
            "On July 21, 2024 it was fed by the cook.", "On July 22, 2024 it left."
        ]  # fmt: skip


async def test_nothing_is_told_that_bears_no_date_nor_after_it_is_turned_off(
    stage: Stage, operator: Operator, bot: IncidentBot
) -> None:
    await recorded(bot, 0)
    await stage.admin.slash("settings news", channel=str(stage.help.id))
    write(operator.seeds, CAT.replace(f"{DATED}\n", ""))
    await stage.owner.slash("index reload")
    await recorded(bot, 1)
    (first,) = await bot.answering.store.reloads.after(0)

    async def is_told() -> bool:
        return not await bot.answering.store.news_channels.due(first.id)

    await eventually(is_told)
    reply = await stage.admin.slash("settings news")
    assert "Annonce les nouveautés dans : aucun salon" in reply.text
    write(operator.seeds)
    await stage.owner.slash("index reload")
    await recorded(bot, 2)
    await stage.help.stays_silent()
    assert stage.help.posts == []


async def test_of_two_processes_on_one_database_one_tells_a_server(
    stage: Stage, operator: Operator, attentive: None
) -> None:
    async with operator.starts() as one, operator.starts() as two:
        await recorded(one, 0)
        await one.answering.settings.change(stage.guild.id, lambda known: replace(known, news=stage.help.id))
        await one.answering.store.news_channels.turn(stage.guild.id, on=True)
        write(operator.seeds)
        await asyncio.gather(*(bot.answering.guard.reload() for bot in (one, two)))
        await recorded(two, 1)
        await eventually(lambda: len(stage.help.posts) == 1)
        operator.ahead = timedelta(hours=1, seconds=1)
        write(operator.seeds, f"{CAT}\nOn July 20, 2024 it was fed by the cook.\n")
        await asyncio.gather(*(bot.answering.guard.reload() for bot in (one, two)))
        await eventually(lambda: len(stage.help.posts) == 2)
        assert len(await recorded(one, 2)) == 2


async def test_a_channel_in_which_the_bot_may_not_post_is_refused(stage: Stage, operator: Operator) -> None:
    guild = stage.guild.id
    stage.help.channel.overwrites[guild] = Overwrite(guild, 0, deny=Permissions(send_messages=True).value)
    async with operator.starts() as bot:
        stage.admin.speaks("en-GB")
        reply = await stage.admin.slash("settings news", channel=str(stage.help.id))
        assert f"I may not post in <#{stage.help.id}>" in reply.text
        assert (await bot.answering.store.settings.read(guild)).news is None


CAT_QUESTION = "What is the cat of the captain called?"
MOUSTACHE = "The cat of the captain is called Moustache."


async def answered_about_the_cat(stage: Stage, bot: IncidentBot) -> Post:
    """Ask in the channel once the bot knows its sources; return its reply."""
    await recorded(bot, 0)
    asked = await stage.alice.say(f"@bot {CAT_QUESTION}")
    return await stage.general.wait_for_reply(to=asked)


async def test_a_reply_says_once_how_the_sentence_that_it_quotes_reads_now(stage: Stage, operator: Operator) -> None:
    write(operator.seeds)
    async with operator.starts() as bot:
        reply = await answered_about_the_cat(stage, bot)
        stage.bob.speaks("fr")
        french = await stage.bob.slash("ask", question=CAT_QUESTION, private=False)
        private = await stage.bob.slash("ask", question=CAT_QUESTION, private=True)
        other = await stage.alice.slash("ask", question="Qui est le PDG de Delta ?")
        before = [private.text, other.text]
        await stage.settled()
        write(operator.seeds, CAT.replace("Moustache", "Pompon"))
        await stage.owner.slash("index reload")
        said = "This source has changed since: the sentence in paragraph 1 now reads “The cat of the captain is called"
        await reply.shows(f"{said} Pompon.”")
        assert reply.text.count("✏️") == 1
        assert MOUSTACHE in reply.text.replace("**", "")  # what was said stands
        assert reply.buttons
        await french.shows("Cette source a changé depuis : la phrase du paragraphe 1 est maintenant « The cat of the")
        write(operator.seeds, CAT.replace("Moustache", "Minou"))
        await stage.owner.slash("index reload")
        await recorded(bot, 2)
        await stage.settled()
        assert reply.text.count("✏️") == 1
        assert [private.text, other.text] == before


async def test_a_reply_says_that_a_sentence_is_gone_after_a_restart_too(stage: Stage, operator: Operator) -> None:
    write(operator.seeds)
    async with operator.starts() as bot:
        reply = await answered_about_the_cat(stage, bot)
        await stage.settled()
    write(operator.seeds, CAT.replace(f"{MOUSTACHE}\n\n", ""))
    async with operator.starts():
        await reply.shows("This source has changed since: the sentence in paragraph 1 is no longer in it.")


async def test_what_is_deleted_or_forgotten_is_not_kept(stage: Stage, operator: Operator) -> None:
    write(operator.seeds)
    async with operator.starts() as bot:
        await recorded(bot, 0)
        (deleted, kept) = [
            await stage.general.wait_for_reply(to=await actor.say(f"@bot {CAT_QUESTION}"))
            for actor in (stage.alice, stage.bob)
        ]
        await stage.settled()
        assert await quoting(operator) == {deleted.id, kept.id}
        await stage.alice.click_rarer(deleted, "🗑️")
        await stage.settled()
        assert await quoting(operator) == {kept.id}
        reply = await stage.bob.slash("privacy forget")
        assert "1 entrée supprimée" in reply.text
        assert await quoting(operator) == set()


async def test_a_reply_that_cannot_be_corrected_is_a_line_in_the_log_and_the_others_are(
    stage: Stage, operator: Operator, caplog: pytest.LogCaptureFixture
) -> None:
    write(operator.seeds)
    guild = stage.guild.id
    async with operator.starts() as bot:
        await recorded(bot, 0)
        shut = await stage.help.wait_for_reply(to=await stage.alice.say(f"@bot {CAT_QUESTION}", room=stage.help))
        open_ = await stage.general.wait_for_reply(to=await stage.bob.say(f"@bot {CAT_QUESTION}"))
        gone = await stage.general.wait_for_reply(to=await stage.owner.say(f"@bot {CAT_QUESTION}"))
        await stage.settled()
        stage.help.channel.overwrites[guild] = Overwrite(guild, 0, deny=Permissions(read_message_history=True).value)
        messages.delete_message(stage.sandbox.world, gone.message)
        write(operator.seeds, CAT.replace("Moustache", "Pompon"))
        await stage.owner.slash("index reload")
        await open_.shows("now reads")
        await eventually(lambda: "was not corrected: 403 Forbidden" in caplog.text)
        assert "✏️" not in shut.text
        assert "Traceback" not in caplog.text


async def quoting(operator: Operator) -> set[int]:
    """Return the messages of which it is kept what they quote."""
    engine = create_async_engine(operator.config.database_url)
    async with engine.connect() as connection:
        found = set((await connection.execute(select(Quotation.message_id))).scalars())
    await engine.dispose()
    return found
