"""What differs between a supposed quote and its source, and which of it changes what is said."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.text.spans import Span
    from index.text.tokens import Token

# Without the French "ne", which is left out as often as not, and says nothing without one of these.
_NEGATION = re.compile(
    r"\b(?:pas|jamais|sans|aucune?|ni|non|rien|not|no|never|none|nothing|nobody|nor|neither|without|cannot)\b|n['’]t\b",
    re.IGNORECASE,
)
_NUMBERS = frozenset(
    "zero deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente quarante cinquante soixante "
    "cent cents mille million millions milliard milliards moitie tiers quart double triple "
    "one two three four five seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy eighty "
    "ninety hundred hundreds thousand thousands billion billions half third quarter dozen dozens twice".split()
)
_SIGN = re.compile(r"[%‰$€£¥₹+-]")


class Concern(StrEnum):
    """What differs that changes what is said."""

    NEGATION = "negation"
    NUMBER = "number"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of the claim that a source has not, words of the source that the claim has not, or both: a change."""

    claimed: Span | None  # of the claim
    said: Span | None  # of the source's text


def differences(
    claimed: Sequence[Token], said: Sequence[Token], edits: Iterable[tuple[Span, Span]]
) -> tuple[Difference, ...]:
    """Return the edits between two stretches of words as spans of their texts."""
    return tuple(Difference(_span(claimed, *ours), _span(said, *theirs)) for ours, theirs in edits)


def _span(words: Sequence[Token], first: int, last: int) -> Span | None:
    return (words[first].start, words[last - 1].end) if first < last else None


def concerns(claim: str, source: str, claimed: Sequence[Token], said: Sequence[Token]) -> tuple[Concern, ...]:
    """Return what changes between two stretches of words, of the texts `claim` and `source`, in what is said."""
    return tuple(_concerns(claim, source, claimed, said))


def _concerns(claim: str, source: str, claimed: Sequence[Token], said: Sequence[Token]) -> Iterator[Concern]:
    sides = ((claim, claimed), (source, said))
    ours, theirs = (len(_NEGATION.findall(text[words[0].start : words[-1].end])) for text, words in sides)
    if ours != theirs:
        yield Concern.NEGATION
    ours_counted, theirs_counted = (Counter(w.text for w in words if _is_number(w.text)) for _, words in sides)
    if ours_counted != theirs_counted:
        yield Concern.NUMBER
    (our_names, our_words), (their_names, their_words) = (
        (set(_names(text, words)), {word.text for word in words}) for text, words in sides
    )
    if our_names - their_words or their_names - our_words:
        yield Concern.NAME


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word in _NUMBERS or _SIGN.fullmatch(word) is not None


def _names(text: str, words: Sequence[Token]) -> Iterator[str]:
    """Yield the folded words written with a capital, where no sentence begins; none of a text in capitals."""
    if text[words[0].start : words[-1].end].isupper():
        return
    for at, word in enumerate(words):
        begins = at == 0 or any(mark in text[words[at - 1].end : word.start] for mark in '.!?…«“"\n')
        if text[word.start].isupper() and (not begins or text[word.start : word.end].isupper()):
            yield word.text
