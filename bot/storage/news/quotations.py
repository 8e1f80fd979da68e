"""Which sentences the latest replies quote, so that a reply can be told that one has changed; never the question."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, distinct, func, select

from bot.storage.tables import Quotation

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.storage.database import Database

KEPT, MOST_REPLIES = timedelta(days=7), 500
MOST_COMPARED = 500  # fingerprints of one statement: databases take no more than some thousand


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence that a reply quotes: of the source with this id, known by its fingerprint."""

    source: str
    fingerprint: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class QuotingReply:
    """A reply, and those sentences of it that are gone."""

    channel_id: int
    message_id: int
    language: str
    quoted: tuple[Quoted, ...]


class Quotations:
    """What the last `MOST_REPLIES` replies of `KEPT` quote."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def note(
        self, channel_id: int, message_id: int, user_id: int, language: str, quoted: Iterable[Quoted]
    ) -> None:
        """Keep what a reply to a member quotes, in place of what it quoted before."""
        async with self._database.writing() as session:
            member, at = self._database.pseudonym(user_id), self._clock()
            await session.execute(delete(Quotation).where(Quotation.message_id == message_id))
            session.add_all(
                Quotation(
                    message_id=message_id,
                    source=each.source,
                    fingerprint=each.fingerprint,
                    channel_id=channel_id,
                    member=member,
                    paragraph=each.paragraph,
                    language=language,
                    at=at,
                )
                for each in dict.fromkeys(quoted)
            )
            await session.flush()
            replies = select(Quotation.message_id).distinct().order_by(Quotation.message_id.desc())
            too_many = await session.scalar(replies.offset(MOST_REPLIES).limit(1))
            if too_many is not None:
                await session.execute(delete(Quotation).where(Quotation.message_id <= too_many))

    async def drop(self, message_id: int) -> None:
        """Forget what a reply quotes."""
        async with self._database.writing() as session:
            await session.execute(delete(Quotation).where(Quotation.message_id == message_id))

    async def take(self, gone: Mapping[str, Collection[bytes]], limit: int) -> list[QuotingReply]:
        """Return the replies that quote sentences that are `gone` from sources, the latest first, and forget them.

        So each of them is told once; more than `limit` are left as they are.
        """
        found: dict[int, list[Quotation]] = defaultdict(list)
        async with self._database.writing() as session:
            for source, fingerprints in gone.items():
                wanted = sorted(each.hex() for each in fingerprints)
                for at in range(0, len(wanted), MOST_COMPARED):
                    query = select(Quotation).where(
                        Quotation.source == source,
                        Quotation.fingerprint.in_(wanted[at : at + MOST_COMPARED]),
                        Quotation.at > self._clock() - KEPT,
                    )
                    for row in (await session.execute(query)).scalars():
                        found[row.message_id].append(row)
            latest = sorted(found, reverse=True)[:limit]
            await session.execute(delete(Quotation).where(Quotation.message_id.in_(latest)))
        return [_reply(found[message_id]) for message_id in latest]


async def prune_quotations(session: AsyncSession, now: datetime) -> None:
    """Delete what is too old."""
    await session.execute(delete(Quotation).where(Quotation.at < now - KEPT))


async def forget_quotations(session: AsyncSession, member: str) -> int:
    """Delete what replies to a member quote; return how many replies these were."""
    counted = select(func.count(distinct(Quotation.message_id))).where(Quotation.member == member)
    count = int((await session.execute(counted)).scalar_one())
    await session.execute(delete(Quotation).where(Quotation.member == member))
    return count


def _reply(rows: list[Quotation]) -> QuotingReply:
    first = rows[0]
    quoted = tuple(
        Quoted(row.source, row.fingerprint, row.paragraph) for row in sorted(rows, key=lambda row: row.paragraph)
    )
    return QuotingReply(first.channel_id, first.message_id, first.language, quoted)
