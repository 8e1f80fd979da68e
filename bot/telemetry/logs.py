"""Logs on standard error: a JSON object a line for machines, plain lines in a terminal; nobody's secrets in either.

What other libraries log below INFO are the payloads of members and databases. Of those records only numbers, names
such as GET or MESSAGE_CREATE and the paths of addresses are kept, whoever logs what: a question, a token or a salt
that nobody thought of is left out as well.
"""

from __future__ import annotations

import copy
import logging
import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pythonjsonlogger.json import JsonFormatter

if TYPE_CHECKING:
    from typing import TextIO

OWN = ("bot", "index")  # loggers that say only what operators may read
WITHHELD = "[…]"
NAMES = {"levelname": "level", "name": "logger"}  # of fields, as JSON has them
COLOURS = {logging.WARNING: 33, logging.ERROR: 31, logging.CRITICAL: 31}  # of levels in a terminal

_CONSTANT = re.compile(r"[A-Z][A-Z_]{1,40}")
_ADDRESS = re.compile(r"(?:https?|wss?)://\S+")
# Whoever has the token of an interaction may answer in the bot's name, for a quarter of an hour.
_INTERACTION = re.compile(r"(/(?:interactions|webhooks)/\d+/)[^/\s?'\"]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def log_to_stderr(level: str, *secrets: str) -> None:
    """Log to standard error from now on: as JSON, unless it is a terminal. None of the `secrets` is ever written."""
    logging.captureWarnings(capture=True)
    root = logging.getLogger()
    root.addHandler(handler_for(sys.stderr, *secrets))
    root.setLevel(level)


def handler_for(stream: TextIO, *secrets: str) -> logging.Handler:
    """Return what writes records to a stream, in the form that suits it."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter((Lines if stream.isatty() else Objects)(*secrets))
    return handler


class Objects(JsonFormatter):
    """A JSON object a line, with `timestamp`, `level`, `logger`, `message`, and `reference` and `exc_info` if any."""

    def __init__(self, *secrets: str) -> None:
        super().__init__(("levelname", "name", "message"), rename_fields=NAMES, timestamp=True)
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as JSON."""
        return super().format(_discreet(record, self._secrets))


class Lines(logging.Formatter):
    """Lines for people, in which nothing is obeyed by their terminal but the colour of a warning or an error."""

    def __init__(self, *secrets: str) -> None:
        super().__init__("%(asctime)s %(levelname)-8s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as lines."""
        line = super().format(_discreet(record, self._secrets))
        line = _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), line)
        colour = COLOURS.get(record.levelno)
        return f"\x1b[{colour}m{line}\x1b[0m" if colour else line


def _discreet(record: logging.LogRecord, secrets: tuple[str, ...]) -> logging.LogRecord:
    """Return a copy of a record with its text made, and nobody's secrets in it."""
    text, trace = _text_of(record), record.exc_text
    if record.exc_info:
        trace = logging.Formatter().formatException(record.exc_info)
    copied = copy.copy(record)
    copied.msg, copied.args = _mask(text, secrets), None
    copied.exc_info, copied.exc_text = None, _mask(trace, secrets) if trace else None
    return copied


def _mask(text: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        text = text.replace(secret, WITHHELD)
    return _INTERACTION.sub(rf"\1{WITHHELD}", text)


def _text_of(record: logging.LogRecord) -> str:
    if record.levelno >= logging.INFO or record.name.partition(".")[0] in OWN or not record.args:
        return record.getMessage()
    args: Any = record.args
    kept = {k: _bare(v) for k, v in args.items()} if isinstance(args, Mapping) else tuple(map(_bare, args))
    try:
        return str(record.msg) % kept
    except (TypeError, ValueError, KeyError):  # not everything is formatted as text
        return str(record.msg)


def _bare(value: object) -> object:
    """Return what an argument says that nobody has written and nobody must keep secret."""
    match value:
        case int() | float() | None:
            return value
        case {"op": op, "t": str(event)}:  # what the gateway sent
            return f"{_bare(event)} ({_bare(op)}) {WITHHELD}"
        case str() if _CONSTANT.fullmatch(value):
            return value
        case str() if _ADDRESS.fullmatch(value):
            return urlsplit(value).path
        case _:
            return WITHHELD
