"""Find the passages and sentences that a question is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from index.search.fields import FIELDS
from index.search.query import bind
from index.search.question import Question, read_question
from index.search.ranking import rank
from index.search.reader.model import alike_in_mean
from index.search.sentences import find_candidates

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.search.fields import Field
    from index.search.query import Query
    from index.search.ranking import Ranking
    from index.search.reader.model import Bytes
    from index.search.reader.readings import Readings
    from index.search.sentences import Candidates
    from index.search.weights import Weights
    from index.segment.build import Segment

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]

PASSAGES = 16  # as many passages, the best ones, are searched for sentences
READ = 8  # and as many where what they mean may have to be read first


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What a question brought up: passages, best first, and the candidate sentences of the best ones."""

    query: Query
    ranking: Ranking  # by their fields alone
    passages: Indices
    passage_scores: Floats  # for each of them, descending
    candidates: Candidates
    sentence_scores: Floats  # for each candidate


@dataclass(frozen=True, slots=True)
class Searcher:
    """Searches a segment, with the weights of its fields and of the features of sentences.

    With `readings`, the reader judges the sentences of the passages that were found; with `vectors` (p, width) as
    well, passages are also found by what they mean.
    """

    segment: Segment
    weights: Weights
    fields: tuple[Field, ...] = FIELDS
    readings: Readings | None = None
    vectors: Bytes | None = None

    def retrieve(self, question: str | Question, limit: int = PASSAGES) -> Retrieval:
        """Rank the passages by their fields, and the best ones again by their best sentence as well.

        The result has `limit` passages at most, or `PASSAGES` where that is more.

        >>> from pathlib import Path
        >>> from index import Corpus, Source
        >>> texts = {"a": "Delta lost money. It was a bad week.", "b": "Trains ran on time."}
        >>> corpus = Corpus(tuple(Source(name, Path(f"{name}.txt"), name, text, "en") for name, text in texts.items()))
        >>> found = corpus.searcher.retrieve("Who lost money?")
        >>> found.passages.tolist(), found.ranking.matching
        ([0], 1)
        >>> [corpus.passages[p].sentences[s] for p, s in zip(found.candidates.passages, found.candidates.sentences)]
        [(0, 17), (18, 36)]
        """
        asked = read_question(question) if isinstance(question, str) else question
        query = self._read(bind(asked, self.segment))
        ranking = rank(query, self.segment, self.fields, self.weights.fields, max(limit, PASSAGES))
        head = ranking.head(READ if self.readings and self.vectors is None else PASSAGES)
        read = self.readings.judge(query.asked, head.passages) if self.readings and query.asked else None
        candidates = find_candidates(self.segment.forward, query, head, read)
        sentence_scores = candidates.features @ self.weights.sentence_features
        highest = dict.fromkeys(head.passages.tolist(), 0.0)
        for p, score in zip(candidates.passages.tolist(), sentence_scores.tolist(), strict=True):
            highest[p] = max(highest[p], score)
        final = ranking.total.copy()
        final[: len(highest)] += self.weights.best_sentence * np.array(list(highest.values()))
        order = np.argsort(-final, kind="stable")
        return Retrieval(query, ranking, ranking.passages[order], final[order], candidates, sentence_scores)

    def _read(self, query: Query) -> Query:
        """Return the query with what the reader makes of the question, where there is a reader and a question."""
        if self.readings is None or not query.question.asks:
            return query
        asked = self.readings.reader.ask(query.question.plain)
        return replace(
            query, asked=asked, likeness=None if self.vectors is None else alike_in_mean(asked, self.vectors)
        )
