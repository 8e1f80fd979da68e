"""Corpus: the immutable snapshot of the sources that questions are asked of."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import astuple, dataclass, replace
from functools import cached_property, lru_cache, partial
from threading import Lock
from typing import TYPE_CHECKING

from index.answers.attribution.speakers import speaker_of
from index.answers.comparison import compose_comparison
from index.answers.context import stretch_around
from index.answers.explanation import compose_explanation
from index.answers.overview import answer_question
from index.answers.quotes import Strictness
from index.answers.speakers import speakers
from index.answers.summary.composing import Length, compose_summary
from index.answers.timeline.composing import compose_timeline
from index.answers.timeline.entries import DatedSentences
from index.answers.timeline.limits import read_limits
from index.answers.verification import verify
from index.search.fields import FIELDS, inverted
from index.search.reader import Meaning, load_reader, open_store
from index.search.retrieval import Searcher
from index.search.weights import load_weights
from index.segment.build import Segment, TooManyPassagesError, build, identities
from index.sources.files import Problem, SourceError
from index.sources.folder import load_folder, size_of
from index.sources.progress import ignore, part

if TYPE_CHECKING:
    from pathlib import Path

    from index.answers.comparison import Comparison
    from index.answers.context import Stretch
    from index.answers.explanation import Explanation
    from index.answers.follow_up import Earlier
    from index.answers.quotes import Answer
    from index.answers.speakers import Speaker
    from index.answers.summary.composing import Summary
    from index.answers.timeline.composing import Timeline
    from index.answers.verification import Verification
    from index.search.reader.reranker import Reranker
    from index.segment.passages import Passage, Passages
    from index.sources.progress import Progress
    from index.sources.source import Source

FILES = 0.1  # of the work of loading: getting the files
WORDS = 0.3  # and indexing their words, where they are read as well
READ_AT_ONCE = 2_000_000  # characters: more than that is not read while somebody waits for the corpus
SAVED_FROM = 500_000  # bytes: a smaller folder is indexed as fast as a saved index is read


log = logging.getLogger(__name__)


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

    def __init__(
        self, sources: tuple[Source, ...], searcher: Searcher | None = None, dated: DatedSentences | None = None
    ) -> None:
        self.searcher = searcher or _by_words(build(sources, inverted(FIELDS)))
        self.meaning = _meaning_of(self.searcher)
        self.digest = _content_digest(sources, self.searcher)
        self._numbers = {source.id: number for number, source in enumerate(sources)}
        # During an incident many people ask the same question, and the summary of a large corpus takes a second.
        self._answer = lru_cache(maxsize=256)(partial(answer_question, self.searcher))
        self._dated = dated or DatedSentences(self.searcher.segment.forward.passages)
        self._timeline = lru_cache(maxsize=8)(partial(compose_timeline, self.searcher.segment, self._dated))
        self._listing = Lock()
        self._summarise = lru_cache(maxsize=8)(partial(compose_summary, self.searcher.segment))

    @cached_property
    def by_words(self) -> Corpus:
        """The same corpus, its answers by words alone."""
        return (
            self if self.meaning is Meaning.OFF else Corpus(self.sources, _by_words(self.searcher.segment), self._dated)
        )

    @cached_property
    def by_reader(self) -> Corpus:
        """The same corpus, its sentences judged by the reader alone."""
        readings = self.searcher.readings
        if readings is None or readings.reranker is None:
            return self
        return Corpus(self.sources, replace(self.searcher, readings=readings.alone), self._dated)

    @property
    def reranker(self) -> Reranker | None:
        """What judges the best sentences beside the reader, if anything does."""
        return self.searcher.readings.reranker if self.searcher.readings else None

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources, in reading order."""
        return self.searcher.segment.sources

    @property
    def passages(self) -> Passages:
        """The passages of all sources, in reading order."""
        return self.searcher.segment.forward.passages

    @classmethod
    def load(
        cls,
        path: Path,
        previous: Corpus | None = None,
        progress: Progress = ignore,
        meaning: Meaning = Meaning.FULL,
        reranker: Reranker | None = None,
    ) -> Corpus:
        """Load the folder `path`; with `previous`, take over what has not changed: the result is the same.

        Without `previous`, a large folder's index is taken from the user's cache folder, or saved there. What the
        reader made of the sources is kept there too; sources of more than `READ_AT_ONCE` characters are not read here,
        but by `read`. `progress` is told which share of the work is done, 0 to 1. Raises `SourceError` with every
        problem of the folder.
        """
        if meaning is Meaning.OFF:
            return cls._load_words(path, previous, progress)
        corpus = cls._load_words(path, previous, part(progress, 0, WORDS))
        if corpus is previous or sum(len(source.text) for source in corpus.sources) > READ_AT_ONCE:
            return corpus
        return corpus.read(meaning, part(progress, WORDS, 1), reranker)

    def read(
        self, meaning: Meaning = Meaning.FULL, progress: Progress = ignore, reranker: Reranker | None = None
    ) -> Corpus:
        """Return the same corpus, its answers by what is meant; all that was never read is read first.

        A text of 700 words takes about a second. With a `reranker`, that one judges the best sentences as well. Where
        the reader cannot run, that is said in the log, and the result is this corpus itself.
        """
        if meaning is Meaning.OFF:
            return self.by_words
        if meaning is self.meaning and reranker is self.reranker:
            return self
        from index.search.reader.model import ReaderError  # noqa: PLC0415 - words alone need none of it
        from index.search.reader.readings import Readings, Windows  # noqa: PLC0415

        segment = self.searcher.segment
        try:
            readings = Readings(Windows(segment.forward, load_reader(), open_store()), reranker)
        except ReaderError as error:
            log.warning("Answers go by words alone: %s.", error)
            return self
        vectors = readings.vectors(progress) if meaning is Meaning.FULL else None
        searcher = Searcher(segment, load_weights(read=True), FIELDS, readings, vectors)
        return Corpus(self.sources, searcher, self._dated)

    @classmethod
    def _load_words(cls, path: Path, previous: Corpus | None, progress: Progress) -> Corpus:
        if previous is None and size_of(path) >= SAVED_FROM:
            return cls._load_saved(path, progress)
        sources = load_folder(path, previous.sources if previous else (), part(progress, 0, FILES))
        if previous and sources == previous.sources:
            return previous
        earlier = previous.searcher.segment if previous else None
        return cls(sources, _by_words(_build(path, sources, earlier, progress)))

    @classmethod
    def _load_saved(cls, path: Path, progress: Progress) -> Corpus:
        from index.segment.saved import cache  # noqa: PLC0415 - importing it takes longer than indexing an article

        file = cache.file_for(path)
        saved = cache.open_index(file)
        sources = load_folder(path, saved.sources if saved else (), part(progress, 0, FILES))
        segment = saved.load(sources, inverted(FIELDS)) if saved else None
        if segment and identities(segment.sources) == identities(sources):
            return cls(sources, _by_words(segment.with_sources(sources)))
        segment = _build(path, sources, segment, progress)
        del saved  # not every system replaces a file that is still mapped
        cache.save(file, path, segment)
        return cls(sources, _by_words(segment))

    def passages_of(self, source: Source) -> range:
        """Return where in `passages` those of one of the `sources` are."""
        number = self._numbers[source.id]
        return range(*self.searcher.segment.forward.first_passages[number : number + 2].tolist())

    def search(self, question: str, limit: int = 10) -> list[Hit]:
        """Return the passages that share something with the question, best first, ties in reading order."""
        found = self.searcher.retrieve(question, limit)
        pairs = zip(found.passages[: max(limit, 0)].tolist(), found.passage_scores.tolist(), strict=False)
        return [Hit(self.passages[p], score) for p, score in pairs]

    def answer(
        self, question: str, strictness: Strictness = Strictness.NORMAL, earlier: Earlier | None = None
    ) -> Answer:
        """Answer any string with up to three verbatim quotes; never raises.

        After an `earlier` exchange it may be a follow-up, "and when?": the answer then bears the question as it was
        understood, and does not show again what was shown, unless that is what is asked for now.
        """
        return self._answer(question, strictness, earlier)

    def explain(self, question: str, limit: int = 3) -> Explanation:
        """Explain the best `limit` sentences and the confidence of `answer(question)`."""
        return compose_explanation(self.searcher, question, limit)

    def summary(self, length: Length = Length.MEDIUM, about: str = "") -> Summary:
        """Return the sentences that say most, each source's in its turn; `about` keeps to a topic. Never raises."""
        return self._summarise(length, " ".join(about.split()))

    def timeline(self, since: str = "", until: str = "", about: str = "", language: str = "") -> Timeline:
        """Return every sentence that says when, by its days, and apart from these those whose days cannot be told.

        `since` and `until` name the first and the last days, as people write them in a `language`; what they do not
        say is read as in the newest source. `about` keeps the paragraphs that treat of a topic. Raises `DaysError`.
        Reading the dates of a megabyte of sources takes about a second, once.
        """
        newest = max((source.published for source in self.sources if source.published), default=None)
        within = read_limits(since, until, language, newest)
        return self._timeline(within, about)

    def verify(self, claim: str) -> Verification:
        """Tell whether the sources hold a supposed quote, where, and in which words it differs; never raises."""
        return verify(self.by_words.searcher, claim)

    def speaker(self, source: Source, start: int, end: int) -> str | None:
        """Return who says `source.text[start:end]`, in the source's own words; None where that is not sure."""
        return speaker_of(self.passages, self.passages_of(source), start, end)

    def speakers(self) -> tuple[Speaker, ...]:
        """Return all that speak in the sources with what they say, those who say most first.

        The first call reads all of them, half a second for a thousand passages.
        """
        with self._listing:  # of a crowd that asks, one reads
            return self._speakers

    def compare(self, a: str, b: str, about: str = "") -> Comparison:
        """Return what each of two parties and those who speak for them say, at most three quotes each, best first.

        `about` keeps the paragraphs that treat of a topic. Raises `PartiesError`.
        """
        return compose_comparison(self.searcher.segment, self.speakers(), a, b, about)

    @cached_property
    def _speakers(self) -> tuple[Speaker, ...]:
        return speakers(self.passages)

    def widen(self, source: Source, start: int, end: int, before: int, after: int) -> Stretch:
        """Add up to `before` and `after` neighbouring sentences to `source.text[start:end]`."""
        return stretch_around((self.passages[p] for p in self.passages_of(source)), start, end, before, after)


def _build(path: Path, sources: tuple[Source, ...], earlier: Segment | None, progress: Progress) -> Segment:
    try:
        return build(sources, inverted(FIELDS), earlier, part(progress, FILES, 1))
    except TooManyPassagesError as error:
        raise SourceError(Problem(path, f"the articles have {error} Move some of them away.")) from error


def _by_words(segment: Segment) -> Searcher:
    return Searcher(segment, load_weights(), FIELDS)


def _meaning_of(searcher: Searcher) -> Meaning:
    if searcher.readings is None:
        return Meaning.OFF
    return Meaning.READER if searcher.vectors is None else Meaning.FULL


def _content_digest(sources: tuple[Source, ...], searcher: Searcher) -> str:
    digest = hashlib.sha256()
    for source in sources:
        for value in (source.path.name, source.digest) if source.digest else astuple(source):
            data = str(value).encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)
    names = [digest.hexdigest()]
    if readings := searcher.readings:
        names += [_meaning_of(searcher), readings.reader.digest]
        names += [readings.reranker.digest] if readings.reranker else []
    return "-".join(names)
