"""A hidden question is known by its hash: its text is kept only while somebody has asked it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    """Take the text from what is hidden, and delete the questions that nothing is about any more."""
    op.create_table(
        "hidden",
        sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(40), primary_key=True),
    )
    op.execute(
        "INSERT INTO hidden (guild_id, key) SELECT guild_id, key FROM questions "
        "WHERE id IN (SELECT question_id FROM hidden_questions)"
    )
    op.drop_table("hidden_questions")
    op.execute(
        "DELETE FROM questions WHERE id NOT IN (SELECT question_id FROM misses) "
        "AND id NOT IN (SELECT question_id FROM votes)"
    )
