"""Which servers want to be told what is new, and how far they have been."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage.tables import NewsChannel, Reload

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from bot.storage.database import Database

PAUSE = timedelta(hours=1)  # between two messages on a server


class NewsChannels:
    """How far each server has been told, so that of several processes one tells it."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def turn(self, guild_id: int, *, on: bool) -> None:
        """Tell a server from now on, or no more."""
        async with self._database.writing() as session:
            if not on:
                await session.execute(delete(NewsChannel).where(NewsChannel.guild_id == guild_id))
                return
            newest = await session.scalar(select(func.max(Reload.id))) or 0
            again = update(NewsChannel).where(NewsChannel.guild_id == guild_id).values(told=newest)
            if (await session.execute(again.returning(NewsChannel.guild_id))).first() is None:
                try:
                    async with session.begin_nested():
                        session.add(NewsChannel(guild_id=guild_id, told=newest))
                except IntegrityError:  # another process turns it on at the same time
                    await session.execute(again)

    async def due(self, newest: int) -> dict[int, int]:
        """Return the servers that are to be told of reloads up to the `newest` now, with the last that they were."""
        query = select(NewsChannel.guild_id, NewsChannel.told).where(NewsChannel.told < newest, self._rested())
        async with self._database.reading() as session:
            return {row.guild_id: row.told for row in await session.execute(query)}

    async def claim(self, guild_id: int, told: int, newest: int, *, aloud: bool) -> bool:
        """Take it on to tell a server what came after the reload `told`; False where another process has.

        Where there is nothing to say `aloud`, it may be told the next news at once.
        """
        row = update(NewsChannel).where(NewsChannel.guild_id == guild_id, NewsChannel.told == told, self._rested())
        values = {"told": newest, "at": self._clock()} if aloud else {"told": newest}
        async with self._database.writing() as session:
            return (await session.execute(row.values(**values).returning(NewsChannel.guild_id))).first() is not None

    async def release(self, guild_id: int, told: int) -> None:
        """Have a server told again what could not be told."""
        row = update(NewsChannel).where(NewsChannel.guild_id == guild_id)
        async with self._database.writing() as session:
            await session.execute(row.values(told=told))

    def _rested(self) -> ColumnElement[bool]:
        return or_(NewsChannel.at.is_(None), NewsChannel.at <= self._clock() - PAUSE)
