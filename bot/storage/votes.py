"""Votes on answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, distinct, func, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage.questions import is_kept, question_id, question_key
from bot.storage.tables import HiddenQuestion, SavedQuestion, Vote

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.sql.elements import Label

    from bot.storage.database import Database

SEVERAL = 2  # members who found an answer helpful, before its question is proposed to others


class Votes:
    """Whether members found answers helpful."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def record(self, guild_id: int, message_id: int, user_id: int, question: str, *, helpful: bool) -> None:
        """Save a member's vote on an answer, in place of an earlier one."""
        async with self._database.writing() as session:
            member = self._database.pseudonym(user_id)
            kept_as = await question_id(session, guild_id, question)
            values = {"question_id": kept_as, "helpful": helpful, "at": self._clock()}
            vote = update(Vote).where(Vote.message_id == message_id, Vote.member == member)
            earlier = vote.values(**values).returning(Vote.member)
            if (await session.execute(earlier)).first() is not None:
                return
            try:
                async with session.begin_nested():
                    session.add(Vote(message_id=message_id, member=member, **values))
            except IntegrityError:  # an impatient member: the earlier vote came in a moment ago
                if (await session.execute(earlier)).first() is None:
                    raise

    async def count(self, message_id: int) -> tuple[int, int]:
        """Return how many members found an answer helpful, and how many did not."""
        query = select(Vote.helpful, func.count()).where(Vote.message_id == message_id).group_by(Vote.helpful)
        async with self._database.reading() as session:
            rows = (await session.execute(query)).all()
        counts = {row.helpful: row[1] for row in rows}
        return counts.get(True, 0), counts.get(False, 0)

    async def liked_questions(self, guild_id: int, limit: int) -> list[str]:
        """Return the questions whose answers several members found helpful, and more than did not.

        However often a member votes on a question, it counts once. Those that an admin has hidden are left out.
        """

        def members(helpful: bool) -> Label[int]:
            return func.count(distinct(case((Vote.helpful.is_(helpful), Vote.member)))).label(f"found_{helpful}")

        found, not_found = members(helpful=True), members(helpful=False)
        query = (
            select(SavedQuestion.text)
            .join(Vote, Vote.question_id == SavedQuestion.id)
            .where(SavedQuestion.guild_id == guild_id, is_kept(Vote.at, self._clock()))
            .where(SavedQuestion.key.not_in(select(HiddenQuestion.key).where(HiddenQuestion.guild_id == guild_id)))
            .group_by(SavedQuestion.id)
            .having(found.element >= SEVERAL, found.element > not_found.element)
            .order_by((found.element - not_found.element).desc(), SavedQuestion.text)
            .limit(limit)
        )
        async with self._database.reading() as session:
            return list((await session.execute(query)).scalars())

    async def hide(self, guild_id: int, question: str) -> None:
        """Propose a question to nobody any more, whoever votes for it."""
        async with self._database.writing() as session:
            await session.merge(HiddenQuestion(guild_id=guild_id, key=question_key(question)))
