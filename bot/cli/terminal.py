"""Questions and answers in a terminal."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, TextIO

from bot.cli.exit_status import ANSWERED, FAILED, FAULTY, SOUND, UNANSWERED
from bot.i18n import Catalogue
from bot.messages.links import sentence_link
from bot.service.loading import load_corpus
from index import SourceError, Status, load_checks, run_checks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rich.console import Console

    from bot.i18n import Words
    from index import Answer, Check, Corpus, Quote

WIDEST, UNBROKEN = 100, 1_000_000  # columns


def ask(corpus: Corpus, question: str, *, as_json: bool) -> int:
    """Print the answer to one question; return the exit status."""
    answer = corpus.answer(question)
    if as_json:
        print(json.dumps({"question": question, **to_json(answer)}, ensure_ascii=False, indent=2))
    else:
        _show(_console(), answer, Catalogue.load())
    return ANSWERED if answer.status is Status.ANSWERED else UNANSWERED


def print_explanation(corpus: Corpus, question: str) -> int:
    """Print why the answer to one question is what it is; return the exit status of the answer."""
    from bot.cli.explanation import print_tables

    print_tables(_console(), corpus.explain(question))
    return ANSWERED if corpus.answer(question).status is Status.ANSWERED else UNANSWERED


def answer_lines(corpus: Corpus, lines: Iterable[str], output: TextIO) -> int:
    """Answer each line of JSON with one; a line that is no question is reported on stderr and skipped."""
    status = ANSWERED
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            identity, question = entry["id"], entry["question"]
        except (ValueError, TypeError, KeyError, RecursionError):
            question = None
        if not isinstance(question, str):
            print(f'incident-bot: line {number} is not JSON such as {{"id": 1, "question": "..."}}.', file=sys.stderr)
            status = FAILED
            continue
        print(json.dumps({"id": identity, **to_json(corpus.answer(question))}, ensure_ascii=False), file=output)
        output.flush()
    return status


def to_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as the JSON object that other programs read."""
    return {
        "status": answer.status.value,
        "confidence": round(answer.confidence, 4),
        "language": answer.language,
        "quotes": [
            {
                "text": quote.text,
                "source": quote.source.id,
                "title": quote.source.title,
                "url": quote.source.url,
                "paragraph": quote.paragraph,
                "start": quote.start,
                "end": quote.end,
                "score": round(quote.score, 4),
            }
            for quote in answer.quotes
        ],
    }


def chat(corpus: Corpus) -> int:
    """Answer until the input ends."""
    catalogue, console = Catalogue.load(), _console()
    interactive = sys.stdin.isatty()
    if interactive:
        import readline  # noqa: F401 - gives `input` line editing and a history

        titles = ", ".join(source.title for source in corpus.sources)
        console.print(printable(f"{titles}\n"), style="bold", markup=False, highlight=False)
        console.print("Ask anything about it; Ctrl-D ends.", style="dim")
    while True:
        try:
            question = input("\n> " if interactive else "")
        except EOFError:
            return ANSWERED
        if question.strip():
            _show(console, corpus.answer(question), catalogue)


def check(folder: Path) -> int:
    """Load the sources, ask the golden questions and report every problem; return the exit status."""
    problems: list[object] = []
    corpus: Corpus | None = None
    checks: tuple[Check, ...] = ()
    try:
        corpus = load_corpus(folder)
    except SourceError as error:
        problems += error.problems
    try:
        checks = load_checks(folder)
    except SourceError as error:
        problems += error.problems
    if corpus is not None:
        problems += [f"{check.question} {failure}" for check, failure in run_checks(corpus, checks)]
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems or corpus is None:
        print(f"Problems: {len(problems)}.", file=sys.stderr)
        return FAULTY
    size = f"Sources: {len(corpus.sources)}, passages: {len(corpus.passages)}, golden questions: {len(checks)}"
    print(f"{size}. No problems.")
    return SOUND


def printable(text: str) -> str:
    """Replace control characters, which a terminal would obey rather than show."""
    return "".join(c if c in "\n\t" or (c >= " " and not "\x7f" <= c <= "\x9f") else "\ufffd" for c in text)


def _console() -> Console:
    from rich.console import Console

    class PipeConsole(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # Rich would end the process, with the exit status of an unanswered question

    console = PipeConsole(highlight=False)
    # Lines stay unbroken in a pipe, and readable on a wide screen.
    console.width = min(console.width, WIDEST) if console.is_terminal else UNBROKEN
    return console


def _show(console: Console, answer: Answer, catalogue: Catalogue) -> None:
    words = catalogue.words(answer.language)
    if answer.status is Status.UNANSWERED:
        console.print(words("answer.none"), style="yellow")
        return
    for quote in answer.quotes:
        _show_quote(console, quote, words)


def _show_quote(console: Console, quote: Quote, words: Words) -> None:
    from rich.padding import Padding
    from rich.style import Style
    from rich.text import Text

    text = Text(printable(quote.shown))
    for start, end in quote.highlights:
        text.stylize("bold green", start, end)
    about = [quote.source.publisher, words("quote.paragraph", paragraph=quote.paragraph)]
    where = ", ".join(part for part in (quote.source.title, *about) if part)
    if quote.source.published:
        where += f" · {words.date(quote.source.published)}"
    link = sentence_link(quote.source.url, quote.words) if quote.source.url else None
    credit = Text(printable(f"— {where}"), Style(dim=True, link=link))
    for line in (text, credit):
        console.print(Padding(line, (0, 0, 0, 2), expand=False))
    console.print()
