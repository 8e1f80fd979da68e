"""A bulletin: what several reloads make different in all, and the new sentences as the sources have them now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.service.news.newsroom import name_of
from index import sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.storage.news.reloads import Recorded, Said
    from index import Corpus, Quote

MOST_QUOTES = 10
ADDED, CHANGED, REMOVED = "added", "changed", "removed"

# What a change makes of what a source was before; None where that is as if nothing had happened.
_AFTER = {
    (ADDED, CHANGED): ADDED,
    (ADDED, REMOVED): None,
    (CHANGED, REMOVED): REMOVED,
    (REMOVED, ADDED): CHANGED,
}


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What is new: titles of sources, how many sentences came and went, and the first of them."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    came: int = 0
    went: int = 0
    quotes: tuple[Quote, ...] = ()  # of those that came, those that say when first
    gone: tuple[Said, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is new."""
        return not (self.added or self.changed or self.removed or self.came or self.went)


def compose_bulletin(corpus: Corpus, records: Sequence[Recorded], *, dated: bool = False) -> Bulletin:
    """Return what some reloads, the oldest first, make different; `dated` quotes only sentences that say when."""
    became = _sources(records)
    came: dict[tuple[str, str], Said] = {}
    went: dict[tuple[str, str], Said] = {}
    more_came = more_went = 0
    for each in records:
        news = each.news
        more_came += news.sentences[0] - len(news.came)
        more_went += news.sentences[1] - len(news.went)
        for said in news.went:
            key = said.source, said.fingerprint
            if came.pop(key, None) is None:
                went[key] = said
        for said in news.came:
            key = said.source, said.fingerprint
            if went.pop(key, None) is None:
                came.pop(key, None)
                came[key] = said
    shown = sorted(came.values(), key=lambda said: not said.dated)
    quotes = _find(corpus, (said for said in shown if said.dated or not dated))

    def titles(kind: str) -> tuple[str, ...]:
        return tuple(title for title, found in became.values() if found == kind)

    return Bulletin(
        titles(ADDED),
        titles(CHANGED),
        titles(REMOVED),
        len(came) + more_came,
        len(went) + more_went,
        quotes,
        tuple(said for said in went.values() if said.text),
    )


def _sources(records: Iterable[Recorded]) -> dict[str, tuple[str, str]]:
    """Return the title of every source that is different, and what became of it."""
    became: dict[str, tuple[str, str]] = {}
    for each in records:
        for kind, names in ((ADDED, each.news.added), (CHANGED, each.news.changed), (REMOVED, each.news.removed)):
            for name, title in names:
                before = became.pop(name, None)
                after = _AFTER.get((before[1], kind), kind) if before else kind
                if after is not None:
                    became[name] = title, after
    return became


def _find(corpus: Corpus, wanted: Iterable[Said]) -> tuple[Quote, ...]:
    """Return the first sentences that the sources still hold."""
    sources = {name_of(source): source for source in corpus.sources}
    held: dict[str, dict[str, Quote]] = {}
    found: list[Quote] = []
    for said in wanted:
        if len(found) == MOST_QUOTES:
            break
        if said.source in sources and said.source not in held:
            sentences = sentences_of(corpus, sources[said.source])
            held[said.source] = {each.fingerprint.hex(): each.quote for each in sentences}
        quote = held.get(said.source, {}).get(said.fingerprint)
        if quote is not None:
            found.append(quote)
    return tuple(found)
