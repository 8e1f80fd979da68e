"""The line that a reply gets when a sentence that it quotes has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.messages.markdown import MESSAGE_LENGTH, clip, length, one_line, unescape

if TYPE_CHECKING:
    from bot.i18n import Words
    from index import Sentence

ALIKE = 60  # of 100: how closely what stands in a sentence's place must resemble the reply to be its new wording
LEAST_ROOM = 60  # of a sentence


def correct(content: str, paragraph: int, successor: Sentence | None, words: Words) -> str:
    """Return a reply's text with a line more: how the sentence of a paragraph reads now, or that it is gone.

    Raises `ValueError` where no line fits.
    """
    room, key = MESSAGE_LENGTH - length(content) - 1, "news.is_gone"
    now = one_line(successor.quote.words) if successor else ""
    if now and fuzz.partial_ratio(now, unescape(content.replace("**", ""))) >= ALIKE:
        room_for_it = room - length(words("news.reads_now", paragraph=paragraph, text=""))
        if room_for_it >= min(length(now), LEAST_ROOM):
            return f"{content}\n{words('news.reads_now', paragraph=paragraph, text=clip(now, room_for_it))}"
        key = "news.is_changed"
    line = words(key, paragraph=paragraph)
    if length(line) > room:
        raise ValueError("the message is full")
    return f"{content}\n{line}"
