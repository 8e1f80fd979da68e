"""What the message of an answer shows, small enough to travel in the custom_id of a button."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from index import VERSION_BYTES, Standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.service.snapshots import Snapshot
    from index import Answer, Span

FORMAT = 5  # of `pack`; a change of the format takes a new number, so that buttons of the old one are recognised
PACKED_LENGTH = 76  # characters: a custom_id holds 100, including a prefix and who asked
_LETTERS = " abcdefghijklmnopqrstuvwxyz"
_STANDINGS = tuple(Standing)


class Citation(NamedTuple):
    """Where a quote comes from: `source.text[start:end]` of the source that had this version."""

    version: bytes
    start: int
    end: int
    highlights: tuple[Span, ...] = ()  # inside the quote, in order, disjoint


@dataclass(frozen=True, slots=True)
class AnswerState:
    """What is shown: page 0 is the answer without further quotes, any other one quote with the sentences around it."""

    standing: Standing
    citations: tuple[Citation, ...]
    language: str  # of the reply
    question_language: str  # `und` where unknown
    page: int = 0
    before: int = 0  # sentences added before the first quote shown
    after: int = 0
    menu: bool = False  # whether the rarer buttons are shown

    @classmethod
    def of(cls, answer: Answer, snapshot: Snapshot, language: str) -> AnswerState:
        """Return the first page of an answer, for a reply in `language`."""
        citations = tuple(Citation(snapshot.versions.of(q.source), q.start, q.end, q.highlights) for q in answer.quotes)
        return cls(answer.standing, citations, language, answer.language, page=int(answer.near))

    @property
    def shown(self) -> tuple[Citation, ...]:
        """The quotes on this page: on page 0 the best one, all of them when unsure, none when unanswered."""
        match self.standing:
            case Standing.SURE:
                return self.citations[self.page : self.page + 1]
            case Standing.UNSURE:
                return self.citations
            case _:
                return self.citations[self.page - 1 : self.page] if self.page else ()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        match self.standing:
            case Standing.UNSURE:
                return 1
            case Standing.SURE:
                return len(self.citations)
            case _:
                return len(self.citations) + 1

    def turn(self) -> AnswerState:
        """Return the next page; after the last comes the first."""
        return replace(self, page=(self.page + 1) % max(self.pages, 1), before=0, after=0)

    def toggled(self) -> AnswerState:
        """Return the same with the rarer buttons shown, or hidden again."""
        return replace(self, menu=not self.menu)

    def widen(self, *, before: int = 0, after: int = 0) -> AnswerState:
        """Show more sentences around the quote."""
        return replace(self, before=self.before + before, after=self.after + after)

    def pack(self) -> str:
        """Return the state in at most `PACKED_LENGTH` characters; highlights are dropped where there is no room."""
        keep = [len(citation.highlights) for citation in self.citations]
        while True:
            packed = base64.urlsafe_b64encode(bytes(self._bytes(keep))).decode().rstrip("=")
            if len(packed) <= PACKED_LENGTH:
                return packed
            fullest = max(range(len(keep)), key=lambda at: (keep[at], at), default=None)
            if fullest is None or not keep[fullest]:
                raise ValueError("an answer with so many quotes does not fit")
            keep[fullest] -= 1

    @classmethod
    def unpack(cls, packed: str) -> AnswerState:
        """Read what `pack` wrote; raise ValueError for anything else."""
        try:
            decoder = _Decoder(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
            form, standing, page, before, after, menu = (decoder.number() for _ in range(6))
            language, question_language = decoder.language(), decoder.language()
            versions = [decoder.take(VERSION_BYTES) for _ in range(decoder.number())]
            citations = tuple(decoder.citation(versions) for _ in range(decoder.number()))
            state = cls(_STANDINGS[standing], citations, language, question_language, page, before, after, bool(menu))
        except (binascii.Error, IndexError) as error:
            raise ValueError("not the state of an answer") from error
        if form != FORMAT or not decoder.at_end or page >= max(state.pages, 1):
            raise ValueError("not the state of an answer in this format")
        return state

    def _bytes(self, keep: list[int]) -> Iterator[int]:
        numbers = (FORMAT, _STANDINGS.index(self.standing), self.page, self.before, self.after, self.menu)
        for number in (*numbers, _encode(self.language), _encode(self.question_language)):
            yield from _varint(number)
        versions = list(dict.fromkeys(citation.version for citation in self.citations))
        yield from _varint(len(versions))
        yield from b"".join(versions)
        yield from _varint(len(self.citations))
        for citation, kept in zip(self.citations, keep, strict=True):
            for number in (versions.index(citation.version), citation.start, citation.end - citation.start, kept):
                yield from _varint(number)
            at = 0
            for start, end in citation.highlights[:kept]:
                yield from _varint(start - at)
                yield from _varint(end - start)
                at = end


class _Decoder:
    """Takes one value after the other from bytes; raises IndexError where they end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def at_end(self) -> bool:
        return self._at == len(self._data)

    def take(self, count: int) -> bytes:
        found = self._data[self._at : self._at + count]
        if len(found) < count:
            raise IndexError
        self._at += count
        return found

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def language(self) -> str:
        value, letters = self.number(), ""
        while value:
            value, letter = divmod(value, len(_LETTERS))
            letters = _LETTERS[letter] + letters
        return letters

    def citation(self, versions: list[bytes]) -> Citation:
        version, start, size = versions[self.number()], self.number(), self.number()
        highlights, at = [], 0
        for _ in range(self.number()):
            first = at + self.number()
            at = first + self.number()
            highlights.append((first, at))
        return Citation(version, start, start + size, tuple(highlights))


def _varint(number: int) -> Iterator[int]:
    while number >= 0x80:
        yield number & 0x7F | 0x80
        number >>= 7
    yield number


def _encode(language: str) -> int:
    """Return the letters of a language's code as a number."""
    value = 0
    for letter in language:
        value = value * len(_LETTERS) + _LETTERS.index(letter)
    return value
