"""Votes on answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, func, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage.questions import oldest, question_id
from bot.storage.tables import SavedQuestion, Vote

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.storage.database import Database


class Votes:
    """Whether members found answers helpful."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def record(self, guild_id: int, message_id: int, user_id: int, question: str, *, helpful: bool) -> None:
        """Save a member's vote on an answer, in place of an earlier one."""
        member = self._database.pseudonym(user_id)
        async with self._database.session() as session:
            kept_as = await question_id(session, guild_id, question)
            values = {"question_id": kept_as, "helpful": helpful, "at": self._clock()}
            earlier = update(Vote).where(Vote.message_id == message_id, Vote.member == member).values(**values)
            if (await session.execute(earlier.returning(Vote.member))).first() is not None:
                return
            try:
                async with session.begin_nested():
                    session.add(Vote(message_id=message_id, member=member, **values))
            except IntegrityError:  # an impatient member: the earlier vote came in a moment ago
                await session.execute(earlier)

    async def liked_questions(self, guild_id: int, limit: int) -> list[str]:
        """Return the questions whose answers most found helpful."""
        balance = func.sum(case((Vote.helpful, 1), else_=-1))
        query = (
            select(SavedQuestion.text)
            .join(Vote, Vote.question_id == SavedQuestion.id)
            .where(SavedQuestion.guild_id == guild_id, Vote.at >= oldest(self._clock()))
            .group_by(SavedQuestion.id)
            .having(balance > 0)
            .order_by(balance.desc(), SavedQuestion.text)
            .limit(limit)
        )
        async with self._database.session() as session:
            return list((await session.execute(query)).scalars())
