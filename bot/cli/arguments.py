"""The arguments of the command line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Version(argparse.Action):
    """Look up the version only when asked for it: that takes longer than an answer."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(parser.prog, version("incident-bot"))
        parser.exit()


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the arguments; those of the process where there are none. Ends the process for what cannot be read."""
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
    who = commands.add_parser("who", parents=[shared], help="list who speaks in the sources, and what they say")
    who.add_argument("name", nargs="*", help="whose statements; everybody's where there is none")
    who.add_argument("--json", action="store_true", help="print them as JSON")
    compare = commands.add_parser(
        "compare",
        parents=[shared],
        help="what each of two parties says, about a topic",
        description="Compare two parties. Exit status: 0 one is quoted, 1 neither is, 2 error.",
    )
    compare.add_argument("a", metavar="A", help="a person or a company; in quotation marks where it is several words")
    compare.add_argument("b", metavar="B", help="the other one")
    compare.add_argument("--about", metavar="TOPIC", default="", help="only paragraphs that hold all these words")
    compare.add_argument("--json", action="store_true", help="print it as JSON")
    commands.add_parser("check", parents=[shared], help="check the sources and ask their golden questions")
    commands.add_parser(
        "doctor",
        parents=[shared],
        help="check the token, intents, permissions, clock, sources and store",
        description="Check all that the bot needs, and say what to do. Exit status: 0 all is well, 1 something is not.",
    )
    timeline = commands.add_parser(
        "timeline", parents=[shared], help="what happened when: the dated sentences, in order"
    )
    timeline.add_argument("--from", dest="since", metavar="DATE", default="", help="the first day, month or year")
    timeline.add_argument("--to", dest="until", metavar="DATE", default="", help="the last day, month or year")
    timeline.add_argument("--about", metavar="TOPIC", default="", help="only paragraphs that hold all these words")
    summary = commands.add_parser(
        "summary",
        parents=[shared],
        help="the main points, in the sources' own sentences",
        description="Sum up. Exit status: 0 there are sentences to quote, 1 there are none, 2 error.",
    )
    summary.add_argument(
        "--length",
        choices=("short", "medium", "long"),
        default="medium",
        help="three, five or ten sentences at most (default: medium)",
    )
    summary.add_argument("--about", metavar="TOPIC", default="", help="only what the sources say about it")
    summary.add_argument("--json", action="store_true", help="print it as JSON")
    verify = commands.add_parser(
        "verify",
        parents=[shared],
        help="check a quote against the sources",
        description="Check a quote. Exit status: 0 the sources hold its words, 1 they do not, 2 error.",
    )
    verify.add_argument("text", nargs="*", help="the quote; read from standard input where there is none")
    add = commands.add_parser(
        "add", parents=[shared], help="add an article to the sources: a file, or a page on the web"
    )
    add.add_argument("what", metavar="FILE|URL", help="a .txt, .md, .html or .pdf file, or the address of one")
    add.add_argument("--name", metavar="NAME", help="what to call the file in the folder; else as it is called")
    add.add_argument("--replace", action="store_true", help="put it in place of the article that has its name")
    remove = commands.add_parser(
        "remove", parents=[shared], help="remove an article, and its sidecar, from the sources"
    )
    remove.add_argument("name", metavar="NAME", help="the name of its file")
    for change in (add, remove):
        change.add_argument("--force", action="store_true", help="do it although golden questions fail")
    migrate = commands.add_parser("migrate", help="bring the database to this version, as a start of the bot does")
    migrate.add_argument(
        "--new-key",
        action="store_true",
        help="where the key of the database is lost: go on with another, and forget who cast the votes in it",
    )
    backup = commands.add_parser("backup", help="copy the database into a file, also while the bot runs")
    backup.add_argument("file", type=Path, metavar="FILE", help="where the copy goes; it must not be there yet")
    restore = commands.add_parser("restore", help="put a backup in the place of the database; stop the bot first")
    restore.add_argument("file", type=Path, metavar="FILE", help="what `backup` made")
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
