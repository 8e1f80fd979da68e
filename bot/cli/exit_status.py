"""The exit statuses of `incident-bot`."""

from __future__ import annotations

ANSWERED, UNANSWERED = 0, 1  # of questions
SOUND, FAULTY = 0, 1  # of sources
FAILED = 2  # of any command
# Of the bot itself, as sysexits.h has them, so that an init system knows when another start is of no use.
TEMPORARY, NOT_PERMITTED, CONFIGURATION = 75, 77, 78
BROKEN_PIPE = 141  # how shells report a process ended by SIGPIPE
