"""The questions that misses and votes are about, and how long they are kept."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from bot.storage.tables import QUESTION_LENGTH, Miss, SavedQuestion, Vote

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import InstrumentedAttribute

A_DAY = timedelta(days=1)
KEPT = timedelta(days=90)  # how long misses and votes are kept: no query returns older ones


def oldest(now: datetime) -> datetime:
    """Return since when misses and votes are kept."""
    return now - KEPT


def is_kept(at: InstrumentedAttribute[datetime], now: datetime) -> ColumnElement[bool]:
    """Tell whether a row is told of: it is not too old, and its moment is none that damage has made of it."""
    return at.between(oldest(now), now + A_DAY)


def is_stale(at: InstrumentedAttribute[datetime], now: datetime) -> ColumnElement[bool]:
    """Tell whether a row is to be deleted: it is too old, or of a moment that no clock is ahead by."""
    return (at < oldest(now)) | (at > now + KEPT)


def question_key(text: str) -> str:
    """Return what a question is known by, whatever its case, spacing and closing marks."""
    words = _shorten(text).casefold().rstrip(" ?!.…")
    return hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=16).hexdigest()


async def question_id(session: AsyncSession, guild_id: int, text: str) -> int:
    """Return the id of a question; save it where it is new."""
    key = question_key(text)
    known = select(SavedQuestion.id).where(SavedQuestion.guild_id == guild_id, SavedQuestion.key == key)
    if (found := await session.scalar(known)) is not None:
        return found
    row = SavedQuestion(guild_id=guild_id, key=key, text=_shorten(text).encode("utf-8", "replace").decode())
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:  # somebody else asked the same at the same time
        return int((await session.execute(known)).scalar_one())
    return row.id


async def delete_orphans(session: AsyncSession) -> None:
    """Delete the questions that no miss and no vote is about any more."""
    used = select(Miss.question_id).union(select(Vote.question_id))
    await session.execute(delete(SavedQuestion).where(SavedQuestion.id.not_in(used)))


def _shorten(text: str) -> str:
    return " ".join(text.split())[:QUESTION_LENGTH]
