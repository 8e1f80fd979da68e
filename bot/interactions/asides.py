"""Replies to messages that want something else than an answer from the sources."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.interactions.buttons import quotes_view
from bot.messages.desk.summary import render_overview
from bot.messages.desk.timeline import render_timeline
from bot.messages.help import render_help
from bot.messages.lists import list_sources
from index import Intent

if TYPE_CHECKING:
    from discord import ui

    from bot.i18n import Words
    from bot.service.answering import Answering


async def compose_aside(
    answering: Answering, intent: Intent, words: Words, mention: str, asker_id: int | None
) -> tuple[str, ui.View | None]:
    """Return the message for any intent but a question, and its buttons; `mention` is how the bot is addressed."""
    if intent is Intent.OVERVIEW:
        _, summary = await answering.snapshots.ask(lambda corpus: corpus.summary())
        page = render_overview(summary, words)
        return page.text, quotes_view(page.quotes, words, asker_id)
    return await _say(answering, intent, words, mention), None


async def _say(answering: Answering, intent: Intent, words: Words, mention: str) -> str:
    match intent:
        case Intent.CHRONOLOGY:
            _, timeline = await answering.snapshots.ask(lambda corpus: corpus.timeline())
            return render_timeline(timeline, words)
        case Intent.SOURCES:
            return list_sources(answering.snapshots.current, words, datetime.now(UTC).date())
        case Intent.HELP:
            return render_help(words, mention, answering.command_ids)
        case Intent.GREETING:
            return words("aside.greeting")
        case Intent.THANKS:
            return words("aside.thanks")
        case _:
            return words("aside.not_for_us")
