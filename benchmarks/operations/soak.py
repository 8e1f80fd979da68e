"""Many members ask for a long time; say how soon they are answered, and whether memory stays as it is."""

from __future__ import annotations

import argparse
import asyncio
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import page
from benchmarks.evaluation import ROOT
from benchmarks.running import running_bot
from bot.sandbox import Sandbox
from bot.sandbox.acts import guilds
from index import load_checks

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from bot.sandbox.acts.people import Person
    from bot.sandbox.rest.api import ApiCall
    from bot.sandbox.state.channels import Channel

MEMBERS_A_GUILD, ROOMS_A_GUILD = 160, 16
ANSWER_SECONDS = 30.0
SAMPLE_SECONDS = 1.0
COMMANDS = 2  # every second question is a command, the others are mentions
PROMISED_P99 = 100.0  # ms


@dataclass(frozen=True)
class Soaked:
    """What was seen; times in milliseconds, memory in MB."""

    members: int
    asked: int
    unanswered: int
    p50: float
    p99: float
    settled_memory: float  # once the first minute, or the first fifth of a shorter run, was over
    most_memory: float  # from then on

    @property
    def growth(self) -> float:
        """The share by which memory grew after the first minute."""
        return self.most_memory / self.settled_memory - 1


class _Crowd:
    """Members of many servers, each of whom asks now and then."""

    def __init__(self, sandbox: Sandbox, members: int, questions: list[str]) -> None:
        self._world, self._questions = sandbox.world, questions
        self._own = f"<@{sandbox.world.application.user.id}>"
        self.people: list[tuple[Person, Channel]] = []
        for number in range(0, members, MEMBERS_A_GUILD):
            guild = self._world.add_guild(f"guild-{number}")
            rooms = [self._world.add_channel(guild, f"room-{room}") for room in range(ROOMS_A_GUILD)]
            for member in range(number, min(number + MEMBERS_A_GUILD, members)):
                person = sandbox.person(self._world.add_user(f"member-{member}"))
                guilds.join_guild(self._world, guild, person.user)
                self.people.append((person, rooms[member % ROOMS_A_GUILD]))
        self.times: list[float] = []
        self._waiting: dict[str, asyncio.Future[None]] = {}
        sandbox.api.observers.append(self._note)

    async def ask(self, number: int) -> bool:
        """Ask a question; return whether it was answered in time."""
        turns = len(self.people)
        # Servers in turn, then their members: as neighbours on Discord do not all ask in one channel.
        servers = -(-turns // MEMBERS_A_GUILD)
        person, room = self.people[(number % servers * MEMBERS_A_GUILD + number // servers) % turns]
        question = self._questions[number % len(self._questions)] + "?" * (number // len(self._questions) % 500)
        start = time.monotonic()
        if number % COMMANDS:
            key = str(person.say(room, f"{self._own} {question}").id)
        else:
            key = f"interaction {person.slash(room, 'ask', {'question': question}).id}"
        answered = self._waiting[key] = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(answered, ANSWER_SECONDS)
        except TimeoutError:
            return False
        finally:
            del self._waiting[key]
        self.times.append(1000 * (time.monotonic() - start))
        return True

    def _note(self, call: ApiCall) -> None:
        """See when a question is answered."""
        parts = call.path.split("/")
        key = ""
        if parts[1] == "interactions":
            key = f"interaction {parts[2]}"
        elif call.method == "POST" and call.path.endswith("/messages") and isinstance(call.body, dict):
            key = str((call.body.get("message_reference") or {}).get("message_id", ""))
        if (waiting := self._waiting.get(key)) is not None and not waiting.done():
            waiting.set_result(None)


def soak(members: int, seconds: float, rate: float, seeds: Path = ROOT / "seeds") -> Soaked:
    """Let `members` ask `rate` questions a second in all, for `seconds`; return what was seen."""
    return asyncio.run(_soak(members, seconds, rate, seeds))


async def _soak(members: int, seconds: float, rate: float, seeds: Path) -> Soaked:
    questions = [check.question for check in load_checks(seeds) if check.expect is not None]
    async with Sandbox() as sandbox:
        crowd = _Crowd(sandbox, members, questions)
        async with running_bot(sandbox, seeds) as process:
            sampling = asyncio.create_task(_sample(process))
            start, asking = time.monotonic(), []
            for number in range(round(rate * seconds)):
                await asyncio.sleep(max(start + number / rate - time.monotonic(), 0))
                asking.append(asyncio.ensure_future(crowd.ask(number)))
            answered = await asyncio.gather(*asking)
            sampling.cancel()
            memory = await sampling
    times = sorted(crowd.times)
    p50, p99 = (times[min(int(len(times) * share), len(times) - 1)] for share in (0.5, 0.99))
    settled = memory[int(min(60.0, seconds / 5) / SAMPLE_SECONDS) :]
    return Soaked(members, len(answered), answered.count(False), p50, p99, settled[0], max(settled))


async def _sample(process: Process) -> list[float]:
    """Return the resident memory of the bot, in MB, once a second until cancelled."""
    samples: list[float] = []
    try:
        while True:
            status = await asyncio.to_thread(Path(f"/proc/{process.pid}/status").read_text, "ascii")
            found = re.search(r"VmRSS:\s+(\d+)", status)
            samples.append(int(found[1]) * 1024 / 1e6 if found else float("nan"))
            await asyncio.sleep(SAMPLE_SECONDS)
    except asyncio.CancelledError:
        return samples


def main() -> None:
    """Print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=16_000)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--rate", type=float, default=20.0, help="questions a second of all members together")
    parser.add_argument("--write", action="store_true", help="renew the table in docs/operations.md")
    arguments = parser.parse_args()
    seen = soak(arguments.members, arguments.seconds, arguments.rate)
    rows = [
        ("members", f"{seen.members:,}"),
        (f"questions, {arguments.rate:g} a second, half of them commands and half mentions", f"{seen.asked:,}"),
        ("of them without an answer", seen.unanswered),
        ("from Enter to the answer, median", f"{seen.p50:.0f} ms"),
        (f"99th percentile (promised: {PROMISED_P99:.0f} ms)", f"{seen.p99:.0f} ms"),
        ("memory after the first minute", f"{seen.settled_memory:.0f} MB"),
        ("most memory from then on (promised: 5 % more at most)", f"{seen.most_memory:.0f} MB, {seen.growth:+.1%}"),
    ]
    for name, value in rows:
        print(f"{name}: {value}")
    if arguments.write:
        page.write(page.OPERATIONS, "soak", ("", ""), rows, "make soak")


if __name__ == "__main__":
    main()
