"""What each command of the command line does. Each imports only what it needs: that is most of its time."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.config import ConfigError
from bot.service.loading import load_corpus
from bot.service.models import load_reranker
from index import Meaning

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from bot.config import Config
    from index import Corpus


def _ask(parsed: argparse.Namespace, config: Config) -> int:
    from bot.cli import terminal

    if parsed.fast:
        config = replace(config, meaning=Meaning.OFF, reranker="")
    if parsed.jsonl:
        return terminal.answer_lines(_load(config), sys.stdin, sys.stdout)
    question = _said(parsed.question)
    if not question.strip():
        raise ConfigError('there is no question; try: incident-bot ask "What happened?"')
    if parsed.explain:
        return terminal.print_explanation(_load(config), question)
    return terminal.ask(_load(config), question, as_json=parsed.json)


def _chat(_: argparse.Namespace, config: Config) -> int:
    from bot.cli import terminal

    return terminal.chat(_load(config))


def _check(_: argparse.Namespace, config: Config) -> int:
    from bot.cli import terminal

    return terminal.check(config, load_reranker(config))


def _timeline(parsed: argparse.Namespace, config: Config) -> int:
    from bot.cli import terminal
    from index import DaysError

    try:
        return terminal.print_timeline(_load_words(config), parsed.since, parsed.until, parsed.about)
    except DaysError as error:
        if error.text:
            raise ConfigError(
                f'"{error.text}" is no date that can be read; write 2024-07-19, July 2024 or 2024'
            ) from error
        raise ConfigError(f'the period ends ("{parsed.until}") before it begins ("{parsed.since}")') from error


def _summary(parsed: argparse.Namespace, config: Config) -> int:
    from bot.cli.desk import summary
    from index import Length

    return summary.print_summary(_load_words(config), Length(parsed.length), parsed.about, as_json=parsed.json)


def _verify(parsed: argparse.Namespace, config: Config) -> int:
    from bot.cli.desk import verification

    return verification.verify(_load_words(config), _said(parsed.text))


def _who(parsed: argparse.Namespace, config: Config) -> int:
    from bot.cli.desk import who

    return who.print_speakers(_load_words(config), " ".join(parsed.name), config.language, as_json=parsed.json)


def _compare(parsed: argparse.Namespace, config: Config) -> int:
    from bot.cli.desk import compare

    corpus = _load_words(config)
    return compare.print_comparison(corpus, parsed.a, parsed.b, parsed.about, config.language, as_json=parsed.json)


def _add(parsed: argparse.Namespace, config: Config) -> int:
    from bot.cli.operating import sources

    return sources.add(config, parsed.what, parsed.name, replace=parsed.replace, force=parsed.force)


def _remove(parsed: argparse.Namespace, config: Config) -> int:
    from bot.cli.operating import sources

    return sources.remove(config, parsed.name, force=parsed.force)


def _doctor(_: argparse.Namespace, config: Config) -> int:
    from bot.cli.operating import doctor

    return doctor.print_findings(config)


def _migrate(parsed: argparse.Namespace, config: Config) -> int:
    from bot.cli.operating import migration

    return migration.migrate(config, new_key=parsed.new_key)


def _backup(parsed: argparse.Namespace, config: Config) -> int:
    from bot.cli.operating import backup

    return backup.back_up(config, parsed.file)


def _restore(parsed: argparse.Namespace, config: Config) -> int:
    from bot.cli.operating import backup

    return backup.restore(config, parsed.file)


def _model(parsed: argparse.Namespace, _: Config) -> int:
    from bot.cli.operating import models

    return models.print_list() if parsed.action == "list" else models.fetch(parsed.name, parsed.file)


def serve(_: argparse.Namespace, config: Config) -> int:
    """Run the bot: on Discord where there is a token, else in a local stand-in for it."""
    if config.token is None:
        from bot.demo import run_demo

        return run_demo(config)
    from bot.run import run_bot

    return run_bot(config)


COMMANDS: dict[str, Callable[[argparse.Namespace, Config], int]] = {
    "ask": _ask,
    "chat": _chat,
    "check": _check,
    "summary": _summary,
    "timeline": _timeline,
    "verify": _verify,
    "who": _who,
    "compare": _compare,
    "add": _add,
    "remove": _remove,
    "doctor": _doctor,
    "migrate": _migrate,
    "backup": _backup,
    "restore": _restore,
    "model": _model,
}


def _said(words: list[str]) -> str:
    """Return what stands on the command line, else on standard input, where that is no terminal."""
    return " ".join(words) or ("" if sys.stdin.isatty() else sys.stdin.read())


def _load(config: Config) -> Corpus:
    return load_corpus(config.seeds, meaning=config.meaning, reranker=load_reranker(config))


def _load_words(config: Config) -> Corpus:
    """Load the sources for what asks nothing of the reader."""
    return load_corpus(config.seeds, meaning=Meaning.OFF)
