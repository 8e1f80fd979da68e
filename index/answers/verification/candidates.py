"""The stretches of sources that may hold a supposed quote."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from index.answers.quotes import Quote
from index.answers.verification.wording import read_passage
from index.search.ranking import LIKELY
from index.segment.bm25 import top_k
from index.text.tokens import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.segment.build import Segment
    from index.segment.passages import Passage
    from index.sources.source import Source
    from index.text.tokens import Token

PROBES = 8  # into which a long claim is divided, each looked up by itself
RAREST = 12  # words of each that are looked up
BEST = 4  # passages of each that are read, with their neighbours
CLOSEST = 4  # stretches that a claim is compared with word by word
FIRST_CHARACTER = 0xE000  # beyond the surrogates, which no string should hold


@dataclass(frozen=True, slots=True)
class Region:
    """Passages of one source, one after the other, as words."""

    passages: tuple[Passage, ...]
    words: tuple[Token, ...]  # that are seen, with spans in the source's text
    coded: str  # the same, one character each

    @property
    def source(self) -> Source:
        """The source that they are of."""
        return self.passages[0].source

    def quote(self, first: int, last: int) -> Quote:
        """Quote the words from number `first` to before number `last`."""
        start, end = self.words[first].start, self.words[last - 1].end
        passage = next(p for p in self.passages if start < p.end)
        return Quote(self.source, start, end, passage.paragraph, 0.0, hidden=passage.hidden, passage=passage)

    def sentences(self, first: int, last: int) -> Quote:
        """Quote the sentences that these words are of."""
        quote = self.quote(first, last)
        sentences = (sentence for passage in self.passages for sentence in passage.sentences)
        touched = [(start, end) for start, end in sentences if start < quote.end and quote.start < end]
        return replace(quote, start=min(quote.start, touched[0][0]), end=max(quote.end, touched[-1][1]))

    def is_one_sentence(self, start: int, end: int) -> bool:
        """Tell whether `source.text[start:end]` is of one sentence here."""
        return any(a <= start and end <= b for passage in self.passages for a, b in passage.sentences)


class Lookup:
    """Finds stretches of a segment for one claim; in all of them, and in the claim, a word is the same character."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._characters: dict[str, str] = {}
        self._read: dict[int, list[Token]] = {}  # by the number of the passage
        self._regions: dict[tuple[int, ...], Region] = {}  # by the numbers of their passages, best first

    @property
    def regions(self) -> list[Region]:
        """All that was found so far."""
        return list(self._regions.values())

    def code(self, words: Iterable[Token]) -> str:
        """Return words as a string, one character each."""
        known = self._characters
        return "".join(known.setdefault(word.text, chr(FIRST_CHARACTER + len(known))) for word in words)

    def find(self, pieces: Sequence[Sequence[Token]]) -> None:
        """Look up the stretches whose words are closest to those of a claim, which is given in pieces."""
        size = max(-(-len(pieces) // PROBES), 1)
        found: dict[int, None] = {}
        for at in range(0, len(pieces), size):
            found |= dict.fromkeys(self._search(word.text for piece in pieces[at : at + size] for word in piece))
        for numbers in self._stretches(found):
            if numbers not in self._regions:
                passages = tuple(self._segment.forward.passages[number] for number in numbers)
                words = tuple(word for number in numbers for word in self._words(number))
                self._regions[numbers] = Region(passages, words, self.code(words))

    def closest(self, coded: str) -> list[Region]:
        """Return the few stretches that hold most of the words of a piece, which is coded."""
        wanted = set(coded)
        return sorted(self.regions, key=lambda region: -len(wanted & set(region.coded)))[:CLOSEST]

    def _words(self, number: int) -> list[Token]:
        """Return the words of a passage, which may be of several stretches."""
        if number not in self._read:
            self._read[number] = read_passage(self._segment.forward.passages[number])
        return self._read[number]

    def _search(self, words: Iterable[str]) -> list[int]:
        """Return the passages that share most of the rarest words of a text, best first."""
        forward, lists = self._segment.forward, self._segment.postings["words"]
        groups = []
        for word in dict.fromkeys(words):
            terms = {forward.vocabulary.number_of.get(stem(word, code), -1) for code in forward.languages} - {-1}
            if terms:
                groups.append([(term, 1.0) for term in sorted(terms)])
        groups.sort(key=lambda group: -max(lists.idf[term] for term, _ in group))
        query = groups[:RAREST]
        found: list[int] = top_k(lists.get_scores(query), BEST, lists.likely(query, LIKELY)).tolist()
        return found

    def _stretches(self, found: Iterable[int]) -> Iterator[tuple[int, ...]]:
        """Yield passages, each with its neighbours, as stretches of one source without a gap."""
        passages, wanted = self._segment.forward.passages, set(found)
        around = sorted({n for p in wanted for n in (p - 1, p, p + 1) if 0 <= n < len(passages)})
        # Numbers that follow each other differ from their place in the list by the same.
        for _, run in groupby(enumerate(around), lambda pair: (pair[1] - pair[0], passages[pair[1]].source.id)):
            numbers = tuple(number for _, number in run)
            if not wanted.isdisjoint(numbers):
                yield numbers
