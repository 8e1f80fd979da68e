"""What a new version of the sources changes, before it goes live."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.answers.quotes import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.answers.quotes import Answer, Quote
    from index.corpus import Corpus
    from index.sources.source import Source


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were added, changed and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A question with its best quotes of before and after; None where the sources did not answer, or do not now."""

    question: str
    before: Quote | None
    after: Quote | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different between two corpora."""

    added: tuple[Source, ...] = ()
    changed: tuple[Source, ...] = ()  # as they are now
    removed: tuple[Source, ...] = ()
    passages: Tally = Tally()
    otherwise: tuple[Otherwise, ...] = ()

    @property
    def sources(self) -> Tally:
        """How many sources were added, changed and removed."""
        return Tally(len(self.added), len(self.changed), len(self.removed))


def compare(before: Corpus, after: Corpus, questions: Iterable[str] = ()) -> Changes:
    """Tell two corpora apart, and which of some questions they answer with other words.

    A passage has changed where its source lost as many as it gained: the rest was added or removed. Where only one of
    the two has been read by the reader, both answer by words alone, so that nothing but the sources makes a difference.
    """
    old, new = ({source.id: source for source in corpus.sources} for corpus in (before, after))
    added = tuple(source for name, source in new.items() if name not in old)
    removed = tuple(source for name, source in old.items() if name not in new)
    changed = tuple(source for name, source in new.items() if name in old and not _same(old[name], source))
    tallies = [
        *(Tally(added=len(after.passages_of(source))) for source in added),
        *(Tally(removed=len(before.passages_of(source))) for source in removed),
        *(_tally(_texts(before, old[source.id]), _texts(after, source)) for source in changed),
    ]
    passages = Tally(
        sum(tally.added for tally in tallies),
        sum(tally.changed for tally in tallies),
        sum(tally.removed for tally in tallies),
    )
    if before.meaning is not after.meaning:
        before, after = before.by_words, after.by_words
    asked = ((question, before.answer(question), after.answer(question)) for question in dict.fromkeys(questions))
    otherwise = (Otherwise(question, _best(one), _best(other)) for question, one, other in asked)
    return Changes(added, changed, removed, passages, tuple(found for found in otherwise if _differs(found)))


def _same(old: Source, new: Source) -> bool:
    return replace(old, path=new.path) == new and old.path.suffix == new.path.suffix


def _texts(corpus: Corpus, source: Source) -> Counter[str]:
    return Counter(corpus.passages[number].text for number in corpus.passages_of(source))


def _tally(old: Counter[str], new: Counter[str]) -> Tally:
    lost, gained = (old - new).total(), (new - old).total()
    changed = min(lost, gained)
    return Tally(gained - changed, changed, lost - changed)


def _best(answer: Answer) -> Quote | None:
    return answer.quotes[0] if answer.status is Status.ANSWERED else None


def _differs(found: Otherwise) -> bool:
    before, after = found.before, found.after
    if before is None or after is None:
        return before is not after
    return (before.source.id, before.shown) != (after.source.id, after.shown)
