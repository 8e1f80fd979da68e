"""What came and what went between two versions of a source, sentence by sentence.

Of the earlier version no text need be at hand: the fingerprints of its sentences, in order, are enough.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections import defaultdict
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from index.answers.quotes import Quote
from index.answers.timeline.entries import find_entries
from index.segment.splitting import Role
from index.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.corpus import Corpus
    from index.segment.passages import Passage
    from index.sources.source import Source

FINGERPRINT_BYTES = 8
MOST_COMPARED = 1_000_000  # pairs of sentences, some tenths of a second: of more it is not told which stands for which


class Sentence(NamedTuple):
    """A sentence of a source's body."""

    fingerprint: bytes  # `FINGERPRINT_BYTES` of its words as they are seen, white space aside
    passage: Passage
    number: int  # in the passage

    @property
    def quote(self) -> Quote:
        """The sentence, quoted."""
        return Quote.of(self.passage, self.number, self.number)


def sentences_of(corpus: Corpus, source: Source) -> list[Sentence]:
    """Return the sentences of one of a corpus's sources, in reading order; titles and furniture are none."""
    return _sentences(corpus.passages[p] for p in corpus.passages_of(source))


def sentences_within(corpus: Corpus, source: Source, start: int, end: int) -> list[Sentence]:
    """Return the sentences that share something with `source.text[start:end]`."""
    numbers = corpus.passages_of(source)
    first = bisect_right(numbers, start, key=lambda p: corpus.passages[p].end)
    last = bisect_left(numbers, end, key=lambda p: corpus.passages[p].start)
    return [
        sentence
        for sentence in _sentences(corpus.passages[p] for p in numbers[first:last])
        for opens, closes in [sentence.passage.sentences[sentence.number]]
        if opens < end and start < closes
    ]


def dated_among(sentences: Sequence[Sentence]) -> set[bytes]:
    """Return the fingerprints of those sentences of one source that say when."""
    passages = {id(sentence.passage): sentence.passage for sentence in sentences}
    names, spans = list(passages), defaultdict[int, list[Span]](list)
    for p, entry in find_entries(passages.values()):
        spans[names[p]].append((entry.quote.start, entry.quote.end))
    return {
        sentence.fingerprint
        for sentence in sentences
        for first, last in [sentence.passage.sentences[sentence.number]]
        if any(start < last and first < end for start, end in spans[id(sentence.passage)])
    }


def successors(before: bytes, after: Sequence[Sentence]) -> dict[bytes, Sentence | None]:
    """Return for every sentence that is gone the one that stands in its place, None where that cannot be told.

    `before` are the fingerprints of the earlier version's sentences, one after the other.
    """
    old, new = split_fingerprints(before), [sentence.fingerprint for sentence in after]
    still = set(new)
    found: dict[bytes, Sentence | None] = {each: None for each in old if each not in still}
    start = _alike(old, new)
    end = min(_alike(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if len(old) * len(new) > MOST_COMPARED:
        return found
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "replace" and j - i == m - k:
            found |= {was: after[start + k + at] for at, was in enumerate(old[i:j]) if was in found}
    return found


def split_fingerprints(joined: bytes) -> list[bytes]:
    """Return fingerprints that stand one after the other."""
    return [joined[at : at + FINGERPRINT_BYTES] for at in range(0, len(joined), FINGERPRINT_BYTES)]


def _alike(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    """Return how many fingerprints two runs begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _sentences(passages: Iterable[Passage]) -> list[Sentence]:
    return [
        Sentence(_fingerprint(passage.shown_sentences(s, s).text), passage, s)
        for passage in passages
        if passage.role is Role.BODY
        for s in range(len(passage.sentences))
    ]


def _fingerprint(text: str) -> bytes:
    words = " ".join(text.split()).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(words, digest_size=FINGERPRINT_BYTES).digest()
