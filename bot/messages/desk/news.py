"""The message that tells what is new in the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages.markdown import clip, one_line
from bot.messages.quotes import assemble_whole, block_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.i18n import Words
    from bot.service.news.bulletin import Bulletin

NAMED, TITLE_LENGTH = 5, 60  # sources of each kind
MOST_GONE, GONE_LENGTH = 3, 160


def render_news(bulletin: Bulletin, since: datetime, words: Words) -> str:
    """Return what is new since a moment, or that nothing is."""
    moment = f"<t:{int(since.timestamp())}:f>"
    if bulletin.is_empty:
        return words("news.nothing", since=moment)
    head = [words("news.since", since=moment), *_sources(bulletin, words)]
    if bulletin.came or bulletin.went:
        head.append(f"- {words('news.sentences', came=bulletin.came, went=bulletin.went)}")
    gone = [
        words("news.gone", text=clip(one_line(said.text), GONE_LENGTH), title=clip(one_line(said.title), TITLE_LENGTH))
        for said in bulletin.gone[:MOST_GONE]
    ]
    blocks = [block_of(quote) for quote in bulletin.quotes]

    def tail(unshown: int) -> list[str]:
        left = bulletin.came - len(blocks) + max(unshown, 0)
        return [*([words.count("news.more", left)] if left > 0 else []), *gone]

    return assemble_whole(head, blocks, tail, words)


def render_announcement(bulletin: Bulletin, words: Words) -> str:
    """Return what a channel is told: the new sentences that say when."""
    head = [words("news.announced"), *_sources(bulletin, words)]
    return assemble_whole(head, [block_of(quote) for quote in bulletin.quotes], lambda _: (), words)


def _sources(bulletin: Bulletin, words: Words) -> Iterator[str]:
    for key, titles in (
        ("index.changes.added", bulletin.added),
        ("index.changes.changed", bulletin.changed),
        ("index.changes.removed", bulletin.removed),
    ):
        if titles:
            names = ", ".join(clip(one_line(title), TITLE_LENGTH) for title in titles[:NAMED])
            yield f"- {words.count(key, len(titles), names=names + (', …' if len(titles) > NAMED else ''))}"
