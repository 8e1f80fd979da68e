"""Let things go wrong between the bot and Discord while members ask; say what they saw."""

from __future__ import annotations

import argparse
import asyncio
import random
from dataclasses import astuple, dataclass, fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import page
from benchmarks.running import running_bot
from bot.sandbox import Sandbox
from bot.sandbox.acts import guilds

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.acts.people import Person
    from bot.sandbox.rest.api import ApiCall
    from bot.sandbox.state.channels import Channel
    from bot.sandbox.state.messages import Message

QUESTION = "Qui est le PDG de Delta ?"
REPLY = "POST /channels/*/messages"
ROOMS = 40
QUIET_SECONDS = 0.15
RETRYING_SECONDS = 3.5  # longer than the bot waits between two tries
ANSWER_SECONDS = 60.0
FRAMES = ("", "null", "[]", "{", '{"op": 0, "t": "MESSAGE_CREATE", "d": null}', '{"op": 0, "t": "READY", "d": {}}')


@dataclass(slots=True)
class Seen:
    """What members saw of one kind of fault."""

    asked: int = 0
    answered: int = 0  # with one reply
    told: int = 0  # by a reaction that it did not get through
    withdrawn: int = 0  # a question that was deleted, and has no reply
    wrong: int = 0  # no reply and no reaction, several replies, or a reply to what was deleted


def _faults(rng: random.Random) -> dict[str, Callable[[Sandbox], object]]:
    """Return what can go wrong, by the name of it."""
    return {
        "nothing": lambda _: None,
        "Discord answers 503": lambda box: box.faults.refuse(REPLY, status=503, times=rng.randint(1, 3)),
        "Discord answers 500": lambda box: box.faults.refuse(REPLY, status=500),
        "the receipt of a reply is lost": lambda box: box.faults.lose(REPLY, times=rng.randint(1, 3)),
        "Discord limits the rate": lambda box: box.faults.limit(REPLY, retry_after=0.2, times=rng.randint(1, 2)),
        "Discord is slow": lambda box: box.faults.delay(REPLY, seconds=rng.uniform(0, 0.5)),
        "the connection breaks": lambda box: box.gateway.drop(),
        "Discord asks to reconnect": lambda box: box.gateway.reconnect(),
        "the session must be resumed": lambda box: box.gateway.invalidate(resumable=True),
        "the gateway sends what makes no sense": lambda box: box.gateway.send_malformed(rng.choice(FRAMES)),
        "the gateway repeats itself": lambda box: box.gateway.repeat("MESSAGE_CREATE"),
    }


def fuzz(rounds: int, seed: int = 1, log: Path | None = None) -> dict[str, Seen]:
    """Let something go wrong at each of so many questions; return what was seen, by fault.

    Raises RuntimeError where the bot ended. Its log is appended to `log`.
    """
    return asyncio.run(_fuzz(rounds, random.Random(seed), log))


async def _fuzz(rounds: int, rng: random.Random, log: Path | None) -> dict[str, Seen]:
    faults = _faults(rng)
    names = list(faults)
    seen = {name: Seen() for name in names}
    async with Sandbox() as sandbox:
        guild = sandbox.world.add_guild("Incident")
        rooms = [sandbox.world.add_channel(guild, f"room-{number}") for number in range(ROOMS)]
        conversation = _Conversation(sandbox, rng)
        async with running_bot(sandbox, log=log) as process:
            for turn in range(rounds):
                name = names[turn % len(names)]
                # Somebody new each time: a cooldown is not what is tried here.
                person = sandbox.person(sandbox.world.add_user(f"member-{turn}"))
                guilds.join_guild(sandbox.world, guild, person.user)
                await conversation.ask(person, rooms[turn % ROOMS], partial(faults[name], sandbox), seen[name])
                sandbox.faults.clear()
                if process.returncode is not None:
                    raise RuntimeError(f"the bot ended with status {process.returncode} at: {name}")
    return seen


class _Conversation:
    """Asks questions, and looks at what is there in the end."""

    def __init__(self, sandbox: Sandbox, rng: random.Random) -> None:
        self._sandbox, self._rng = sandbox, rng
        self._requests = 0
        sandbox.api.observers.append(self._count)

    def _count(self, _: ApiCall) -> None:
        self._requests += 1

    async def ask(self, person: Person, room: Channel, go_wrong: Callable[[], object], seen: Seen) -> None:
        """Ask a question while something goes wrong; perhaps edit or delete it."""
        early = self._rng.random() < 0.5
        if early:
            go_wrong()
        asked = person.say(room, f"<@{self._sandbox.world.application.user.id}> {QUESTION}")
        if not early:
            go_wrong()
        act = self._rng.choice(["edit", "delete", "", ""])
        if act:
            await asyncio.sleep(self._rng.uniform(0, 0.1))
        if act == "edit":
            person.edit(asked, f"{asked.content} {self._rng.random():.3f}")
        elif act == "delete":
            person.delete(asked)
        await self._comes_to_rest(room, asked, deleted=act == "delete")
        seen.asked += 1
        match act == "delete", len(_replies(room, asked)), bool(asked.reactions):
            case False, 1, False:
                seen.answered += 1
            case False, 0, True:
                seen.told += 1
            case True, 0, _:
                seen.withdrawn += 1
            case _:
                seen.wrong += 1

    async def _comes_to_rest(self, room: Channel, asked: Message, *, deleted: bool) -> None:
        """Wait until the bot has done what it will do about a question."""
        loop = asyncio.get_running_loop()
        start = since = loop.time()
        last: tuple[int, int, int] | None = None
        quiet = RETRYING_SECONDS if deleted else QUIET_SECONDS
        while loop.time() - start < ANSWER_SECONDS:
            now = self._requests, len(_replies(room, asked)), len(asked.reactions)
            if now != last:
                last, since = now, loop.time()
            if (deleted or now[1] or now[2]) and loop.time() - since > quiet:
                return
            await asyncio.sleep(0.02)


def _replies(room: Channel, asked: Message) -> list[Message]:
    return [message for message in room.messages.values() if message.reference == (room.id, asked.id)]


def main() -> None:
    """Print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=550)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log", type=Path, help="where the bot's log goes")
    parser.add_argument("--write", action="store_true", help="renew the table in docs/operations.md")
    arguments = parser.parse_args()
    seen = fuzz(arguments.rounds, arguments.seed, arguments.log)
    head = ["fault", *(field.name for field in fields(Seen))]
    rows = [[name, *astuple(figures)] for name, figures in seen.items()]
    for row in (head, *rows):
        print(*row, sep=" | ")
    if arguments.write:
        page.write(page.OPERATIONS, "faults", head, rows, "make fuzz")


if __name__ == "__main__":
    main()
