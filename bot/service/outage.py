"""What happens when the database fails: one line in the log, and the bot goes on answering."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.storage.database import StoreError

log = logging.getLogger(__name__)


class Outage:
    """Logs only the first failure of the store: from then on it may fail at every question."""

    def __init__(self) -> None:
        self._reported = False

    def report(self, error: StoreError) -> None:
        """Tell the operator, unless they were told before."""
        if not self._reported:
            log.error("%s The bot goes on answering; votes, settings and unanswered questions are not saved.", error)
        self._reported = True
