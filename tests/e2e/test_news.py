"""What is new in the sources: recorded at a reload and at a start, told to who asks, and where it was quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.waiting import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from bot.client import IncidentBot
    from bot.storage.news.reloads import News
    from tests.e2e.conftest import Operator
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
