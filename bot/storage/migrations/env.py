"""What Alembic runs for every command: the migrations, on the connection that it is given."""

from __future__ import annotations

from alembic import context

from bot.storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
context.run_migrations()  # no transaction of its own: the caller holds the lock until it commits
