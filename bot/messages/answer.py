"""The message of an answer: its quotes, and how far they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages.lists import list_titles
from bot.messages.markdown import clip, one_line, unescape
from bot.messages.quotes import QuoteBlock, assemble
from bot.service.refusal import Refusal
from index import Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from bot.messages.state import AnswerState, Citation
    from bot.service.snapshots import Snapshot
    from index import Source, Stretch

HEADER_LENGTH = 240  # of the question in it
MOST_NAMES, NAME_LENGTH = 3, 40

_HEADER = "-# ❓ "


def render_answer(
    state: AnswerState,
    snapshot: Snapshot,
    words: Words,
    question: str | None = None,
    unmentioned: Sequence[str] = (),
) -> str:
    """Return the message that shows a state of an answer. Raises `Refusal` where a source has changed since.

    `question` is repeated above it where the message replied to does not contain it; names of it that the sources
    hold nowhere are `unmentioned`.
    """
    head = [] if question is None else [header(question)]
    blocks = [
        _block(citation, snapshot, *((state.before, state.after) if at == 0 else (0, 0)))
        for at, citation in enumerate(state.shown)
    ]
    tail: list[str] = []
    match state.standing:
        case Standing.UNANSWERED if not state.page:
            tail = [no_answer(words, unmentioned), words("answer.about", titles=list_titles(snapshot.corpus.sources))]
        case Standing.UNANSWERED:
            head.append(words("answer.closest"))
        case Standing.UNSURE:
            head.append(words("answer.unsure"))
    if foreign := [block.source.language for block in blocks if is_foreign(state.question_language, block.source)]:
        tail.append(f"-# {words('answer.foreign', language=words.language_name(foreign[0]))}")
    return assemble(head, blocks, tail, words)


def no_answer(words: Words, unmentioned: Sequence[str]) -> str:
    """Say that the sources do not answer, and which names they never mention."""
    if not unmentioned:
        return words("answer.none")
    names = ", ".join(clip(one_line(name), NAME_LENGTH) for name in unmentioned[:MOST_NAMES])
    return f"{words('answer.none')} {words('answer.unmentioned', names=names)}"


def header(question: str) -> str:
    """Return the line that repeats a question."""
    return _HEADER + clip(one_line(question), HEADER_LENGTH)


def read_header(content: str) -> str | None:
    """Return the question that `header` wrote above an answer."""
    if not content.startswith(_HEADER):
        return None
    return unescape(content.split("\n", 1)[0].removeprefix(_HEADER))


def is_foreign(question_language: str, source: Source) -> bool:
    """Tell whether a source is in another language than the question; an unknown language is not."""
    return "und" not in (question_language, source.language) and question_language != source.language


def resolve(citation: Citation, snapshot: Snapshot, before: int = 0, after: int = 0) -> tuple[Source, Stretch]:
    """Return the source of a quote and the sentences around it to show. Raises `Refusal` where the source has changed.

    `before` and `after` are how many sentences are added.
    """
    source = snapshot.versions.find(citation.version)
    if source is None or citation.end > len(source.text):
        raise Refusal("stale")
    return source, snapshot.corpus.widen(source, citation.start, citation.end, before, after)


def _block(citation: Citation, snapshot: Snapshot, before: int, after: int) -> QuoteBlock:
    source, stretch = resolve(citation, snapshot, before, after)
    highlights = tuple(map(stretch.moved, citation.highlights))
    paragraphs = stretch.first_paragraph, stretch.last_paragraph
    speaker = snapshot.corpus.speaker(source, stretch.start, stretch.end)
    return QuoteBlock(stretch.shown, highlights, source, paragraphs, stretch.words, speaker)
