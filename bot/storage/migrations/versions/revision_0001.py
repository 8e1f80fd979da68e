"""The schema of the version before there were migrations; what of it is there already is left as it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "meta",
        sa.Column("key", sa.String(40), primary_key=True),
        sa.Column("value", sa.String(200), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "guilds",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("settings", sa.JSON, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("text", sa.String(300), nullable=False),
        sa.UniqueConstraint("guild_id", "key"),
        if_not_exists=True,
    )
    about = sa.ForeignKey("questions.id", ondelete="CASCADE")
    op.create_table(
        "misses",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("question_id", sa.Integer, about, nullable=False),
        sa.Column("member", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )
    about = sa.ForeignKey("questions.id", ondelete="CASCADE")
    op.create_table(
        "votes",
        sa.Column("message_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("member", sa.String(40), primary_key=True),
        sa.Column("question_id", sa.Integer, about, nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )
    about = sa.ForeignKey("questions.id", ondelete="CASCADE")
    op.create_table(
        "hidden_questions", sa.Column("question_id", sa.Integer, about, primary_key=True), if_not_exists=True
    )
    indexed = {"misses": ("question_id", "member", "at"), "votes": ("question_id", "at")}
    for table, columns in indexed.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column], if_not_exists=True)
