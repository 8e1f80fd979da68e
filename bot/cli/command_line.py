"""The command line: `incident-bot` and its subcommands. Every error becomes one sentence here."""

from __future__ import annotations

import io
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.arguments import parse
from bot.cli.commands import COMMANDS, serve
from bot.cli.exit_status import BROKEN_PIPE, CONFIGURATION, FAILED, NOT_PERMITTED, TEMPORARY
from bot.config import ConfigError, NotPermittedError, TemporaryError, find_home, load_config
from index import SourceError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def run_command_line(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status. Raises `KeyboardInterrupt`."""
    _open_streams()
    _have_a_home()
    try:
        try:
            parsed = parse(arguments)
            config = load_config(os.environ, find_home(Path.cwd()), seeds=parsed.seeds)
            if parsed.command is None:
                return serve(parsed, config)
            logging.basicConfig(level=config.log_level, format="incident-bot: %(message)s")  # to standard error
            return COMMANDS[parsed.command](parsed, config)
        finally:
            sys.stdout.flush()  # what cannot be written is an error here, and not only when the interpreter ends
    except SourceError as error:
        print(error, file=sys.stderr)
        return _status_of(parsed, error)
    except ConfigError as error:
        print(f"incident-bot: {error}", file=sys.stderr)
        return _status_of(parsed, error)
    except BrokenPipeError:
        _stop_writing()
        return BROKEN_PIPE
    except OSError as error:
        _stop_writing()
        where = f" ({error.filename})" if error.filename else ""
        print(f"incident-bot: this cannot go on: {str(error.strerror).lower()}{where}.", file=sys.stderr)
        return FAILED


def _status_of(parsed: argparse.Namespace, error: Exception) -> int:
    """Return how a command ends by an error; the bot itself tells whether starting it again is of any use."""
    match error:
        case _ if parsed.command is not None:
            return FAILED
        case TemporaryError():
            return TEMPORARY
        case NotPermittedError():
            return NOT_PERMITTED
        case _:
            return CONFIGURATION


def _have_a_home() -> None:
    """Give a user without a home one that holds nothing: what is kept there is then left out, and that is said."""
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = os.devnull


def _open_streams() -> None:
    """Make the standard streams UTF-8 whatever the locale, and replace those that were closed before the start."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open as long as the process
    for stream, encoding in ((sys.stdin, "utf-8-sig"), (sys.stdout, "utf-8")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=encoding, errors="replace")


def _stop_writing() -> None:
    """Discard whatever is still to be written: the interpreter would try again, and fail, when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
