"""The command line: `incident-bot` and its subcommands. Every error becomes one sentence here."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import Settings, SettingsError, find_home, load_settings
from index import Corpus, SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

OK, UNANSWERED, FAILED, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parsed = _parser().parse_args(arguments)
    for stream in (sys.stdin, sys.stdout):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        home = find_home(Path.cwd())
        status = _dispatch(parsed, load_settings(os.environ, home, seeds=parsed.seeds))
        sys.stdout.flush()
    except SourceError as error:
        print(error, file=sys.stderr)
        return FAILED
    except SettingsError as error:
        print(f"incident-bot: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has gone; nothing more may be written, not even by the interpreter when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    return status


def _dispatch(parsed: argparse.Namespace, settings: Settings) -> int:
    # Each of these imports only what it needs: to answer in a terminal, Discord is never loaded.
    if parsed.command == "ask":
        from bot import terminal

        if parsed.jsonl:
            return terminal.answer_lines(Corpus.load(settings.seeds), sys.stdin, sys.stdout)
        question = " ".join(parsed.question) or sys.stdin.read()
        return terminal.ask(Corpus.load(settings.seeds), question, as_json=parsed.json)
    if parsed.command == "check":
        from bot import terminal

        return terminal.check(settings.seeds)
    if parsed.command == "chat":
        from bot import terminal

        return terminal.chat(Corpus.load(settings.seeds))
    if settings.token is None:
        from bot import tryout

        return tryout.run(settings)
    from bot.run import run

    return run(settings)


class _Version(argparse.Action):
    """Look the version up only when it is asked for: that takes longer than an answer."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(parser.prog, version("incident-bot"))
        parser.exit()


def _parser() -> argparse.ArgumentParser:
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
    ask.add_argument("question", nargs="*", help="the question; read from standard input where there is none")
    form = ask.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the answer as JSON")
    form.add_argument("--jsonl", action="store_true", help='answer each input line {"id", "question"} with a JSON line')
    commands.add_parser("chat", parents=[shared], help="ask question after question in this terminal")
    commands.add_parser("check", parents=[shared], help="check the sources and ask their golden questions")
    return parser


if __name__ == "__main__":
    sys.exit(main())
