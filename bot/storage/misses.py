"""Misses: questions that the sources did not answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from bot.storage.questions import is_kept, question_id
from bot.storage.tables import Miss, SavedQuestion, Vote

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that was unanswered or whose answers were voted unhelpful, with how often."""

    question: str
    unanswered: int
    unhelpful: int
    last: datetime


class Misses:
    """The questions of each server that the sources did not answer."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def record(self, guild_id: int, user_id: int, question: str) -> None:
        """Save a question that the sources did not answer."""
        async with self._database.writing() as session:
            kept_as = await question_id(session, guild_id, question)
            session.add(Miss(question_id=kept_as, member=self._database.pseudonym(user_id), at=self._clock()))

    async def gaps(self, guild_id: int, limit: int) -> list[Gap]:
        """Return the questions that were unanswered or answered unhelpfully, the most frequent first."""
        misses = select(Miss.question_id, func.count().label("n"), func.max(Miss.at).label("last"))
        missed = misses.where(is_kept(Miss.at, self._clock())).group_by(Miss.question_id).subquery()
        votes = select(
            Vote.question_id,
            func.sum(case((Vote.helpful, 0), else_=1)).label("n"),
            func.max(Vote.at).label("last"),
        )
        voted = votes.where(is_kept(Vote.at, self._clock())).group_by(Vote.question_id).subquery()
        unanswered, unhelpful = func.coalesce(missed.c.n, 0), func.coalesce(voted.c.n, 0)
        last = case((voted.c.last > missed.c.last, voted.c.last), else_=func.coalesce(missed.c.last, voted.c.last))
        query = (
            select(SavedQuestion.text, unanswered, unhelpful, last)
            .outerjoin(missed, missed.c.question_id == SavedQuestion.id)
            .outerjoin(voted, voted.c.question_id == SavedQuestion.id)
            .where(SavedQuestion.guild_id == guild_id, unanswered + unhelpful > 0)
            .order_by((unanswered + unhelpful).desc(), SavedQuestion.text)
            .limit(limit)
        )
        async with self._database.reading() as session:
            return [Gap(*row) for row in (await session.execute(query)).all()]
