"""The same words ranked by several engines: how long each takes to build and to search, and what memory it holds.

Every engine gets the same term ids, runs in a process of its own and answers one question at a time on one thread. The
questions go round in small batches, so that whatever else the machine does meets all of them alike.
"""

from __future__ import annotations

import gc
import multiprocessing
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from benchmarks.memory import peak_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection

    import numpy.typing as npt

    Ints = npt.NDArray[np.int32]

LIMIT = 10
BATCH = 20  # questions an engine answers before it is the next one's turn
MOST_SECONDS = 30.0  # for the questions of one engine: a slow one answers fewer


class Engine(Protocol):
    """Finds the best `LIMIT` passages for the terms of a question."""

    def search(self, terms: Sequence[int]) -> Sequence[int]: ...


@dataclass(frozen=True, slots=True)
class Tokenized:
    """Term ids of passages, one after the other, and how many each passage has."""

    tokens: Ints
    lengths: Ints

    def each(self) -> list[Ints]:
        return np.split(self.tokens, np.cumsum(self.lengths)[:-1])


class PostingListsEngine:
    """What this project ranks with."""

    def __init__(self, passages: Tokenized) -> None:
        from index.segment.bm25 import PostingLists, compute_impacts, top_k
        from index.segment.postings import merge, pack

        ends = np.cumsum(passages.lengths)
        blocks = range(0, len(passages.lengths), 1 << 14)
        documents = np.repeat(np.arange(len(passages.lengths)), passages.lengths)

        def words(first: int) -> slice:
            last = min(first + (1 << 14), len(ends)) - 1
            return slice(ends[first] - passages.lengths[first], ends[last])

        postings = merge(pack(passages.tokens[words(b)], documents[words(b)]) for b in blocks)
        postings = postings.over(int(passages.tokens.max()) + 1)
        impacts = compute_impacts(postings, passages.lengths, np.float64)
        self._lists, self._top_k = PostingLists(postings, len(passages.lengths), impacts), top_k

    def search(self, terms: Sequence[int]) -> Sequence[int]:
        query = [[(term, 1.0)] for term in terms]
        scores, likely = self._lists.get_scores(query), self._lists.likely(query, LIMIT)
        found: list[int] = self._top_k(scores, LIMIT, likely).tolist()
        return found


class RankBM25Engine:
    def __init__(self, passages: Tokenized) -> None:
        from rank_bm25 import BM25Plus

        self._bm25 = BM25Plus([p.tolist() for p in passages.each()])

    def search(self, terms: Sequence[int]) -> Sequence[int]:
        scores = self._bm25.get_scores(terms)
        found: list[int] = np.argpartition(-scores, LIMIT)[:LIMIT].tolist()
        return sorted(found, key=lambda p: -scores[p])


class BM25SEngine:
    def __init__(self, passages: Tokenized) -> None:
        import bm25s
        from bm25s.tokenization import Tokenized as Words

        vocabulary = {str(term): term for term in range(int(passages.tokens.max()) + 1)}
        self._bm25 = bm25s.BM25(method="bm25+", delta=1.0)
        self._bm25.index(Words([p.tolist() for p in passages.each()], vocabulary), show_progress=False)

    def search(self, terms: Sequence[int]) -> Sequence[int]:
        query = [[str(term) for term in terms]]
        found: list[int] = self._bm25.retrieve(query, k=LIMIT, show_progress=False).documents[0].tolist()
        return found


class TantivyEngine:
    def __init__(self, passages: Tokenized) -> None:
        import tantivy

        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
        self._schema = builder.build()
        index = tantivy.Index(self._schema)
        writer = index.writer(200_000_000, 1)
        for passage in passages.each():
            writer.add_document(tantivy.Document(words=" ".join(map(str, passage.tolist()))))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def search(self, terms: Sequence[int]) -> Sequence[int]:
        should, query = self._tantivy.Occur.Should, self._tantivy.Query
        clauses = [(should, query.term_query(self._schema, "words", str(term))) for term in terms]
        hits = self._searcher.search(query.boolean_query(clauses), LIMIT, count=False).hits
        return [address.doc for _, address in hits]


class SQLiteEngine:
    def __init__(self, passages: Tokenized) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE VIRTUAL TABLE passages USING fts5(words, content='')")
        rows = ((p, " ".join(map(str, words.tolist()))) for p, words in enumerate(passages.each()))
        self._database.executemany("INSERT INTO passages(rowid, words) VALUES (?, ?)", rows)
        self._database.commit()

    def search(self, terms: Sequence[int]) -> Sequence[int]:
        query = "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?"
        return [row for (row,) in self._database.execute(query, (" OR ".join(map(str, terms)), LIMIT))]


ENGINES: dict[str, Callable[[Tokenized], Engine]] = {
    "posting lists": PostingListsEngine,
    "rank-bm25": RankBM25Engine,
    "bm25s": BM25SEngine,
    "tantivy": TantivyEngine,
    "SQLite FTS5": SQLiteEngine,
}
OURS, ORACLE = "posting lists", "rank-bm25"


@dataclass(frozen=True, slots=True)
class Measured:
    """What an engine took: seconds to build, MB of memory beyond the tokens at the peak, milliseconds a question."""

    build: float
    memory: float
    times: tuple[float, ...]
    found: tuple[tuple[int, ...], ...]

    def percentile(self, percent: float) -> float:
        return float(np.percentile(self.times, percent))


def measure(passages: Tokenized, questions: Sequence[Sequence[int]]) -> dict[str, Measured]:
    """Build every engine and ask each the same questions in turn."""
    context = multiprocessing.get_context("spawn")
    pipes, built = {}, {}
    for name in ENGINES:
        pipes[name], theirs = context.Pipe()
        context.Process(target=_serve, args=(theirs, name), daemon=True).start()
        pipes[name].send((passages, questions))
        built[name] = pipes[name].recv()
    times: dict[str, list[float]] = {name: [] for name in ENGINES}
    found: dict[str, list[tuple[int, ...]]] = {name: [] for name in ENGINES}
    for first in range(0, len(questions), BATCH):
        for name, pipe in pipes.items():
            if sum(times[name]) < 1000 * MOST_SECONDS:
                pipe.send(first)
                for milliseconds, documents in pipe.recv():
                    times[name].append(milliseconds)
                    found[name].append(documents)
    for pipe in pipes.values():
        pipe.send(None)
    return {name: Measured(*built[name], tuple(times[name]), tuple(found[name])) for name in ENGINES}


def _reset_peak() -> float:
    """Forget the highest use of memory so far, where the system can; return the highest that is left, in MB."""
    gc.collect()
    forget = Path("/proc/self/clear_refs")
    if forget.exists():
        forget.write_text("5", "ascii")
    return peak_memory()


def _serve(pipe: Connection, name: str) -> None:
    """Build an engine, then answer a batch of questions for each number received."""
    passages, questions = pipe.recv()
    before = _reset_peak()
    start = time.perf_counter()
    engine = ENGINES[name](passages)
    built = time.perf_counter() - start
    pipe.send((built, peak_memory() - before))
    for terms in questions[:BATCH]:
        engine.search(terms)
    while (first := pipe.recv()) is not None:
        answers: list[Any] = []
        for terms in questions[first : first + BATCH]:
            start = time.perf_counter()
            documents = engine.search(terms)
            answers.append((1000 * (time.perf_counter() - start), tuple(documents)))
        pipe.send(answers)
