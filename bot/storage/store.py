"""The store: settings of servers, questions in vain, votes; in SQLite or any database SQLAlchemy speaks to."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import (
    case,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from bot.storage.tables import QUESTION_LENGTH, Base, Guild, Meta, Miss, Question, Vote
from index import Strictness

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from typing import Self

    from sqlalchemy.ext.asyncio import AsyncEngine

KEPT = timedelta(days=90)  # how long questions and votes are kept: older ones are told to nobody
CLOSING_SECONDS = 2.0  # that a store which is closed waits for what is being written


class StoreError(Exception):
    """The database cannot be read or written; the message is a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What the admins of a server chose."""

    language: str | None = None  # None: the server's own
    admin_role: int | None = None
    cooldown: int = 15  # seconds in which a member may ask three questions; 0: no limit
    private: bool = False  # answers to /ask are private unless the member says otherwise
    threads: bool = False  # follow-ups without a mention in threads the bot takes part in
    automatic: tuple[int, ...] = ()  # channels in which questions are answered without a mention
    allowed: tuple[int, ...] = ()  # channels in which the bot answers at all; none: everywhere
    strictness: Strictness = Strictness.NORMAL  # how sure an answer must be

    @classmethod
    def read(cls, kept: Mapping[str, object]) -> Self:
        """Read what some version of the bot has kept: the defaults for what either version does not know."""
        known = {f.name for f in fields(cls)}
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
        if (level := str(values.pop("strictness", ""))) in list(Strictness):
            values["strictness"] = Strictness(level)
        return cls(**{name: value for name, value in values.items() if name in known})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that was asked in vain or whose answers were voted unhelpful, with how often."""

    question: str
    unanswered: int
    unhelpful: int
    last: datetime


class Store:
    """One database. Every method raises `StoreError` when it cannot be reached, and then nothing has changed."""

    def __init__(self, url: str, clock: Callable[[], datetime]) -> None:
        """Prepare, without connecting; `clock` tells the time, in UTC. Raise `StoreError` for an unusable URL."""
        try:
            self._engine: AsyncEngine = create_async_engine(url)
        except (ArgumentError, ImportError) as error:
            raise StoreError("INCIDENT_BOT_DATABASE_URL is not a database URL with an asynchronous driver.") from error
        self._clock = clock
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        self._salt = b""
        self._running = 0  # sessions
        self._idle = asyncio.Event()
        self._idle.set()

    async def open(self) -> None:
        """Connect, and create what is missing."""
        file = self._engine.url.database if self._engine.dialect.name == "sqlite" else None
        if file and not file.startswith((":memory:", "file:")):
            try:
                Path(file).parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(f"The folder of the database {file} cannot be created ({error.strerror}).") from error
        try:
            async with self._engine.begin() as connection:
                await connection.run_sync(Base.metadata.create_all)
        except (SQLAlchemyError, OSError) as error:
            raise self._failed(error) from error
        self._salt = bytes.fromhex(await self._once("salt", secrets.token_hex(16)))

    async def prune(self) -> None:
        """Drop what is older than `KEPT`."""
        async with self._session() as session:
            for table in (Miss, Vote):
                await session.execute(delete(table).where(table.at < self._oldest))
            await self._drop_orphans(session)

    async def close(self) -> None:
        """Let what is being read and written come to its end, then close every connection."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), CLOSING_SECONDS)
        await self._engine.dispose()

    # ---- facts of the bot's own

    async def recall(self, key: str) -> str | None:
        """Return what `remember` kept."""
        async with self._session() as session:
            found = await session.get(Meta, key)
            return found.value if found else None

    async def remember(self, key: str, value: str) -> None:
        """Keep a short text."""
        async with self._session() as session:
            await session.merge(Meta(key=key, value=value))

    async def _once(self, key: str, value: str) -> str:
        """Return what is kept under a key; keep `value` where nothing is."""
        async with self._session() as session:
            found = await session.get(Meta, key)
            if found is None:
                session.add(found := Meta(key=key, value=value))
            return found.value

    # ---- settings

    async def guild_settings(self, guild_id: int) -> GuildSettings:
        """Return a server's settings, the defaults where nothing was chosen."""
        async with self._session() as session:
            found = await session.get(Guild, guild_id)
        return GuildSettings.read(found.settings if found else {})

    async def keep_guild_settings(self, guild_id: int, settings: GuildSettings) -> None:
        """Keep a server's settings."""
        async with self._session() as session:
            await session.merge(Guild(id=guild_id, settings=asdict(settings)))

    # ---- what was asked

    async def record_miss(self, guild_id: int, user_id: int, question: str) -> None:
        """Keep that a question was asked in vain."""
        async with self._session() as session:
            question_id = await self._question(session, guild_id, question)
            session.add(Miss(question_id=question_id, member=self._pseudonym(user_id), at=self._clock()))

    async def vote(self, guild_id: int, message_id: int, user_id: int, question: str, *, helpful: bool) -> None:
        """Keep a member's vote on an answer, in place of an earlier one."""
        member = self._pseudonym(user_id)
        async with self._session() as session:
            question_id = await self._question(session, guild_id, question)
            values = {"question_id": question_id, "helpful": helpful, "at": self._clock()}
            earlier = update(Vote).where(Vote.message_id == message_id, Vote.member == member).values(**values)
            if (await session.execute(earlier.returning(Vote.member))).first() is not None:
                return
            try:
                async with session.begin_nested():
                    session.add(Vote(message_id=message_id, member=member, **values))
            except IntegrityError:  # an impatient member: the earlier vote came in a moment ago
                await session.execute(earlier)

    async def gaps(self, guild_id: int, limit: int) -> list[Gap]:
        """Return the questions asked in vain or answered unhelpfully, the most frequent first."""
        misses = select(Miss.question_id, func.count().label("n"), func.max(Miss.at).label("last"))
        missed = misses.where(Miss.at >= self._oldest).group_by(Miss.question_id).subquery()
        votes = select(
            Vote.question_id,
            func.sum(case((Vote.helpful, 0), else_=1)).label("n"),
            func.max(Vote.at).label("last"),
        )
        voted = votes.where(Vote.at >= self._oldest).group_by(Vote.question_id).subquery()
        unanswered, unhelpful = func.coalesce(missed.c.n, 0), func.coalesce(voted.c.n, 0)
        last = case((voted.c.last > missed.c.last, voted.c.last), else_=func.coalesce(missed.c.last, voted.c.last))
        query = (
            select(Question.text, unanswered, unhelpful, last)
            .outerjoin(missed, missed.c.question_id == Question.id)
            .outerjoin(voted, voted.c.question_id == Question.id)
            .where(Question.guild_id == guild_id, unanswered + unhelpful > 0)
            .order_by((unanswered + unhelpful).desc(), Question.text)
            .limit(limit)
        )
        async with self._session() as session:
            return [Gap(*row) for row in (await session.execute(query)).all()]

    async def liked_questions(self, guild_id: int, limit: int) -> list[str]:
        """Return the questions whose answers most found helpful."""
        balance = func.sum(case((Vote.helpful, 1), else_=-1))
        query = (
            select(Question.text)
            .join(Vote, Vote.question_id == Question.id)
            .where(Question.guild_id == guild_id, Vote.at >= self._oldest)
            .group_by(Question.id)
            .having(balance > 0)
            .order_by(balance.desc(), Question.text)
            .limit(limit)
        )
        async with self._session() as session:
            return list((await session.execute(query)).scalars())

    async def forget(self, user_id: int) -> int:
        """Drop everything that came from a member, on every server; return how many entries."""
        member = self._pseudonym(user_id)
        async with self._session() as session:
            count = 0
            for table in (Miss, Vote):
                counted = select(func.count()).where(table.member == member, table.at >= self._oldest)
                count += (await session.execute(counted)).scalar_one()
                await session.execute(delete(table).where(table.member == member))
            await self._drop_orphans(session)
            return count

    @property
    def _oldest(self) -> datetime:
        """Return since when questions and votes are kept."""
        return self._clock() - KEPT

    @staticmethod
    async def _drop_orphans(session: AsyncSession) -> None:
        """Drop the questions that nothing is kept about any more."""
        used = select(Miss.question_id).union(select(Vote.question_id))
        await session.execute(delete(Question).where(Question.id.not_in(used)))

    async def _question(self, session: AsyncSession, guild_id: int, text: str) -> int:
        """Return the id under which a question is kept, whatever its case, spacing and closing marks."""
        text = " ".join(text.split())[:QUESTION_LENGTH]
        key = hashlib.blake2b(text.casefold().rstrip(" ?!.…").encode("utf-8", "replace"), digest_size=16).hexdigest()
        known = select(Question.id).where(Question.guild_id == guild_id, Question.key == key)
        if (found := await session.scalar(known)) is not None:
            return found
        row = Question(guild_id=guild_id, key=key, text=text.encode("utf-8", "replace").decode())
        try:
            async with session.begin_nested():
                session.add(row)
        except IntegrityError:  # somebody else asked the same at the same time
            return int((await session.execute(known)).scalar_one())
        return row.id

    def _pseudonym(self, user_id: int) -> str:
        """Name a member in a way that only this database's salt links to them."""
        if not self._salt:
            raise StoreError("The database is not open.")
        return hashlib.blake2b(str(user_id).encode(), key=self._salt, digest_size=16).hexdigest()

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[AsyncSession]:
        self._running += 1
        self._idle.clear()
        try:
            async with self._sessions.begin() as session:
                yield session
        except (SQLAlchemyError, OSError) as error:
            raise self._failed(error) from error
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    def _failed(self, error: Exception) -> StoreError:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        where = self._engine.url.database if self._engine.dialect.name == "sqlite" else self._engine.url.host
        return StoreError(f"The database {where} cannot be used ({reason}).")

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
