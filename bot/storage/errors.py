"""What goes wrong with the store."""

from __future__ import annotations


class StoreError(Exception):
    """The database cannot be read or written now; the message is a sentence for the operator."""


class WrongStoreError(StoreError):
    """The database is not one that this bot may use, until its operator does what the message says."""
