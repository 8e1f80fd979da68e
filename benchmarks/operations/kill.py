"""Kill the bot again and again while members vote; say what of that was lost, and whether it answers as before."""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import page
from benchmarks.evaluation import ROOT
from benchmarks.running import running_bot
from bot.sandbox import Sandbox
from bot.sandbox.acts import guilds
from bot.sandbox.rules.components import walk

if TYPE_CHECKING:
    from bot.sandbox.acts.people import Person
    from bot.sandbox.state.channels import Channel
    from bot.sandbox.state.messages import Message

QUESTION = "Qui est le PDG de Delta ?"
VOTERS = 12
LONGEST_LIFE = 0.8  # seconds of votes before a kill
HELPFUL = "v:1"
TRIES, BETWEEN_TRIES = 10, 1.0  # seconds
ANSWER_SECONDS = 30.0


@dataclass(slots=True)
class Killed:
    """What was seen."""

    kills: int = 0
    acknowledged: int = 0  # votes that the bot said it had noted
    cut_off: int = 0  # votes that a kill came before
    lost: int = 0  # acknowledged votes that are not in the database
    unsound: int = 0  # kills after which the database or the index was not as it should be
    answers: int = 0  # after a new start, equal to those before


def kill(times: int, seed: int = 1) -> Killed:
    """Kill the bot so many times; return what was seen."""
    return asyncio.run(_kill(times, random.Random(seed)))


async def _kill(times: int, rng: random.Random) -> Killed:
    seen, kept = Killed(), Counter[int]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with Sandbox() as sandbox:
            world = sandbox.world
            guild = world.add_guild("Incident")
            people = [sandbox.person(world.add_user(f"voter-{number}")) for number in range(VOTERS)]
            for person in people:
                guilds.join_guild(world, guild, person.user)
            first = ""
            for turn in range(times + 1):
                room = world.add_channel(guild, f"room-{turn}")
                async with running_bot(sandbox, ROOT / "seeds", folder=folder) as process:
                    answer = await _answer(sandbox, people[turn % VOTERS], room)
                    first = first or answer.content
                    seen.answers += answer.content == first
                    if turn == times:
                        break
                    votes = [person.click(room, answer, HELPFUL) for person in people]
                    await asyncio.sleep(rng.uniform(0, LONGEST_LIFE))
                    process.kill()
                    await process.wait()
                seen.kills += 1
                noted = sum(bool(vote.replies) for vote in votes)
                seen.acknowledged += noted
                seen.cut_off += VOTERS - noted
                kept[answer.id] = noted
                sound, saved = await asyncio.to_thread(_saved, folder / "store.db")
                seen.unsound += not sound
                seen.lost += max(noted - saved[answer.id], 0)
        _, saved = _saved(folder / "store.db")
        seen.lost += sum(max(noted - saved[message], 0) for message, noted in kept.items())
    return seen


async def _answer(sandbox: Sandbox, person: Person, room: Channel) -> Message:
    """Ask until an answer can be voted on: as long as settings cannot be read it has no such button."""
    for _ in range(TRIES):
        asked = person.say(room, f"<@{sandbox.world.application.user.id}> {QUESTION}")

        def found(reference: tuple[int, int] = (room.id, asked.id)) -> Message | None:
            return next((m for m in room.messages.values() if m.reference == reference), None)

        answer = await sandbox.world.until(found, seconds=ANSWER_SECONDS, what="an answer")
        if any(component.get("custom_id") == HELPFUL for component in walk(answer.components)):
            return answer
        await asyncio.sleep(BETWEEN_TRIES)
    raise TimeoutError("no answer that can be voted on")


def _saved(database: Path) -> tuple[bool, Counter[int]]:
    """Return whether a database is sound, and how many votes it holds on each message."""
    with closing(sqlite3.connect(database)) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        votes = connection.execute("SELECT message_id, count(*) FROM votes GROUP BY message_id").fetchall()
    return sound, Counter(dict(votes))


def main() -> None:
    """Print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--write", action="store_true", help="renew the table in docs/operations.md")
    arguments = parser.parse_args()
    seen = kill(arguments.times)
    rows = [
        ("the bot killed (SIGKILL) within 0.8 s of twelve votes", f"{seen.kills} times"),
        ("votes that it had acknowledged", seen.acknowledged),
        ("of them lost", seen.lost),
        ("votes that the kill came before", seen.cut_off),
        ("databases left unsound", seen.unsound),
        ("first answers after a start, equal to the first of all", f"{seen.answers} of {seen.kills + 1}"),
    ]
    for name, value in rows:
        print(f"{name}: {value}")
    if arguments.write:
        page.write(page.OPERATIONS, "kill", ("", ""), rows, "make kill")


if __name__ == "__main__":
    main()
