"""What the whole index takes: to load a folder cold and warm, to answer, to reload; each in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.corpora import load_material
from benchmarks.evaluation import FOLDER, ROOT
from benchmarks.memory import peak_memory
from index.search.reader import Meaning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Corpus

QUESTIONS = 1000
RELOADS = 5
PIECES = 30  # of a sentence that was not really read
HEARTBEAT = 0.002  # seconds between two looks at the clock on the event loop


def measure(
    step: str, corpus: Path, cache: Path, data: Path = FOLDER, meaning: Meaning = Meaning.OFF
) -> dict[str, float]:
    """Run one of the steps below on the folder `corpus` in a fresh process; return its figures."""
    command = [sys.executable, "-m", "benchmarks.product", step, str(corpus), str(data), meaning]
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)  # noqa: S603 - its words are all from here
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def load(folder: Path, data: Path, meaning: Meaning) -> dict[str, float]:
    """Load and answer once: cold the first time, from the saved index from then on."""
    question = load_material(data).questions[0]
    start = time.perf_counter()
    from index import Corpus

    corpus = Corpus.load(folder, meaning=meaning)
    loaded = time.perf_counter() - start
    corpus.answer(question)
    return {"load s": loaded, "first answer s": time.perf_counter() - start, "peak MB": peak_memory()}


def ask(folder: Path, data: Path, meaning: Meaning) -> dict[str, float]:
    """Answer questions that people asked, and search for them."""
    from index import Corpus

    questions = load_material(data).questions[:QUESTIONS]
    if meaning is Meaning.OFF:
        return _ask(Corpus.load(folder, meaning=meaning), questions)
    return _ask(borrowed(Corpus.load(folder, meaning=Meaning.OFF)), questions[: QUESTIONS // 4])


def golden(folder: Path, _: Path, meaning: Meaning) -> dict[str, float]:
    """Answer the golden questions of a folder, over and over."""
    from index import Corpus, load_checks

    questions = [check.question for check in load_checks(folder)]
    return _ask(Corpus.load(folder, meaning=meaning), questions * (100 if meaning is Meaning.OFF else 20))


def borrowed(corpus: Corpus) -> Corpus:
    """Return a corpus as if it were read: reading a hundred thousand passages takes an hour.

    Its readings are those of the first windows, over and over; what a question costs does not depend on what they say.
    """
    from index import Corpus
    from index.search.fields import FIELDS
    from index.search.reader import load_reader
    from index.search.reader.model import Reading
    from index.search.reader.readings import Readings, Windows
    from index.search.reader.store import Store
    from index.search.retrieval import Searcher
    from index.search.weights import load_weights

    forward = corpus.searcher.segment.forward
    with tempfile.TemporaryDirectory() as folder:
        real = Windows(forward, load_reader(), Store(Path(folder) / "readings.sqlite"))
        some = [real.find(number) for number in range(20)]
    tokens, means = np.concatenate([r.tokens for r in some]), np.concatenate([r.means for r in some])

    class Borrowed(Windows):
        def find(self, number: int) -> Reading:
            sentences = int(np.diff(forward.first_sentences[self.starts[number : number + 2]])[0])
            counts = np.full(sentences, PIECES)
            return Reading(
                np.resize(tokens, (int(counts.sum()), tokens.shape[1])),
                counts,
                np.resize(means, (sentences, means.shape[1])),
            )

    readings = Readings(Borrowed(forward, load_reader(), Store(Path(os.devnull) / "none")))
    vectors = np.resize(means, (len(corpus.passages), means.shape[1]))
    searcher = Searcher(corpus.searcher.segment, load_weights(read=True), FIELDS, readings, vectors)
    return Corpus(corpus.sources, searcher)


def _ask(corpus: Corpus, questions: Sequence[str]) -> dict[str, float]:
    from index import Strictness
    from index.answers.quotes import compose_answer

    for question in questions[:50]:
        corpus.answer(question)
    # The cache of answers is left out: every question counts as asked for the first time.
    answer = partial(compose_answer, corpus.searcher, strictness=Strictness.NORMAL)
    figures = {}
    for name, call in (("answer", answer), ("search", corpus.search)):
        times = []
        for question in questions:
            start = time.perf_counter()
            call(question)
            times.append(1000 * (time.perf_counter() - start))
        figures |= {
            f"{name} p50 ms": float(np.percentile(times, 50)),
            f"{name} p99 ms": float(np.percentile(times, 99)),
        }
    return figures


def reload(folder: Path, data: Path, _: Meaning) -> dict[str, float]:
    """Change one source and reload in a thread, answering all the while; tell how long the event loop stood still."""
    from index import Corpus

    corpus = Corpus.load(folder, meaning=Meaning.OFF)
    questions = load_material(data).questions
    article = sorted(folder.glob("*.txt"))[len(corpus.sources) // 2]
    before = article.read_text("utf-8")
    try:
        article.write_text(before + "\nThe change of today is this sentence.\n", "utf-8")
        runs = [asyncio.run(_reload(corpus, folder, questions)) for _ in range(RELOADS)]
        return {
            "reload s": float(np.median([seconds for seconds, _ in runs])),
            "longest stall ms": 1000 * max(stall for _, stall in runs),
        }
    finally:
        article.write_text(before, "utf-8")


async def _reload(corpus: Corpus, folder: Path, questions: tuple[str, ...]) -> tuple[float, float]:
    """Return how long a reload took and how long the event loop stood still at most, in seconds."""
    from index import Corpus

    start = time.perf_counter()
    task = asyncio.create_task(asyncio.to_thread(Corpus.load, folder, corpus, meaning=Meaning.OFF))
    longest, answers = 0.0, 0
    while not task.done():
        before = time.perf_counter()
        await asyncio.sleep(HEARTBEAT)
        longest = max(longest, time.perf_counter() - before - HEARTBEAT)
        if answers % 10 == 0:
            await asyncio.to_thread(corpus.answer, questions[answers % len(questions)])
        answers += 1
    await task
    return time.perf_counter() - start, longest


def start_up(*options: str, runs: int = 9) -> float:
    """Return the median wall time of a question asked on the command line, of the shipped article, in seconds."""
    command = [sys.executable, "-m", "bot", "ask", *options, "Combien Delta a-t-elle perdu ?"]
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - the words of `command` are all written above
        times.append(time.perf_counter() - start)
    return float(np.median(times[1:]))


STEPS = {"load": load, "ask": ask, "golden": golden, "reload": reload}

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]), Meaning(sys.argv[4]))))
