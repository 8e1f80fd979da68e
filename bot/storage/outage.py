"""What the log says of a database that fails: one line when it is lost, one when it is back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.storage.errors import WrongStoreError

if TYPE_CHECKING:
    from bot.storage.errors import StoreError

GOES_ON = (
    " The bot goes on answering, by the settings that it last knew of a server, else privately; "
    "votes, settings and unanswered questions are not saved."
)

log = logging.getLogger(__name__)


class Outage:
    """Knows since when a database fails: from then on it may fail at every question, and the log is told once.

    Where it can be read and not written, as on a full disk, only something written ends the outage.
    """

    def __init__(self) -> None:
        self._no_reading = self._no_writing = False

    def begin(self, error: StoreError, *, writing: bool) -> None:
        """Tell the operator, unless they know."""
        if not self._no_reading and not self._no_writing:
            log.error("%s%s", error, "" if isinstance(error, WrongStoreError) else GOES_ON)
        self._no_writing |= writing
        self._no_reading |= not writing

    def end(self, *, writing: bool) -> None:
        """Tell the operator that all is well again, where it was not."""
        was_lost = self._no_reading or self._no_writing
        self._no_reading = False
        self._no_writing &= not writing
        if was_lost and not self._no_writing:
            log.warning("The database can be used again.")
