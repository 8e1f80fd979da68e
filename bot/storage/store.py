"""The store: all that the bot keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from bot.storage.bus.announcements import Announcements
from bot.storage.database import Database
from bot.storage.misses import Misses
from bot.storage.news.channels import NewsChannels
from bot.storage.news.quotations import Quotations, forget_quotations, prune_quotations
from bot.storage.news.reloads import Reloads, prune_reloads
from bot.storage.questions import delete_orphans, is_kept, is_stale
from bot.storage.settings import SavedSettings
from bot.storage.tables import Meta, Miss, Visit, Vote
from bot.storage.votes import Votes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Self


class Store(Database):
    """What the bot keeps in one database.

    Every method of it and its parts raises `StoreError` when the database cannot be used, and then changes nothing.
    """

    def __init__(
        self, url: str, clock: Callable[[], datetime], key: str = "", on_error: Callable[[], None] = lambda: None
    ) -> None:
        """Prepare, without connecting; `clock` tells the time, in UTC, and `key` is as in INCIDENT_BOT_KEY.

        `on_error` is called whenever the database fails. Raise `StoreError` for what is unusable.
        """
        super().__init__(url, key, on_error)
        self._clock = clock
        self.announcements = Announcements(self, clock)
        self.settings = SavedSettings(self, self.announcements)
        self.votes = Votes(self, clock)
        self.misses = Misses(self, clock)
        self.reloads = Reloads(self, clock)
        self.quotations = Quotations(self, clock)
        self.news_channels = NewsChannels(self, clock)

    async def recall(self, key: str) -> str | None:
        """Return what `remember` saved."""
        async with self.reading() as session:
            found = await session.get(Meta, key)
            return found.value if found else None

    async def remember(self, key: str, value: str) -> None:
        """Save a short text about the bot itself."""
        async with self.writing() as session:
            await session.merge(Meta(key=key, value=value))

    async def prune(self) -> None:
        """Delete what is older than `KEPT`."""
        async with self.writing() as session:
            for table in (Miss, Vote, Visit):
                await session.execute(delete(table).where(is_stale(table.at, self._clock())))
            await prune_reloads(session, self._clock())
            await prune_quotations(session, self._clock())
            await delete_orphans(session)
            await self.announcements.prune(session)

    async def forget(self, user_id: int) -> int:
        """Delete everything that came from a member, on every server; return how many entries."""
        async with self.writing() as session:
            member = self.pseudonym(user_id)
            count = await forget_quotations(session, member)
            for table in (Miss, Vote, Visit):
                counted = select(func.count()).where(table.member == member, is_kept(table.at, self._clock()))
                count += (await session.execute(counted)).scalar_one()
                await session.execute(delete(table).where(table.member == member))
            await delete_orphans(session)
            return count

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
