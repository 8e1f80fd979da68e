"""Corpus: the immutable snapshot of the sources that questions are asked of."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from index.answers.context import widen
from index.answers.explanation import explain
from index.answers.quotes import Strictness, compose_answer
from index.answers.summary import summarise
from index.search.fields import Fields
from index.search.question import read_question
from index.search.retrieval import retrieve
from index.search.weights import load_weights
from index.segment.build import Indexed, TooManyPassagesError, build, names
from index.segment.passages import Passages
from index.sources.files import Problem, SourceError
from index.sources.folder import load_folder, size_of
from index.sources.progress import ignore, part

if TYPE_CHECKING:
    from pathlib import Path

    from index.answers.context import Stretch
    from index.answers.explanation import Explanation
    from index.answers.quotes import Answer, Quote
    from index.search.retrieval import Retrieval
    from index.segment.build import Tables
    from index.segment.passage import Passage
    from index.sources.progress import Progress
    from index.sources.source import Source

FILES = 0.1  # of the work of loading: reading the files
SAVED_FROM = 500_000  # bytes: the index of a smaller folder is made as fast as it is read


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that shares something with the question."""

    passage: Passage
    score: float


class Corpus:
    """Sources, split and indexed. Never changes, so any thread may read it; a reload makes another one.

    `sources` and `passages` are in reading order; `digest` names the content: equal digests, equal answers.
    """

    def __init__(self, sources: tuple[Source, ...], tables: Tables | None = None) -> None:
        self.sources = sources
        self.digest = _digest(sources)
        self._tables = tables or build(sources)
        self.passages = Passages(sources, self._tables.layout)
        self._numbers = {source.id: number for number, source in enumerate(sources)}
        self._fields = Fields(self._tables, (source.language for source in sources))
        # In the middle of an incident many ask the same; and a summary takes a second, of a large corpus.
        self._answer = lru_cache(maxsize=256)(partial(_answer, self._fields, self.passages))
        self._summarise = lru_cache(maxsize=8)(partial(summarise, self._fields, self.passages))

    @classmethod
    def load(cls, path: Path, previous: Corpus | None = None, progress: Progress = ignore) -> Corpus:
        """Load the folder `path`; with `previous`, take over what has not changed: the result is the same.

        Without `previous`, the index of a large folder is looked for in the user's cache folder, and saved there.
        `progress` is told which share of the work is done, 0 to 1. Raises `SourceError` with every problem of the
        folder, when there is any.
        """
        if previous is None and size_of(path) >= SAVED_FROM:
            return cls._load_saved(path, progress)
        sources = load_folder(path, previous.sources if previous else (), part(progress, 0, FILES))
        if previous and sources == previous.sources:
            return previous
        return cls(sources, _build(path, sources, previous._indexed if previous else None, progress))

    @classmethod
    def _load_saved(cls, path: Path, progress: Progress) -> Corpus:
        from index.segment import saved as storage  # noqa: PLC0415 - importing it takes longer than indexing an article

        file = storage.file_for(path)
        saved = storage.open_index(file)
        sources = load_folder(path, saved.sources if saved else (), part(progress, 0, FILES))
        indexed = saved.load(sources) if saved else None
        if indexed and names(indexed.sources) == names(sources):
            return cls(sources, indexed.tables)
        corpus = cls(sources, _build(path, sources, indexed, progress))
        del saved, indexed  # not every system replaces a file that is still mapped
        storage.save(file, path, corpus._indexed)
        return corpus

    @property
    def _indexed(self) -> Indexed:
        return Indexed(self.sources, self._tables)

    def passages_of(self, source: Source) -> range:
        """Return the numbers in `passages` of those of one of the `sources`."""
        number = self._numbers[source.id]
        return range(*self.passages.first_passages[number : number + 2].tolist())

    def search(self, question: str, limit: int = 10) -> list[Hit]:
        """Return the passages that share something with the question, best first, ties in reading order."""
        found = self._retrieve(question, limit)
        pairs = zip(found.passages[: max(limit, 0)].tolist(), found.passage_scores.tolist(), strict=False)
        return [Hit(self.passages[p], score) for p, score in pairs]

    def answer(self, question: str, strictness: Strictness = Strictness.NORMAL) -> Answer:
        """Answer any string with up to three verbatim quotes; never raises."""
        return self._answer(question, strictness)

    def explain(self, question: str, limit: int = 3) -> Explanation:
        """Tell what the best `limit` sentences and the confidence of `answer(question)` are made of."""
        return explain(self._fields, self.passages, self._retrieve(question), load_weights(), limit)

    def _retrieve(self, question: str, limit: int = 0) -> Retrieval:
        return retrieve(self._fields, self.passages, read_question(question), load_weights(), limit)

    def summary(self, limit: int = 5) -> tuple[Quote, ...]:
        """Return the most central sentences of the sources, at most `limit`, in reading order."""
        return self._summarise(limit)

    def widen(self, source: Source, start: int, end: int, before: int, after: int) -> Stretch:
        """Add up to `before` and `after` neighbouring sentences to `source.text[start:end]`."""
        return widen((self.passages[p] for p in self.passages_of(source)), start, end, before, after)


def _build(path: Path, sources: tuple[Source, ...], earlier: Indexed | None, progress: Progress) -> Tables:
    try:
        return build(sources, earlier, part(progress, FILES, 1))
    except TooManyPassagesError as error:
        raise SourceError(Problem(path, f"the articles have {error} Move some of them away.")) from error


def _answer(fields: Fields, passages: Passages, question: str, strictness: Strictness) -> Answer:
    weights = load_weights()
    retrieval = retrieve(fields, passages, read_question(question), weights)
    return compose_answer(fields, passages, retrieval, weights, strictness)


def _digest(sources: tuple[Source, ...]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        for value in (source.path.name, source.digest) if source.digest else astuple(source):
            data = str(value).encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
