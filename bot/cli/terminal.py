"""Questions and answers in a terminal."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

from bot.cli.exit_status import ANSWERED, FAILED, FAULTY, SOUND, UNANSWERED
from bot.i18n import Catalogue
from bot.messages.desk.summary import head_of, say_no_summary, tail_of
from bot.messages.desk.timeline import say_why_empty, write_dating, write_difference
from bot.messages.links import sentence_link
from bot.messages.markdown import one_line, unescape
from bot.service.loading import load_corpus
from index import (
    Earlier,
    Intent,
    SourceError,
    Standing,
    Status,
    intent_after,
    intent_of,
    load_checks,
    run_checks,
    spoken_language,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rich.console import Console

    from bot.config import Config
    from bot.i18n import Words
    from index import Answer, Check, Corpus, Meaning, Quote, Reranker, Summary, Timeline

FAREWELLS = {"quit", "exit", "q", "bye", "quitter", "sortir", "au revoir"}
WIDEST, UNBROKEN = 100, 1_000_000  # columns


def ask(corpus: Corpus, question: str, *, as_json: bool) -> int:
    """Print the answer to one question; return the exit status."""
    if not as_json and intent_of(question) is not Intent.QUESTION:
        _show_aside(open_console(), corpus, question, Catalogue.load())
        return ANSWERED
    answer = corpus.answer(question)
    if as_json:
        print(json.dumps({"question": question, **to_json(answer)}, ensure_ascii=False, indent=2))
    else:
        _show(open_console(), answer, Catalogue.load())
    return ANSWERED if answer.status is Status.ANSWERED else UNANSWERED


def print_explanation(corpus: Corpus, question: str) -> int:
    """Print why the answer to one question is what it is; return the exit status of the answer."""
    from bot.cli.explanation import print_tables

    print_tables(open_console(), corpus.explain(question))
    return ANSWERED if corpus.answer(question).status is Status.ANSWERED else UNANSWERED


def print_timeline(corpus: Corpus, since: str, until: str, about: str) -> int:
    """Print the dated sentences of the sources; return the exit status. Raises `DaysError`."""
    language = corpus.sources[0].language
    timeline = corpus.timeline(since, until, about, language)
    _show_timeline(open_console(), timeline, Catalogue.load().words(spoken_language(about), language))
    return ANSWERED if timeline.dated or timeline.undated else UNANSWERED


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
        "intent": intent_of(answer.question).value,
        "status": answer.status.value,
        "standing": answer.standing.value,
        "confidence": round(answer.confidence, 4),
        "language": answer.language,
        "quotes": [quote_to_json(quote) for quote in answer.quotes],
    }


def quote_to_json(quote: Quote) -> dict[str, Any]:
    """Return a quote as the JSON object that other programs read; who says it where the source tells."""
    attribution = quote.attribution
    return {
        "text": quote.text,
        "source": quote.source.id,
        "title": quote.source.title,
        "url": quote.source.url,
        "paragraph": quote.paragraph,
        "start": quote.start,
        "end": quote.end,
        "score": round(quote.score, 4),
        "speaker": quote.speaker,
        "kind": attribution.kind,
        "hedged": attribution.hedged,
    }


def chat(corpus: Corpus) -> int:
    """Answer until the input ends."""
    catalogue, console = Catalogue.load(), open_console()
    earlier: Earlier | None = None
    interactive = sys.stdin.isatty()
    if interactive:
        import readline  # noqa: F401 - gives `input` line editing and a history

        titles = ", ".join(source.title for source in corpus.sources)
        console.print(printable(f"{titles}\n"), style="bold", markup=False, highlight=False)
        console.print("Ask anything about it; “help” says how, “quit” ends.", style="dim")
    while True:
        try:
            question = input("\n> " if interactive else "")
        except EOFError:
            return ANSWERED
        if question.strip(" .!?:/").lower() in FAREWELLS:
            return ANSWERED
        if not question.strip():
            continue
        if intent_after(question, earlier) is Intent.QUESTION:
            answer = corpus.answer(question, earlier=earlier)
            earlier = Earlier(answer.question, tuple((q.source.id, q.start, q.end) for q in answer.showable))
            _show(console, answer, catalogue)
        else:
            _show_aside(console, corpus, question, catalogue)


def check(config: Config, reranker: Reranker | None = None) -> int:
    """Look at the configuration, load the sources, ask the golden questions; report every problem.

    Return the exit status.
    """
    from bot.service.soundness import problems_of  # it knows databases, which answers need none of

    size, problems = examine(config.seeds, config.meaning, reranker)
    problems = [*problems_of(config, lambda: datetime.now(UTC)), *problems]
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"Problems: {len(problems)}.", file=sys.stderr)
        return FAULTY
    print(f"{size}. No problems.")
    return SOUND


def examine(folder: Path, meaning: Meaning, reranker: Reranker | None = None) -> tuple[str, list[str]]:
    """Load the sources and ask the golden questions; return how much there is, in words, and every problem."""
    problems: list[str] = []
    corpus: Corpus | None = None
    checks: tuple[Check, ...] = ()
    try:
        corpus = load_corpus(folder, meaning=meaning, reranker=reranker)
    except SourceError as error:
        problems += map(str, error.problems)
    try:
        checks = load_checks(folder)
    except SourceError as error:
        problems += map(str, error.problems)
    if corpus is None:
        return "Sources: 0", problems
    problems += [f"{check.question} {failure}" for check, failure in run_checks(corpus, checks)]
    size = f"Sources: {len(corpus.sources)}, passages: {len(corpus.passages)}, golden questions: {len(checks)}"
    return size, problems


def printable(text: str) -> str:
    """Replace control characters, which a terminal would obey rather than show."""
    return "".join(c if c in "\n\t" or (c >= " " and not "\x7f" <= c <= "\x9f") else "\ufffd" for c in text)


def open_console() -> Console:
    """Return the terminal, or the pipe, to print to."""
    from rich.console import Console

    class PipeConsole(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # Rich would end the process, with the exit status of an unanswered question

    console = PipeConsole(highlight=False)
    console.width = min(console.width, WIDEST) if console.is_terminal else UNBROKEN
    return console


def _show(console: Console, answer: Answer, catalogue: Catalogue) -> None:
    words = catalogue.words(answer.language)
    match answer.standing:
        case Standing.UNANSWERED if answer.near:
            console.print(words("answer.closest").replace("**", ""), style="yellow")
        case Standing.UNANSWERED:
            said = [words("answer.none")]
            if answer.unmentioned:
                said.append(words("answer.unmentioned", names=", ".join(answer.unmentioned)))
            console.print(printable(" ".join(said)), style="yellow", markup=False)
        case Standing.UNSURE:
            console.print(words("answer.unsure").replace("**", ""), style="yellow")
    for quote in answer.showable:
        show_quote(console, quote, words)


def _show_aside(console: Console, corpus: Corpus, text: str, catalogue: Catalogue) -> None:
    """Show what a text wants where that is no answer."""
    words = catalogue.words(spoken_language(text))
    match intent_of(text):
        case Intent.OVERVIEW:
            show_summary(console, corpus.summary(), words)
        case Intent.CHRONOLOGY:
            _show_timeline(console, corpus.timeline(), words)
        case Intent.SOURCES:
            for source in corpus.sources:
                about = [source.title, source.publisher, source.published and words.date(source.published), source.url]
                console.print(printable(f"- {' · '.join(part for part in about if part)}"), markup=False)
        case Intent.HELP:
            console.print(words("aside.terminal"))
        case Intent.GREETING:
            console.print(words("aside.greeting"))
        case Intent.THANKS:
            console.print(words("aside.thanks"))
        case _:
            console.print(words("aside.not_for_us"))


def show_summary(console: Console, summary: Summary, words: Words) -> None:
    """Print the quotes of a summary, or why there are none."""
    _show_line(console, head_of(summary, words) if summary.quotes else say_no_summary(summary, words), "bold")
    for quote in summary.quotes:
        show_quote(console, quote, words)
    for line in tail_of(summary, words):
        _show_line(console, line.replace("*", ""), "yellow")


def _show_timeline(console: Console, timeline: Timeline, words: Words) -> None:
    """Print a timeline: every quote below its days, then the figures that sources do not agree on."""
    entries = [*timeline.dated, *timeline.undated]
    _show_line(console, words("timeline.heading") if entries else say_why_empty(timeline, words), "bold")
    for entry in entries:
        _show_line(console, " · ".join(write_dating(d, words, stamped=False) for d in entry.datings), "cyan")
        show_quote(console, entry.quote, words)
    for figures in timeline.differing:
        _show_line(console, write_difference(figures, words, stamped=False), "yellow")


def _show_line(console: Console, markdown: str, style: str) -> None:
    console.print(printable(unescape(markdown.replace("**", ""))), style=style, markup=False)


def show_quote(console: Console, quote: Quote, words: Words) -> None:
    """Print a quote and where it stands."""
    from rich.padding import Padding
    from rich.style import Style
    from rich.text import Text

    text = Text(printable(quote.shown))
    for start, end in quote.highlights:
        text.stylize("bold green", start, end)
    about = [quote.source.publisher, words("quote.paragraph", paragraph=quote.paragraph)]
    where = ", ".join(part for part in (quote.source.title, *about) if part)
    if quote.speaker:
        where = f"{quote.speaker} · {where}"
    if quote.source.published:
        where += f" · {words.date(quote.source.published)}"
    link = sentence_link(quote.source.url, quote.words) if quote.source.url else None
    credit = Text(printable(f"— {one_line(where)}"), Style(dim=True, link=link))
    for line in (text, credit):
        console.print(Padding(line, (0, 0, 0, 2), expand=False))
    console.print()
