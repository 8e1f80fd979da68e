"""What the reader made of the passages of a corpus: read once, kept, and looked up for each question."""

from __future__ import annotations

import hashlib
from copy import copy
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from index.search.reader.model import Reading, pack, unpack
from index.search.reader.pieces import Window
from index.search.reader.windows import cut, texts_of
from index.segment.columns import offsets
from index.sources.progress import ignore

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.search.reader.model import Asked, Bytes, Floats, Reader
    from index.search.reader.reranker import Reranker
    from index.search.reader.store import Store
    from index.segment.forward import ForwardIndex
    from index.segment.passages import Passage
    from index.sources.progress import Progress

    Indices = npt.NDArray[np.intp]

CACHED = 1 << 12  # windows whose readings are in memory: some 30 KB each
AGAIN = 8  # sentences that a re-ranker judges, the best ones


class Windows:
    """The windows that the passages of a forward index are read in, each read when it is asked for, and kept."""

    def __init__(self, forward: ForwardIndex, reader: Reader, store: Store) -> None:
        self.forward, self.reader = forward, reader
        self.starts = _starts(forward)  # (w + 1) the first passage of each window, then how many passages there are
        self._store = store

    def __len__(self) -> int:
        return len(self.starts) - 1

    def find(self, number: int) -> Reading:
        """Return the reading of a window, from the store or made now."""
        key, window = self._key(number)
        known = self._store.reading(key, self.reader.piece, self.reader.width)
        if known is not None and len(known.counts) == len(window.sentences):
            return known
        return self._read(number, key, window)

    def vectors(self, number: int) -> Bytes:
        """Return a vector for each passage of a window, from the store or made now."""
        key, window = self._key(number)
        known = self._store.passages(key, self.reader.width)
        if known is not None and len(known) == self.starts[number + 1] - self.starts[number]:
            return known
        return self._vectors_of(number, self._read(number, key, window))

    def flush(self) -> None:
        """Keep what was read, whatever happens next."""
        self._store.flush()

    def _read(self, number: int, key: bytes, window: Window) -> Reading:
        reading = self.reader.read(window)
        self._store.put(key, self._vectors_of(number, reading), reading)
        return reading

    def _vectors_of(self, number: int, reading: Reading) -> Bytes:
        first, last = self.starts[number : number + 2]
        starts = self.forward.first_sentences[first:last] - self.forward.first_sentences[first]
        sums = np.add.reduceat(unpack(reading.means) * reading.counts[:, None], starts)
        return pack(sums / np.linalg.norm(sums, axis=1, keepdims=True).clip(1e-9))

    def _key(self, number: int) -> tuple[bytes, Window]:
        first, last = self.starts[number : number + 2].tolist()
        title = self.forward.sources[self.forward.source_of[first]].title
        window = Window(title, tuple(text for p in range(first, last) for text in texts_of(self.forward.passages[p])))
        digest = hashlib.blake2b(self.reader.digest.encode(), digest_size=16)
        for text in (window.title, *window.sentences):
            data = text.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(4, "big") + data)
        return digest.digest(), window


class Readings:
    """What the reader made of the passages `p` of a corpus, and the re-ranker beside it, if any; for any thread."""

    def __init__(self, windows: Windows, reranker: Reranker | None = None) -> None:
        self.reader, self.reranker = windows.reader, reranker
        self._windows = windows
        # The cache holds what it needs and not this object: a cycle would keep an old corpus.
        self._reading = lru_cache(maxsize=CACHED)(windows.find)

    @property
    def alone(self) -> Readings:
        """The same readings, without the re-ranker."""
        made = copy(self)
        made.reranker = None
        return made

    def judge(self, asked: Asked, passages: Indices) -> Floats:
        """Return the logit of each sentence of `passages`, one passage after the other, less that nothing answers."""
        if not len(passages):
            return np.empty(0, np.float32)
        logits = self.reader.judge(asked, [self._of_passage(p) for p in passages.tolist()]) - asked.nothing
        return logits if self.reranker is None else self._judge_again(self.reranker, asked.question, passages, logits)

    def _judge_again(self, reranker: Reranker, question: str, passages: Indices, logits: Floats) -> Floats:
        forward = self._windows.forward
        sentences, owners = forward.sentences_of(passages)
        best = np.argsort(-logits, kind="stable")[:AGAIN]
        texts = [
            in_context(forward.passages[passage], forward.sentence(sentence))
            for passage, sentence in zip(passages[owners[best]].tolist(), sentences[best].tolist(), strict=True)
        ]
        return with_second_opinion(logits, best, reranker.scores(question, texts))

    def vectors(self, progress: Progress = ignore) -> Bytes:
        """Return a packed vector for each passage: (p, width); whatever was not read is read now."""
        rows = [np.empty((0, self.reader.width), np.int8)]
        try:
            for number in range(len(self._windows)):
                rows.append(self._windows.vectors(number))
                progress((number + 1) / len(self._windows))
        finally:
            self._windows.flush()
        return np.concatenate(rows)

    def _of_passage(self, passage: int) -> Reading:
        starts, first_sentences = self._windows.starts, self._windows.forward.first_sentences
        window = int(np.searchsorted(starts, passage, "right")) - 1
        first, last = first_sentences[passage : passage + 2] - first_sentences[starts[window]]
        return part_of(self._reading(window), first, last)


def in_context(passage: Passage, sentence: str) -> str:
    """Return a sentence below what it stands under: the title of its source, and the line that announces it.

    Its neighbours are left out: a re-ranker was made to judge whole passages, and would take a sentence beside the
    answer for one. What the neighbours tell is in the reader's own logit.
    """
    lead = [passage.shown(*passage.lead).text] if passage.lead else []
    return ": ".join([passage.source.title, *lead, sentence])


def with_second_opinion(logits: Floats, best: Indices, second: Floats) -> Floats:
    """Return the logits, those of the `best` averaged with a `second` judgement of them, where it is a number.

    The others lose what the best has lost, so that none overtakes it unread.

    >>> with_second_opinion(np.array([3, 2, 1], np.float32), np.array([0, 1]), np.array([-3, 2], np.float32)).tolist()
    [0.0, 2.0, 0.0]
    """
    averaged = np.where(np.isfinite(second), (logits[best] + second) / 2, logits[best])
    made: Floats = logits - max(logits[best].max() - averaged.max(), 0)
    made[best] = averaged
    return made


def part_of(reading: Reading, first: int, last: int) -> Reading:
    """Return what a reading says of the sentences from number `first` up to `last`."""
    ends = offsets(reading.counts)
    return Reading(reading.tokens[ends[first] : ends[last]], reading.counts[first:last], reading.means[first:last])


def _starts(forward: ForwardIndex) -> Indices:
    """Return the first passage of each window, and behind the last one how many passages there are."""
    columns = forward.columns
    firsts, lasts = forward.first_sentences[:-1], forward.first_sentences[1:] - 1
    characters = (columns.spans[lasts, 1] - columns.spans[firsts, 0]).tolist()
    sentences = columns.sentences.tolist()
    starts: list[int] = []
    for first, last in pairwise(forward.first_passages.tolist()):
        starts += [first + start for start in cut(characters[first:last], sentences[first:last])]
    return np.array([*starts, len(sentences)], np.intp)
