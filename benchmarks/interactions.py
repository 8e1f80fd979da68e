"""Measure the real bot over real sockets: how soon it acknowledges /ask, and how many questions a second it takes.

The bot runs in a process of its own, as `incident-bot` does, and the stand-in for Discord in this one: what is measured
holds both, and on two cores they have one each.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from discord import Permissions
from rich.console import Console
from rich.table import Table

from benchmarks.evaluation import ROOT
from benchmarks.running import running_bot
from bot.sandbox import Sandbox
from bot.sandbox.acts import guilds
from bot.sandbox.state.interactions import Interaction, State
from index import load_checks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.sandbox.acts.people import Person
    from bot.sandbox.rest.api import ApiCall
    from bot.sandbox.state.channels import Channel

CHANNELS = 1500  # a channel takes ten questions in ten seconds, whatever its admins set
MEMBERS = 8  # who ask one question after the other in the run without pacing
WARM_UP = 20
ANSWER_SECONDS = 10.0


@dataclass(frozen=True)
class Figures:
    """What was seen. Times are milliseconds from a member's Enter to the acknowledgement, which holds the answer."""

    asked: int  # at a steady pace
    rate: float  # a second
    p50: float
    p99: float
    slowest: float
    questions_per_second: float  # without pacing: `MEMBERS` who each wait for their answer


def measure(seeds: Path = ROOT / "seeds", *, rate: float = 50.0, seconds: float = 10.0) -> Figures:
    """Ask the bot `rate` questions a second for `seconds`, then as many as it takes; return the figures.

    The questions are the golden ones of `seeds` that are answered. Raises RuntimeError where one was not.
    """
    return asyncio.run(_measure(seeds, rate, seconds))


async def _measure(seeds: Path, rate: float, seconds: float) -> Figures:
    questions = [check.question for check in load_checks(seeds) if check.expect is not None]
    async with _Crowd.gathered(seeds, questions) as crowd:
        await asyncio.gather(*(crowd.ask() for _ in range(WARM_UP)))
        times = sorted(await _pace(crowd, rate, seconds))
        per_second = await _hurry(crowd, seconds)
    at = [times[min(int(len(times) * share), len(times) - 1)] for share in (0.5, 0.99, 1.0)]
    return Figures(len(times), rate, *(1000 * value for value in at), per_second)


async def _pace(crowd: _Crowd, rate: float, seconds: float) -> list[float]:
    """Ask at a steady pace, whether or not the answers keep up; return how long each took."""
    start, asking = time.monotonic(), []
    for number in range(round(rate * seconds)):
        await asyncio.sleep(max(start + number / rate - time.monotonic(), 0))
        asking.append(asyncio.ensure_future(crowd.ask()))
    return await asyncio.gather(*asking)


async def _hurry(crowd: _Crowd, seconds: float) -> float:
    """Let every member ask one question after the other; return how many a second were answered."""
    start, answered = time.monotonic(), 0

    async def insist() -> None:
        nonlocal answered
        while time.monotonic() - start < seconds:
            await crowd.ask()
            answered += 1

    await asyncio.gather(*(insist() for _ in range(MEMBERS)))
    return answered / (time.monotonic() - start)


class _Crowd:
    """Members in many channels of one server, and the bot."""

    def __init__(self, sandbox: Sandbox, questions: list[str]) -> None:
        world = sandbox.world
        guild = world.add_guild("Benchmark")
        self._world = world
        self._questions = questions
        self._turn = 0
        self._rooms = [world.add_channel(guild, f"room-{number}") for number in range(CHANNELS)]
        self._member = sandbox.person(world.add_user("member"))
        self._admin = sandbox.person(world.add_user("admin"))
        guilds.join_guild(world, guild, self._member.user)
        guilds.join_guild(
            world, guild, self._admin.user, world.add_role(guild, "Admins", Permissions(manage_guild=True))
        )
        self._acknowledged: dict[int, asyncio.Future[float]] = {}
        sandbox.api.observers.append(self._note)

    @classmethod
    @contextlib.asynccontextmanager
    async def gathered(cls, seeds: Path, questions: list[str]) -> AsyncIterator[_Crowd]:
        """Start the sandbox and the bot, and lift the members' cooldown."""
        async with Sandbox() as sandbox:
            crowd = cls(sandbox, questions)
            async with running_bot(sandbox, seeds):
                await crowd._act(crowd._admin, crowd._rooms[0], "settings cooldown", {"seconds": 0})
                yield crowd

    async def ask(self) -> float:
        """Ask the next question in the next channel; return the seconds until it was acknowledged."""
        room = self._rooms[self._turn % len(self._rooms)]
        # Each time in another spelling: none is taken from the answers that the bot remembers.
        question = self._questions[self._turn % len(self._questions)] + "?" * (self._turn // len(self._questions) % 500)
        self._turn += 1
        interaction, seconds = await self._act(self._member, room, "ask", {"question": question})
        said = [message for key in interaction.replies if (message := room.messages.get(key))]
        if not any("\n> " in message.content for message in said):
            raise RuntimeError(f"{question!r} was not answered: {[message.content for message in said]}")
        return seconds

    async def _act(
        self, person: Person, room: Channel, command: str, options: dict[str, object]
    ) -> tuple[Interaction, float]:
        interaction = person.slash(room, command, options)
        acknowledged = self._acknowledged[interaction.id] = asyncio.get_running_loop().create_future()
        seconds = await asyncio.wait_for(acknowledged, ANSWER_SECONDS) - interaction.started
        await self._world.until(
            lambda: True if interaction.state is State.ANSWERED else None, seconds=ANSWER_SECONDS, what="an answer"
        )
        return interaction, seconds

    def _note(self, call: ApiCall) -> None:
        """See when an interaction is acknowledged."""
        parts = call.path.split("/")
        if parts[1] == "interactions" and (waiting := self._acknowledged.pop(int(parts[2]), None)):
            waiting.set_result(time.monotonic())


def show(figures: Figures) -> None:
    """Print the figures as a table."""
    table = Table("the bot over its sockets", "")
    table.add_row(f"/ask at {figures.rate:g} a second", f"{figures.asked} questions")
    table.add_row("acknowledged with the answer, median", f"{figures.p50:.1f} ms")
    table.add_row("99th percentile (promised: 100 ms)", f"{figures.p99:.1f} ms")
    table.add_row("slowest", f"{figures.slowest:.1f} ms")
    table.add_row(f"{MEMBERS} members without pause", f"{figures.questions_per_second:.0f} questions a second")
    Console(width=100).print(table)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=Path, default=ROOT / "seeds")
    parser.add_argument("--rate", type=float, default=50.0, help="questions a second")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long each of the two runs takes")
    arguments = parser.parse_args()
    show(measure(arguments.seeds, rate=arguments.rate, seconds=arguments.seconds))


if __name__ == "__main__":
    main()
