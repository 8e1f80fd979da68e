"""The newsroom: records what each reload makes different, once however many processes share a database."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.storage.news.reloads import LONGEST_NAME, LONGEST_TEXT, MOST_SENTENCES, MOST_SOURCES, News, Said
from bot.storage.tables import KnownSource
from index import dated_among, sentences_of, split_fingerprints, successors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.service.snapshots import Snapshot, Snapshots
    from bot.storage.news.reloads import Recorded
    from bot.storage.store import Store
    from index import Sentence, Source


@dataclass(frozen=True, slots=True)
class Edition:
    """A reload that this process recorded, and what became of the sentences that are gone, by source."""

    recorded: Recorded
    gone: Mapping[str, Mapping[bytes, Sentence | None]]  # each with what stands in its place, None where nothing does


@dataclass(frozen=True, slots=True)
class _Difference:
    news: News
    known: tuple[KnownSource, ...]
    removed: tuple[str, ...]
    gone: Mapping[str, Mapping[bytes, Sentence | None]]


class Newsroom:
    """Compares the sources in use with those that were recorded last, at a reload and after a start."""

    def __init__(self, snapshots: Snapshots, store: Store) -> None:
        self._snapshots = snapshots
        self._store = store
        self._recording = asyncio.Lock()
        self._compared = ""  # the version of the sources that this process has compared with what was recorded
        self.last: Recorded | None = None  # the reload that was recorded last, by whichever process

    async def record(self, before: Snapshot | None = None) -> Edition | None:
        """Record what is new since the last time; None where nothing is, or another process was faster.

        `before` is what a reload replaced, if there is one: of that the sentences that went can be told. Raises
        `StoreError`.
        """
        async with self._recording:
            snapshot = self._snapshots.current
            version = await asyncio.to_thread(version_of, snapshot)
            self.last = last = await self._store.reloads.last()
            # What another process has loaded since is no reason to record the sources of before again.
            if version == self._compared or (last is not None and last.version == version):
                self._compared = version
                return None
            known = await self._store.reloads.known()
            compare = partial(_compare, known, snapshot, before, is_first=last is None)
            found = await asyncio.to_thread(compare)
            recorded = await self._store.reloads.record(
                last.id if last else 0, version, found.news, found.known, found.removed
            )
            if recorded is None:
                return None
            self._compared, self.last = version, recorded
            return Edition(recorded, found.gone)

    async def is_up_to_date(self) -> bool:
        """Tell whether the sources in use are those that were recorded last."""
        return self.last is not None and self.last.version == await asyncio.to_thread(
            version_of, self._snapshots.current
        )


def version_of(snapshot: Snapshot) -> str:
    """Return what names the texts of a snapshot, whatever reads them."""
    versions = sorted(f"{source.id}\0{snapshot.versions.of(source).hex()}" for source in snapshot.corpus.sources)
    return hashlib.blake2b("\n".join(versions).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _compare(
    known: Mapping[str, KnownSource], snapshot: Snapshot, before: Snapshot | None, *, is_first: bool
) -> _Difference:
    sources = {name_of(source): source for source in snapshot.corpus.sources}
    versions = {name: snapshot.versions.of(source).hex() for name, source in sources.items()}
    renewed = [name for name in sources if name not in known or known[name].version != versions[name]]
    sentences = {name: sentences_of(snapshot.corpus, sources[name]) for name in renewed}
    noted = tuple(
        KnownSource(
            source=name,
            title=sources[name].title[:LONGEST_NAME],
            version=versions[name],
            sentences=b"".join(sentence.fingerprint for sentence in sentences[name]),
        )
        for name in renewed
    )
    if is_first:
        return _Difference(News(), noted, (), {})
    removed = tuple(name for name in known if name not in sources)
    came = {name: _new(sentences[name], known.get(name)) for name in renewed}
    gone = {
        name: successors(known[name].sentences, sentences.get(name, ()))
        for name in [*renewed, *removed]
        if name in known
    }
    news = _news(sources, known, removed, came, gone, renewed, _texts(before, gone))
    return _Difference(news, noted, removed, gone)


def _news(
    sources: Mapping[str, Source],
    known: Mapping[str, KnownSource],
    removed: tuple[str, ...],
    came: Mapping[str, list[Sentence]],
    gone: Mapping[str, Mapping[bytes, Sentence | None]],
    renewed: list[str],
    texts: Mapping[tuple[str, bytes], str],
) -> News:
    added = [(name, sources[name].title[:LONGEST_NAME]) for name in renewed if name not in known]
    changed = [(name, sources[name].title[:LONGEST_NAME]) for name in renewed if name in known]
    lost = [(name, known[name].title) for name in removed]
    new = [said for name in renewed for said in _said(sources[name], name, came[name])]
    new.sort(key=lambda said: not said.dated)  # the dated ones are kept first
    went = [
        Said(name, known[name].title, key.hex(), texts.get((name, key), "")[:LONGEST_TEXT])
        for name, keys in gone.items()
        for key in keys
    ]
    return News(
        tuple(added[:MOST_SOURCES]),
        tuple(changed[:MOST_SOURCES]),
        tuple(lost[:MOST_SOURCES]),
        tuple(new[:MOST_SENTENCES]),
        tuple(went[:MOST_SENTENCES]),
        (len(added), len(changed), len(lost)),
        (len(new), sum(map(len, gone.values()))),
    )


def _new(sentences: Iterable[Sentence], known: KnownSource | None) -> list[Sentence]:
    """Return the sentences that the source did not have."""
    before = set(split_fingerprints(known.sentences)) if known else set()
    return list({each.fingerprint: each for each in sentences if each.fingerprint not in before}.values())


def _said(source: Source, name: str, sentences: list[Sentence]) -> list[Said]:
    dated = dated_among(sentences)
    title = source.title[:LONGEST_NAME]
    return [
        Said(name, title, each.fingerprint.hex(), each.quote.words[:LONGEST_TEXT], each.fingerprint in dated)
        for each in sentences
    ]


def _texts(before: Snapshot | None, gone: Mapping[str, Mapping[bytes, object]]) -> dict[tuple[str, bytes], str]:
    """Return the words of the sentences that are gone, where the sources of before are at hand."""
    if before is None:
        return {}
    return {
        (name_of(source), sentence.fingerprint): sentence.quote.words
        for source in before.corpus.sources
        if gone.get(name_of(source))
        for sentence in sentences_of(before.corpus, source)
        if sentence.fingerprint in gone[name_of(source)]
    }


def name_of(source: Source) -> str:
    """Return a source's id as a database takes it."""
    return source.id.encode("utf-8", "replace").decode()[:LONGEST_NAME]
