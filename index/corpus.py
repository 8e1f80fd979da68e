"""Corpus: the immutable snapshot of the sources that questions are asked of."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from index.answers import Strictness, compose_answer
from index.explanation import explain
from index.fields import Fields
from index.passages import Passage, split
from index.questions import read_question
from index.retrieval import retrieve
from index.sources import load_folder
from index.summary import summarise
from index.weights import load_weights

if TYPE_CHECKING:
    from pathlib import Path

    from index.answers import Answer, Quote
    from index.explanation import Explanation
    from index.retrieval import Retrieval
    from index.sources import Source


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that shares something with the question."""

    passage: Passage
    score: float


class Corpus:
    """Sources, split and indexed. Never changes, so any thread may read it; a reload makes another one.

    `sources` and `passages` are in reading order; `digest` names the content: equal digests, equal answers.
    """

    def __init__(self, sources: tuple[Source, ...]) -> None:
        self.sources = sources
        self.passages = tuple(
            Passage(source, *block)
            for source in sources
            for block in split(source.text, markdown=source.path.suffix.lower() == ".md")
        )
        self.digest = _digest(sources)
        self._fields = Fields(self.passages)

    @classmethod
    def load(cls, path: Path, previous: Corpus | None = None) -> Corpus:
        """Load the folder `path`; with `previous`, reuse what has not changed.

        Raises `SourceError` with every problem of the folder, when there is any.
        """
        sources = load_folder(path)
        if previous is not None and previous.sources == sources:
            return previous
        return cls(sources)

    def search(self, question: str, limit: int = 10) -> list[Hit]:
        """Return the passages that share something with the question, best first, ties in reading order."""
        found = self._retrieve(question)
        pairs = zip(found.passages[: max(limit, 0)].tolist(), found.passage_scores.tolist(), strict=False)
        return [Hit(self.passages[p], score) for p, score in pairs]

    def answer(self, question: str, strictness: Strictness = Strictness.NORMAL) -> Answer:
        """Answer any string with up to three verbatim quotes; never raises."""
        return compose_answer(self._fields, self.passages, self._retrieve(question), load_weights(), strictness)

    def explain(self, question: str, limit: int = 3) -> Explanation:
        """Tell what the best `limit` sentences and the confidence of `answer(question)` are made of."""
        return explain(self._fields, self.passages, self._retrieve(question), load_weights(), limit)

    def _retrieve(self, question: str) -> Retrieval:
        return retrieve(self._fields, self.passages, read_question(question), load_weights())

    def summary(self, limit: int = 5) -> tuple[Quote, ...]:
        """Return the most central sentences of the sources, at most `limit`, in reading order."""
        return summarise(self._fields, self.passages, limit)


def _digest(sources: tuple[Source, ...]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        for value in astuple(source):
            data = str(value).encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
