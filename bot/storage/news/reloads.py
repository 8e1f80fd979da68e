"""Reloads: which sources and sentences came, changed and went when."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage.questions import is_kept, oldest
from bot.storage.tables import KnownSource, Reload, Visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from typing import Any

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.storage.database import Database

MOST_SOURCES, MOST_SENTENCES = 50, 100  # of each kind that are kept of a reload
LONGEST_TEXT, LONGEST_NAME = 500, 300  # characters

Names = tuple[tuple[str, str], ...]  # ids of sources and their titles


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that came or went: of the source with this id, known by its fingerprint."""

    source: str
    title: str
    fingerprint: str
    text: str
    dated: bool = False  # whether it says when


@dataclass(frozen=True, slots=True)
class News:
    """What a reload made different; of many sources and sentences the first ones, but counted all."""

    added: Names = ()
    changed: Names = ()
    removed: Names = ()
    came: tuple[Said, ...] = ()
    went: tuple[Said, ...] = ()  # without a text where that was not at hand any more
    sources: tuple[int, int, int] = (0, 0, 0)  # how many were added, changed and removed
    sentences: tuple[int, int] = (0, 0)  # how many came and went


class Recorded(NamedTuple):
    """A reload that was recorded."""

    id: int
    version: str
    at: datetime
    news: News


class Reloads:
    """The reloads of the last days, and the sources as the last of them left them."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def last(self) -> Recorded | None:
        """Return the reload that was recorded last; None before there is any."""
        query = select(Reload).order_by(Reload.id.desc()).limit(1)
        async with self._database.reading() as session:
            row = (await session.execute(query)).scalar_one_or_none()
        return _read(row) if row else None

    async def since(self, moment: datetime) -> list[Recorded]:
        """Return the reloads since a moment, the oldest first; the very first is none."""
        return await self._find(Reload.at >= moment)

    async def after(self, reload_id: int) -> list[Recorded]:
        """Return the reloads after one of them, the oldest first."""
        return await self._find(Reload.id > reload_id)

    async def known(self) -> dict[str, KnownSource]:
        """Return the sources as they were when the last reload was recorded, by their ids."""
        async with self._database.reading() as session:
            return {row.source: row for row in (await session.execute(select(KnownSource))).scalars()}

    async def record(
        self, previous: int, version: str, news: News, known: Iterable[KnownSource], gone: Iterable[str]
    ) -> Recorded | None:
        """Record what came after the reload `previous`, and the sources that are `known` otherwise now or not any more.

        None where another process has just recorded it.
        """
        row = Reload(previous=previous, version=version, news=json.dumps(asdict(news)), at=self._clock())
        async with self._database.writing() as session:
            try:
                async with session.begin_nested():
                    session.add(row)
            except IntegrityError:
                return None
            await session.execute(delete(KnownSource).where(KnownSource.source.in_([*gone])))
            for source in known:
                await session.merge(source)
        return Recorded(row.id, version, row.at, news)

    async def visit(self, user_id: int) -> datetime | None:
        """Note that a member asks what is new; return when they asked before, None where that is not known."""
        async with self._database.writing() as session:
            member, now = self._database.pseudonym(user_id), self._clock()
            before = await session.scalar(select(Visit.at).where(Visit.member == member))
            again = update(Visit).where(Visit.member == member).values(at=now)
            if before is not None:
                await session.execute(again)
                return max(_in_utc(before), oldest(now))
            with suppress(IntegrityError):  # they ask twice at the same time
                async with session.begin_nested():
                    session.add(Visit(member=member, at=now))
        return None

    async def _find(self, condition: object) -> list[Recorded]:
        query = select(Reload).where(condition, Reload.previous != 0, is_kept(Reload.at, self._clock()))  # type: ignore[arg-type]  # a condition
        async with self._database.reading() as session:
            return [_read(row) for row in (await session.execute(query.order_by(Reload.id))).scalars()]


async def prune_reloads(session: AsyncSession, now: datetime) -> None:
    """Delete the reloads that are too old; the last one stays, as the next comes after it."""
    newest = select(Reload.id).order_by(Reload.id.desc()).limit(1).scalar_subquery()
    await session.execute(delete(Reload).where(Reload.at < oldest(now), Reload.id != newest))


def _read(row: Reload) -> Recorded:
    return Recorded(row.id, row.version, _in_utc(row.at), _decode(row.news))


def _in_utc(at: datetime) -> datetime:
    """Return a moment with its zone, which SQLite does not keep."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _decode(saved: str) -> News:
    """Read what was saved of the news; none where it is damaged."""
    try:
        values: dict[str, Any] = json.loads(saved)
        added, changed, removed = map(int, values["sources"])
        came, went = map(int, values["sentences"])
        return News(
            _names(values["added"]),
            _names(values["changed"]),
            _names(values["removed"]),
            came=tuple(Said(**each) for each in values["came"]),
            went=tuple(Said(**each) for each in values["went"]),
            sources=(added, changed, removed),
            sentences=(came, went),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return News()


def _names(saved: list[list[object]]) -> Names:
    return tuple((str(name), str(title)) for name, title in saved)
