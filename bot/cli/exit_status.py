"""The exit statuses of `incident-bot`."""

from __future__ import annotations

ANSWERED, UNANSWERED = 0, 1  # of questions
SOUND, FAULTY = 0, 1  # of sources
FAILED = 2  # of any command
BROKEN_PIPE = 141  # how shells report a process ended by SIGPIPE
