"""The command line: `incident-bot` and its subcommands. Every error becomes one sentence here."""

from __future__ import annotations

import argparse
import io
import logging
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.exit_status import BROKEN_PIPE, FAILED
from bot.config import Config, ConfigError, find_home, load_config
from bot.service.loading import load_corpus
from bot.service.models import load_reranker
from index import Meaning, SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Corpus


def run_command_line(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status. Raises `KeyboardInterrupt`."""
    _open_streams()
    try:
        return _run(arguments)
    except SourceError as error:
        print(error, file=sys.stderr)
        return FAILED
    except ConfigError as error:
        print(f"incident-bot: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        _stop_writing()
        return BROKEN_PIPE
    except OSError as error:
        _stop_writing()
        where = f" ({error.filename})" if error.filename else ""
        print(f"incident-bot: this cannot go on: {str(error.strerror).lower()}{where}.", file=sys.stderr)
        return FAILED


def _run(arguments: Sequence[str] | None) -> int:
    try:
        parsed = _parse(arguments)
        return _dispatch(parsed, load_config(os.environ, find_home(Path.cwd()), seeds=parsed.seeds))
    finally:
        sys.stdout.flush()  # what cannot be written is an error here, and not only when the interpreter ends


def _open_streams() -> None:
    """Make the standard streams UTF-8 whatever the locale, and replace those that were closed before the start."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open to the end
    for stream, encoding in ((sys.stdin, "utf-8-sig"), (sys.stdout, "utf-8")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=encoding, errors="replace")


def _stop_writing() -> None:
    """Discard whatever is still to be written: the interpreter would try again, and fail, when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _dispatch(parsed: argparse.Namespace, config: Config) -> int:
    # Each of these imports only what it needs: to answer in a terminal, Discord is never loaded.
    if parsed.command is not None:
        logging.basicConfig(level=config.log_level, format="incident-bot: %(message)s")  # to standard error
    if parsed.command == "ask":
        return _ask(parsed, config)
    if parsed.command == "check":
        from bot.cli import terminal

        return terminal.check(config.seeds, config.meaning, load_reranker(config))
    if parsed.command == "chat":
        from bot.cli import terminal

        return terminal.chat(_load(config))
    if parsed.command == "doctor":
        from bot.cli import doctor

        return doctor.print_findings(config)
    if parsed.command == "model":
        from bot.cli import models

        return models.print_list() if parsed.action == "list" else models.fetch(parsed.name, parsed.file)
    if config.token is None:
        from bot.demo import run_demo

        return run_demo(config)
    from bot.run import run_bot

    return run_bot(config)


def _ask(parsed: argparse.Namespace, config: Config) -> int:
    from bot.cli import terminal

    if parsed.fast:
        config = replace(config, meaning=Meaning.OFF, reranker="")
    if parsed.jsonl:
        return terminal.answer_lines(_load(config), sys.stdin, sys.stdout)
    question = " ".join(parsed.question) or ("" if sys.stdin.isatty() else sys.stdin.read())
    if not question.strip():
        raise ConfigError('there is no question; try: incident-bot ask "What happened?"')
    if parsed.explain:
        return terminal.print_explanation(_load(config), question)
    return terminal.ask(_load(config), question, as_json=parsed.json)


def _load(config: Config) -> Corpus:
    return load_corpus(config.seeds, meaning=config.meaning, reranker=load_reranker(config))


class _Version(argparse.Action):
    """Look up the version only when asked for it: that takes longer than an answer."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(parser.prog, version("incident-bot"))
        parser.exit()


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="incident-bot",
        description="Answer questions about an incident in the exact words of its sources.",
        epilog="Without a command: on Discord where DISCORD_TOKEN is set, else in a local stand-in for it.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and end")
    parser.add_argument("--seeds", type=Path, metavar="DIR", help="the folder of sources (default: seeds)")
    shared = argparse.ArgumentParser(add_help=False)
    # SUPPRESS: a subcommand without --seeds must not undo the one given before it.
    shared.add_argument("--seeds", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="the folder of sources")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    ask = commands.add_parser(
        "ask",
        parents=[shared],
        help="answer one question",
        description="Answer one question. Exit status: 0 answered, 1 the sources do not answer, 2 error.",
    )
    ask.add_argument(
        "question",
        nargs="*",
        help="the question, after -- where it begins with a dash; read from standard input where there is none",
    )
    form = ask.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the answer as JSON")
    form.add_argument("--jsonl", action="store_true", help='answer each input line {"id", "question"} with a JSON line')
    form.add_argument("--explain", action="store_true", help="show what the answer and its confidence are made of")
    ask.add_argument(
        "--fast", action="store_true", help="go by words alone: in a third of the time, and less often right"
    )
    commands.add_parser("chat", parents=[shared], help="ask question after question in this terminal")
    commands.add_parser("check", parents=[shared], help="check the sources and ask their golden questions")
    commands.add_parser(
        "doctor",
        parents=[shared],
        help="check the token, intents, permissions, clock, sources and store",
        description="Check all that the bot needs, and say what to do. Exit status: 0 all is well, 1 something is not.",
    )
    model = commands.add_parser("model", help="fetch a stronger model, or list those that were fetched")
    actions = model.add_subparsers(dest="action", metavar="ACTION", required=True)
    fetch = actions.add_parser("fetch", help="download a re-ranker")
    fetch.add_argument("name", metavar="OWNER/NAME", help="its name on the hub, as in the address of its page")
    fetch.add_argument("--file", metavar="PATH", help="which of its ONNX files; else a small one before a large one")
    actions.add_parser("list", help="list the models that were fetched")
    parsed = parser.parse_args(arguments)
    if parsed.command == "ask" and parsed.jsonl and parsed.question:
        ask.error("--jsonl reads its questions from standard input: give none here")
    return parsed
