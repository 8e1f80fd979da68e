"""The schema of the database, from revision to revision; Alembic is imported only where there is something to do."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

REVISIONS = ("0001", "0002", "0003", "0004")  # in order; `versions/` has a file for each
HEAD = REVISIONS[-1]


def upgrade(connection: Connection) -> None:
    """Bring a database to the newest schema, within the transaction that is under way."""
    logging.getLogger("alembic").setLevel(logging.WARNING)  # its steps, and what it is made of, are told in one line
    from alembic import command  # noqa: PLC0415 - a tenth of a second that most starts need not spend
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", __name__.replace(".migrations", ":migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
