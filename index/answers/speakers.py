"""Who speaks in the sources, each with their statements, verbatim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.answers.attribution.speakers import speaks_for, voices
from index.answers.choice import quotation
from index.answers.quotes import Quote
from index.text.stopwords import is_stop_word
from index.text.tokens import fold_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.answers.attribution.speakers import Said
    from index.segment.passages import Passage


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks in the sources: as the first source that quotes them calls them."""

    name: str
    statements: tuple[Quote, ...]  # in reading order, disjoint

    def is_asked_for(self, text: str) -> bool:
        """Tell whether a name that somebody typed is theirs, or of those they speak for; accents and case aside.

        >>> Speaker("un porte-parole de Delta", ()).is_asked_for("DELTA"), Speaker("Delta", ()).is_asked_for("Deltas")
        (True, False)
        """
        words = fold_words(text)
        asked = frozenset(word for word in words if not is_stop_word(word, "fr") and not is_stop_word(word, "en"))
        return bool(asked) and speaks_for(self.name, asked)


def speakers(passages: Sequence[Passage]) -> tuple[Speaker, ...]:
    """Return all that speak in the body of the sources, those who say most first."""
    return tuple(Speaker(voice.name, tuple(_statements(passages, voice.said))) for voice in voices(passages))


def _statements(passages: Sequence[Passage], said: Sequence[Said]) -> Iterator[Quote]:
    """Yield what is said, a quotation of several sentences as one."""
    own, reached = set(said), (-1, -1)
    for place in said:
        if tuple(place) <= reached:
            continue
        p, s = place
        first, last = quotation(passages[p], s)
        if first < s or any((p, n) not in own for n in range(s, last + 1)):
            first = last = s
        reached = p, last
        yield Quote.of(passages[p], first, last)
