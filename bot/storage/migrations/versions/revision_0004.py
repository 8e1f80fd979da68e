"""What is new: reloads, the sources as known, who asked when, channels for news, and what replies quote."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0004", "0003"


def upgrade() -> None:
    """Create the tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "reloads",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("previous", sa.Integer, nullable=False, unique=True),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("news", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "known_sources",
        sa.Column("source", sa.String(300), primary_key=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("version", sa.String(20), nullable=False),
        sa.Column("sentences", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "visits", sa.Column("member", sa.String(40), primary_key=True), sa.Column("at", moment, nullable=False)
    )
    op.create_table(
        "news_channels",
        sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("told", sa.Integer, nullable=False),
        sa.Column("at", moment, nullable=True),
    )
    op.create_table(
        "quotations",
        sa.Column("message_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("source", sa.String(300), primary_key=True),
        sa.Column("fingerprint", sa.String(20), primary_key=True),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("member", sa.String(40), nullable=False),
        sa.Column("paragraph", sa.Integer, nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    for table, columns in {"reloads": ("at",), "visits": ("at",), "quotations": ("member", "at")}.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])
