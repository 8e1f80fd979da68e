"""Card: what an answer's message shows, small enough to travel in a button's custom_id."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from index import VERSION_BYTES, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.service.snapshots import Snapshot
    from index import Answer, Span

SURE = 0.65  # confidence from which an answer is given without reserve
FORMAT = 3  # of `pack`; every other way of packing takes another number, so that old buttons are told from new ones
PACKED_LENGTH = 96  # characters: a custom_id has 100, of which a prefix takes some
_LETTERS = " abcdefghijklmnopqrstuvwxyz"


class Standing(IntEnum):
    """How far the quotes answer."""

    SURE = 0
    UNSURE = 1
    UNANSWERED = 2

    @classmethod
    def of(cls, answer: Answer) -> Standing:
        """Tell how far the quotes of an answer answer."""
        if answer.status is Status.UNANSWERED:
            return cls.UNANSWERED
        return cls.SURE if answer.confidence >= SURE else cls.UNSURE


class Place(NamedTuple):
    """Where a quote stands: `source.text[start:end]` of the source that had this version."""

    version: bytes
    start: int
    end: int
    highlights: tuple[Span, ...] = ()  # inside the quote, in order, disjoint


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown: page 0 is the answer as first given, each other page one quote with its neighbours."""

    standing: Standing
    places: tuple[Place, ...]
    language: str  # of the reply
    asked: str  # the question's language, `und` where unknown
    page: int = 0
    before: int = 0  # sentences added before the first quote shown
    after: int = 0

    @classmethod
    def of(cls, answer: Answer, snapshot: Snapshot, language: str) -> Card:
        """Make the card of an answer, for a reply in `language`."""
        places = tuple(Place(snapshot.versions.of(q.source), q.start, q.end, q.highlights) for q in answer.quotes)
        return cls(Standing.of(answer), places, language, answer.language)

    @property
    def shown(self) -> tuple[Place, ...]:
        """The quotes on this page: all of them where none is sure, none at first where the sources do not answer."""
        match self.standing:
            case Standing.SURE:
                return self.places[self.page : self.page + 1]
            case Standing.UNSURE:
                return self.places[self.page : self.page + 1] if self.page else self.places
            case _:
                return self.places[self.page - 1 : self.page] if self.page else ()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self.places) + (self.standing is Standing.UNANSWERED)

    def turn(self) -> Card:
        """Return the next page; the first follows the last."""
        return replace(self, page=(self.page + 1) % max(self.pages, 1), before=0, after=0)

    def widen(self, *, before: int = 0, after: int = 0) -> Card:
        """Show more sentences around the quote."""
        return replace(self, before=self.before + before, after=self.after + after)

    def pack(self) -> str:
        """Write the card in at most `PACKED_LENGTH` characters; where room is short, highlights go first."""
        keep = [len(place.highlights) for place in self.places]
        while True:
            packed = base64.urlsafe_b64encode(bytes(self._bytes(keep))).decode().rstrip("=")
            if len(packed) <= PACKED_LENGTH:
                return packed
            fullest = max(range(len(keep)), key=lambda at: (keep[at], at), default=None)
            if fullest is None or not keep[fullest]:
                raise ValueError("a card with as many quotes does not fit")
            keep[fullest] -= 1

    @classmethod
    def unpack(cls, packed: str) -> Card:
        """Read what `pack` wrote; raise ValueError for anything else."""
        try:
            reader = _Reader(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
            form, standing, page, before, after = (reader.number() for _ in range(5))
            language, asked = reader.code(), reader.code()
            versions = [reader.take(VERSION_BYTES) for _ in range(reader.number())]
            places = tuple(reader.place(versions) for _ in range(reader.number()))
            card = cls(Standing(standing), places, language, asked, page, before, after)
        except (binascii.Error, IndexError) as error:
            raise ValueError("not a card") from error
        if form != FORMAT or not reader.at_end or page >= max(card.pages, 1):
            raise ValueError("not a card of this version")
        return card

    def _bytes(self, keep: list[int]) -> Iterator[int]:
        numbers = (FORMAT, self.standing, self.page, self.before, self.after)
        for number in (*numbers, _code(self.language), _code(self.asked)):
            yield from _varint(number)
        versions = list(dict.fromkeys(place.version for place in self.places))
        yield from _varint(len(versions))
        yield from b"".join(versions)
        yield from _varint(len(self.places))
        for place, kept in zip(self.places, keep, strict=True):
            for number in (versions.index(place.version), place.start, place.end - place.start, kept):
                yield from _varint(number)
            at = 0
            for start, end in place.highlights[:kept]:
                yield from _varint(start - at)
                yield from _varint(end - start)
                at = end


class _Reader:
    """Takes one value after the other from bytes; raises IndexError at their end."""

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

    def code(self) -> str:
        value, letters = self.number(), ""
        while value:
            value, letter = divmod(value, len(_LETTERS))
            letters = _LETTERS[letter] + letters
        return letters

    def place(self, versions: list[bytes]) -> Place:
        version, start, size = versions[self.number()], self.number(), self.number()
        highlights, at = [], 0
        for _ in range(self.number()):
            first = at + self.number()
            at = first + self.number()
            highlights.append((first, at))
        return Place(version, start, start + size, tuple(highlights))


def _varint(number: int) -> Iterator[int]:
    while number >= 0x80:
        yield number & 0x7F | 0x80
        number >>= 7
    yield number


def _code(language: str) -> int:
    """Read a language's letters as a number."""
    value = 0
    for letter in language:
        value = value * len(_LETTERS) + _LETTERS.index(letter)
    return value
