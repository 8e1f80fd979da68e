"""What a reply quotes, noted so that it can be told when a sentence of it has changed."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.service.news.newsroom import name_of
from bot.storage.errors import StoreError
from bot.storage.news.quotations import Quoted
from index import Standing, sentences_within

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.service.answering import Answered
    from bot.service.snapshots import Snapshot
    from bot.storage.store import Store
    from index import Source

    Spans = Iterable[tuple[Source, int, int]]


async def note_answer(store: Store, answered: Answered, channel_id: int, message_id: int) -> None:
    """Keep which sentences an answer quotes that everybody on a server can see."""
    asked, answer = answered.asked, answered.answer
    if asked.private or asked.place.guild_id is None:
        return
    shown = answer.showable[:1] if answer.standing is Standing.SURE else answer.showable
    spans = [(quote.source, quote.start, quote.end) for quote in shown]
    language = answered.words.language
    await note_quotes(store, answered.snapshot, spans, (channel_id, message_id), asked.asker_id, language)


async def note_quotes(
    store: Store, snapshot: Snapshot, spans: Spans, message: tuple[int, int], asker_id: int, language: str
) -> None:
    """Keep which sentences a reply quotes, known by the ids of its channel and its message."""

    def quoted() -> list[Quoted]:
        return [
            Quoted(name_of(source), sentence.fingerprint.hex(), sentence.passage.paragraph)
            for source, start, end in spans
            for sentence in sentences_within(snapshot.corpus, source, start, end)
        ]

    found = await asyncio.to_thread(quoted)
    with suppress(StoreError):  # the log knows
        if found:
            await store.quotations.note(*message, asker_id, language, found)


async def drop_quotes(store: Store, message_id: int) -> None:
    """Forget what a reply quotes that is no more, or another one now."""
    with suppress(StoreError):  # the log knows
        await store.quotations.drop(message_id)
