"""Corpus: the immutable snapshot of the sources that questions are asked of."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from index.answers.context import stretch_around
from index.answers.explanation import compose_explanation
from index.answers.quotes import Strictness, compose_answer
from index.answers.summary import summarise
from index.search.fields import FIELDS, inverted
from index.search.retrieval import Searcher
from index.search.weights import load_weights
from index.segment.build import Segment, TooManyPassagesError, build, identities
from index.sources.files import Problem, SourceError
from index.sources.folder import load_folder, size_of
from index.sources.progress import ignore, part

if TYPE_CHECKING:
    from pathlib import Path

    from index.answers.context import Stretch
    from index.answers.explanation import Explanation
    from index.answers.quotes import Answer, Quote
    from index.segment.passages import Passage, Passages
    from index.sources.progress import Progress
    from index.sources.source import Source

FILES = 0.1  # of the work of loading: reading the files
SAVED_FROM = 500_000  # bytes: a smaller folder is indexed as fast as a saved index is read


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that matches the question."""

    passage: Passage
    score: float


class Corpus:
    r"""Sources, split and indexed. Never changes, so any thread may read it; a reload makes another one.

    `sources` and `passages` are in reading order; `digest` names the content: equal digests, equal answers.

    >>> from pathlib import Path
    >>> from index import Source
    >>> text = "The outage\n\nIt began on Friday. Delta lost 500 million dollars in five days."
    >>> corpus = Corpus((Source("outage", Path("outage.txt"), "The outage", text, "en"),))
    >>> quote = corpus.answer("How much did Delta lose?").quotes[0]
    >>> quote.text, quote.paragraph
    ('Delta lost 500 million dollars in five days.', 1)
    >>> text[quote.start : quote.end] == quote.text
    True
    """

    def __init__(self, sources: tuple[Source, ...], segment: Segment | None = None) -> None:
        segment = segment or build(sources, inverted(FIELDS))
        self.searcher = Searcher(segment, load_weights(), FIELDS)
        self.digest = _content_digest(sources)
        self._numbers = {source.id: number for number, source in enumerate(sources)}
        # During an incident many people ask the same question, and the summary of a large corpus takes a second.
        self._answer = lru_cache(maxsize=256)(partial(compose_answer, self.searcher))
        self._summarise = lru_cache(maxsize=8)(partial(summarise, segment.forward))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources, in reading order."""
        return self.searcher.segment.sources

    @property
    def passages(self) -> Passages:
        """The passages of all sources, in reading order."""
        return self.searcher.segment.forward.passages

    @classmethod
    def load(cls, path: Path, previous: Corpus | None = None, progress: Progress = ignore) -> Corpus:
        """Load the folder `path`; with `previous`, take over what has not changed: the result is the same.

        Without `previous`, a large folder's index is taken from the user's cache folder, or saved there.
        `progress` is told which share of the work is done, 0 to 1. Raises `SourceError` with every problem of the
        folder.
        """
        if previous is None and size_of(path) >= SAVED_FROM:
            return cls._load_saved(path, progress)
        sources = load_folder(path, previous.sources if previous else (), part(progress, 0, FILES))
        if previous and sources == previous.sources:
            return previous
        return cls(sources, _build(path, sources, previous.searcher.segment if previous else None, progress))

    @classmethod
    def _load_saved(cls, path: Path, progress: Progress) -> Corpus:
        from index.segment.saved import cache  # noqa: PLC0415 - importing it takes longer than indexing an article

        file = cache.file_for(path)
        saved = cache.open_index(file)
        sources = load_folder(path, saved.sources if saved else (), part(progress, 0, FILES))
        segment = saved.load(sources, inverted(FIELDS)) if saved else None
        if segment and identities(segment.sources) == identities(sources):
            return cls(sources, segment.with_sources(sources))
        segment = _build(path, sources, segment, progress)
        del saved  # not every system replaces a file that is still mapped
        cache.save(file, path, segment)
        return cls(sources, segment)

    def passages_of(self, source: Source) -> range:
        """Return where in `passages` those of one of the `sources` are."""
        number = self._numbers[source.id]
        return range(*self.searcher.segment.forward.first_passages[number : number + 2].tolist())

    def search(self, question: str, limit: int = 10) -> list[Hit]:
        """Return the passages that share something with the question, best first, ties in reading order."""
        found = self.searcher.retrieve(question, limit)
        pairs = zip(found.passages[: max(limit, 0)].tolist(), found.passage_scores.tolist(), strict=False)
        return [Hit(self.passages[p], score) for p, score in pairs]

    def answer(self, question: str, strictness: Strictness = Strictness.NORMAL) -> Answer:
        """Answer any string with up to three verbatim quotes; never raises."""
        return self._answer(question, strictness)

    def explain(self, question: str, limit: int = 3) -> Explanation:
        """Explain the best `limit` sentences and the confidence of `answer(question)`."""
        return compose_explanation(self.searcher, question, limit)

    def summary(self, limit: int = 5) -> tuple[Quote, ...]:
        """Return the most central sentences of the sources, at most `limit`, in reading order."""
        return self._summarise(limit)

    def widen(self, source: Source, start: int, end: int, before: int, after: int) -> Stretch:
        """Add up to `before` and `after` neighbouring sentences to `source.text[start:end]`."""
        return stretch_around((self.passages[p] for p in self.passages_of(source)), start, end, before, after)


def _build(path: Path, sources: tuple[Source, ...], earlier: Segment | None, progress: Progress) -> Segment:
    try:
        return build(sources, inverted(FIELDS), earlier, part(progress, FILES, 1))
    except TooManyPassagesError as error:
        raise SourceError(Problem(path, f"the articles have {error} Move some of them away.")) from error


def _content_digest(sources: tuple[Source, ...]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        for value in (source.path.name, source.digest) if source.digest else astuple(source):
            data = str(value).encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
