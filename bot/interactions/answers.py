"""What one of the bot's own messages says about itself: whether it is an answer, to what, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

from bot.messages.answer import read_header
from bot.messages.markdown import one_line, strip_mentions
from bot.messages.state import AnswerState
from bot.service.news.quoting import note_quotes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from bot.service.snapshots import Snapshot
    from bot.storage.store import Store

DELETE_PREFIX, MENU_PREFIX, TURN_PREFIX, VOTE_PREFIX = (
    "x:",
    "m:",
    "t:",
    "v:",
)  # of the custom_ids of the buttons that reveal it


def is_answer(message: discord.Message) -> bool:
    """Tell whether one of the bot's messages is an answer."""
    return asker_of(message) is not None


def asker_of(message: discord.Message) -> int | None:
    """Return who asked for an answer, None where the message does not tell or is no answer."""
    for custom_id in _custom_ids(message):
        prefix, asker = custom_id[:2], custom_id[2:].partition(":")[0]
        if prefix in {DELETE_PREFIX, MENU_PREFIX} and asker.isdecimal():
            return int(asker) or None
    return None


def state_of(message: discord.Message) -> AnswerState | None:
    """Return what one of the bot's answers shows, None where it does not tell."""
    found = (i.rpartition(":")[2] for i in _custom_ids(message) if i.startswith(MENU_PREFIX))
    try:
        return next(map(AnswerState.unpack, found), None)
    except ValueError:  # of an earlier version of the bot
        return None


def has_votes(message: discord.Message) -> bool:
    """Tell whether members may vote on a message."""
    return any(custom_id.startswith(VOTE_PREFIX) for custom_id in _custom_ids(message))


def votes_on(message: discord.Message) -> tuple[int, int]:
    """Return how many members found an answer helpful and how many did not, as its buttons show it."""
    counts = [0, 0]
    for item in _items(message):
        if isinstance(item, discord.Button) and (item.custom_id or "").startswith(VOTE_PREFIX):
            number = (item.label or "").rpartition(" ")[2]
            counts[item.custom_id != f"{VOTE_PREFIX}1"] = int(number) if number.isdecimal() else 0
    return counts[0], counts[1]


@dataclass(frozen=True, slots=True)
class Controls:
    """What may be done with an answer besides reading on: delete it (its asker and moderators), and vote on it."""

    asker_id: int | None = None
    votes: bool = False
    helpful: int = 0  # how many members found it so
    unhelpful: int = 0

    @classmethod
    def on(cls, message: discord.Message) -> Self:
        """Return what may be done with an answer that was sent."""
        return cls(asker_of(message), has_votes(message), *votes_on(message))


async def question_of(message: discord.Message) -> str | None:
    """Return the question of one of the bot's answers: it is repeated there, or in the message replied to."""
    if question := read_header(message.content):
        return question
    reference = message.reference
    if reference is None or reference.message_id is None:
        return None
    asked = reference.cached_message or reference.resolved
    if not isinstance(asked, discord.Message) or not asked.content:
        try:
            asked = await message.channel.fetch_message(reference.message_id)
        except discord.HTTPException:
            return None
    return one_line(strip_mentions(asked.content)) or None


def shown_on(message: discord.Message, snapshot: Snapshot) -> tuple[tuple[str, int, int], ...]:
    """Return the quotes that one of the bot's answers shows: the sources' ids and the spans in their texts.

    Those of a source that is another one by now are left out.
    """
    state = state_of(message)
    if state is None:
        return ()
    found = [(snapshot.versions.find(quote.version), quote) for quote in state.shown]
    return tuple((source.id, quote.start, quote.end) for source, quote in found if source is not None)


async def note_shown(store: Store, message: discord.Message, state: AnswerState, snapshot: Snapshot) -> None:
    """Keep which sentences one of the bot's answers shows now, where everybody sees it."""
    asker_id = asker_of(message)
    if asker_id is not None:
        found = [(snapshot.versions.find(shown.version), shown) for shown in state.shown]
        spans = [(source, shown.start, shown.end) for source, shown in found if source is not None]
        await note_quotes(store, snapshot, spans, (message.channel.id, message.id), asker_id, state.language)


def _items(message: discord.Message) -> Iterator[discord.Component]:
    for row in message.components:
        if isinstance(row, discord.ActionRow):
            yield from row.children


def _custom_ids(message: discord.Message) -> list[str]:
    return [custom_id for item in _items(message) if (custom_id := getattr(item, "custom_id", None))]
