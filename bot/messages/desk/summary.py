"""The message of a summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages.markdown import clip, one_line
from bot.messages.quotes import assemble_whole, block_of

if TYPE_CHECKING:
    from bot.i18n import Words
    from index import Summary

TOPIC_LENGTH = 60


def render_summary(summary: Summary, words: Words) -> str:
    """Return the message of a summary: as many quotes as it holds, and how many more there are."""
    if not summary.quotes:
        return say_why_empty(summary, words)
    blocks = [block_of(quote) for quote in summary.quotes]
    return assemble_whole(
        [write_heading(summary, words)], blocks, lambda left: [words.count("summary.more", left)] if left else [], words
    )


def write_heading(summary: Summary, words: Words) -> str:
    """Return the line above a summary, in markdown."""
    if topic := _topic(summary):
        return words("summary.about", topic=topic)
    return words("summary.heading")


def say_why_empty(summary: Summary, words: Words) -> str:
    """Say why a summary holds nothing."""
    if topic := _topic(summary):
        return words("timeline.unmentioned", topic=topic)
    return words("summary.empty")


def _topic(summary: Summary) -> str:
    return clip(one_line(summary.about.strip()), TOPIC_LENGTH)
