"""The tables that the store keeps."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - read at run time, from the annotations

from sqlalchemy import JSON, BigInteger, DateTime, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

QUESTION_LENGTH = 300  # characters that are saved


class Base(DeclarativeBase):
    """All tables."""


class Meta(Base):
    """A fact about the bot itself."""

    __tablename__ = "meta"
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


class Guild(Base):
    """What the admins of a server chose."""

    __tablename__ = "guilds"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    settings: Mapped[dict[str, object]] = mapped_column(JSON)


class SavedQuestion(Base):
    """A question as it was first written, once per server."""

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("guild_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    guild_id: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(QUESTION_LENGTH))


class Miss(Base):
    """A question that the sources did not answer."""

    __tablename__ = "misses"
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey(SavedQuestion.id, ondelete="CASCADE"), index=True)
    member: Mapped[str] = mapped_column(String(40), index=True)  # a pseudonym
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class Vote(Base):
    """Whether a member found an answer helpful."""

    __tablename__ = "votes"
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    member: Mapped[str] = mapped_column(String(40), primary_key=True)  # a pseudonym
    question_id: Mapped[int] = mapped_column(ForeignKey(SavedQuestion.id, ondelete="CASCADE"), index=True)
    helpful: Mapped[bool]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class HiddenQuestion(Base):
    """A question that an admin does not want proposed, known by the hash of its text: nobody need have asked it."""

    __tablename__ = "hidden"
    guild_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)


class Reload(Base):
    """One version of the sources in place of another, and what that made different."""

    __tablename__ = "reloads"
    id: Mapped[int] = mapped_column(primary_key=True)
    previous: Mapped[int] = mapped_column(unique=True)  # the id of the one before it; 0: the first that was recorded
    version: Mapped[str] = mapped_column(String(40))  # of the sources since
    news: Mapped[str] = mapped_column(Text)  # JSON, see `bot.storage.news.reloads`
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class KnownSource(Base):
    """A source as it was when the last reload was recorded."""

    __tablename__ = "known_sources"
    source: Mapped[str] = mapped_column(String(300), primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    version: Mapped[str] = mapped_column(String(20))
    sentences: Mapped[bytes] = mapped_column(LargeBinary)  # their fingerprints, in order


class Visit(Base):
    """When a member last asked what is new."""

    __tablename__ = "visits"
    member: Mapped[str] = mapped_column(String(40), primary_key=True)  # a pseudonym
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class NewsChannel(Base):
    """How far a server that wants news in a channel has been told."""

    __tablename__ = "news_channels"
    guild_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    told: Mapped[int]  # the id of the last reload
    at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))  # of the last message


class Quotation(Base):
    """A sentence that a reply quotes."""

    __tablename__ = "quotations"
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(300), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(20), primary_key=True)
    channel_id: Mapped[int] = mapped_column(BigInteger)
    member: Mapped[str] = mapped_column(String(40), index=True)  # a pseudonym of who asked
    paragraph: Mapped[int]
    language: Mapped[str] = mapped_column(String(10))  # of the reply
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class Announcement(Base):
    """What one of the processes that share the database tells the others."""

    __tablename__ = "announcements"
    __table_args__ = ({"sqlite_autoincrement": True},)  # no number twice, though the last one was deleted
    id: Mapped[int] = mapped_column(primary_key=True)
    process: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
