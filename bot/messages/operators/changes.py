"""What a change of the sources did, or would do: for whoever asked for it, and for the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages.lists import fit_lines
from bot.messages.markdown import clip, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.i18n import Words
    from bot.service.snapshots import Proposal, Snapshot
    from bot.service.sources.guard import Outcome
    from index import Check, Otherwise, Quote, Source, SourceError, Tally

NAMED = 5  # sources of each kind
NAME_LENGTH, QUESTION_LENGTH, QUOTE_LENGTH = 60, 120, 120
PROBLEM_LENGTH = 300


def list_changes(outcome: Outcome, words: Words) -> str:
    """Say whether the new sources are live, what is different, and which questions are answered otherwise."""
    proposal = outcome.proposal
    lines = [_heading(outcome, words)]
    if proposal.changed:
        lines += [*_differences(proposal, words), *_failures(proposal.failed, words)]
        lines += _otherwise(proposal.changes.otherwise, words)
    return fit_lines(lines, words)


def list_problems(error: SourceError, snapshot: Snapshot, words: Words) -> str:
    """Say what is wrong with the sources, and that `snapshot` stays in use."""
    # A problem names files by their full path: members of a server are told the name only.
    problems = [str(problem).replace(str(problem.path), problem.path.name) for problem in error.problems]
    lines = [f"- {clip(problem, PROBLEM_LENGTH)}" for problem in problems]
    return fit_lines([words("index.refused", version=snapshot.name), *lines], words)


def size_of(snapshot: Snapshot, words: Words) -> dict[str, str]:
    """Return how much is indexed, as the placeholders of the texts about the index."""
    return {
        "sources": words.count("index.sources", len(snapshot.corpus.sources)),
        "passages": words.count("index.passages", len(snapshot.corpus.passages)),
        "version": snapshot.name,
    }


def _heading(outcome: Outcome, words: Words) -> str:
    proposal = outcome.proposal
    if not proposal.changed:
        return words("index.unchanged", **size_of(proposal.after, words))
    if not outcome.accepted:
        return words("index.not_accepted", version=proposal.before.name)
    return words("index.reloaded", milliseconds=round(proposal.seconds * 1000), **size_of(proposal.after, words))


def _differences(proposal: Proposal, words: Words) -> Iterable[str]:
    changes = proposal.changes
    for key, sources in (
        ("index.changes.added", changes.added),
        ("index.changes.changed", changes.changed),
        ("index.changes.removed", changes.removed),
    ):
        if sources:
            yield f"- {words.count(key, len(sources), names=_names(sources))}"
    if any(_counts(changes.passages)):
        added, changed, removed = _counts(changes.passages)
        yield f"- {words('index.changes.passages', added=added, changed=changed, removed=removed)}"
    if proposal.before.checks != proposal.after.checks:
        yield f"- {words('index.changes.checks')}"


def _counts(tally: Tally) -> tuple[int, int, int]:
    return tally.added, tally.changed, tally.removed


def _names(sources: tuple[Source, ...]) -> str:
    names = [clip(source.path.name, NAME_LENGTH) for source in sources[:NAMED]]
    return ", ".join(names) + (", …" if len(sources) > NAMED else "")


def _failures(failed: tuple[tuple[Check, str], ...], words: Words) -> Iterable[str]:
    if failed:
        yield words.count("index.failed.heading", len(failed))
    for check, _ in failed:
        question = clip(one_line(check.question), QUESTION_LENGTH)
        if check.expect is None:
            yield f"- {words('index.failed.answered', question=question)}"
        else:
            expected = clip(one_line(check.expect), QUOTE_LENGTH)
            yield f"- {words('index.failed.lacking', question=question, expected=expected)}"


def _otherwise(found: tuple[Otherwise, ...], words: Words) -> Iterable[str]:
    if found:
        yield words.count("index.otherwise.heading", len(found))
    for one in found:
        question = clip(one_line(one.question), QUESTION_LENGTH)
        before, after = _quoted(one.before, words), _quoted(one.after, words)
        yield f"- {words('index.otherwise.question', question=question, before=before, after=after)}"


def _quoted(quote: Quote | None, words: Words) -> str:
    if quote is None:
        return words("index.otherwise.none")
    return words("index.otherwise.quote", quote=clip(one_line(quote.words), QUOTE_LENGTH))
