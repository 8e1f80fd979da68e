"""The development questions as the fit sees them: what was retrieved for each, and what of it is right."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.incidents import FITTED, load
from benchmarks.incidents import FOLDER as INCIDENTS
from index import Corpus
from index.search.fields import FIELDS
from index.search.question import read_question
from index.search.reader import Meaning
from index.search.sentences import SENTENCE_FEATURES
from index.search.weights import Weights
from index.sources.source import Source
from index.text.tokens import detect_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from benchmarks.incidents import Question
    from index.search.retrieval import Retrieval, Searcher
    from index.segment.build import Segment

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]
    Gold = tuple[str, list[tuple[int, int]]]  # id of the source, spans of the answer

OWN = 30  # as many questions of an article at most
STRANGERS = 8  # and of others, asked of its names
SQUAD = 300
POOLED = 1500
FOLDER = 400
RANKED = 60  # passages that compete for a question's first place


@dataclass
class Case:
    """A question, asked of a segment: its candidate sentences and which of them hold the answer."""

    group: str  # the article, for cross-validation
    own: bool  # asked of its own article
    features: Floats
    right: Flags
    segment: Segment
    retrieval: Retrieval


@dataclass
class PassageCase:
    """A question, asked of many articles: the best passages, their fields and their sentences."""

    group: str
    fields: Floats  # (p, field)
    right: Flags  # p
    features: Floats  # of candidate sentences
    owners: npt.NDArray[np.intp]  # candidate -> p


def fold_of(group: str) -> int:
    """Return which of five parts of the articles a group is in."""
    return int(group[1:]) % 5


def trained_on(article: int) -> bool:
    """Tell whether the reader was trained on an article of PIAF or SQuAD 2.0: on every other one."""
    return article % 2 == 0


def sources_of(articles: list[dict[str, Any]]) -> tuple[Source, ...]:
    return tuple(
        Source(f"a{i:04d}", Path(f"a{i:04d}.txt"), a["title"].replace("_", " "), a["text"], detect_language(a["text"]))
        for i, a in enumerate(articles)
    )


def _answers(question: Question, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the words are that answer, and where each sentence begins that answers as well."""
    if question.sentence:
        start = text.index(question.sentence)
        for answer in question.answers:
            at = start + question.sentence.index(answer)
            yield at, at + len(answer)
    for sentence in question.also:
        at = text.index(sentence)
        yield at, at + 1


class Collector:
    """Asks the questions with the field weights given."""

    def __init__(self, evaluation: Any, folder: Path, fields: dict[str, float], meaning: Meaning) -> None:
        self.evaluation, self.folder, self.meaning = evaluation, folder, meaning
        self.weights = Weights(fields, 0, np.zeros(len(SENTENCE_FEATURES)), np.empty(0), 0, 0, {})
        self.piaf = evaluation.squad_articles(folder / "piaf-dev.json")
        self.pool = [(i, q) for i, a in enumerate(self.piaf) for q in a["questions"] if q[1]]
        self.asked = [(i, q) for i, q in self.pool if self._may_ask(i)]
        lines = (folder / "piaf-dev-en.jsonl").read_text("utf-8").splitlines()
        self.english = {row["id"]: row["en"] for row in map(json.loads, lines)}

    def _may_ask(self, article: int) -> bool:
        """Tell whether what is found for an article's questions says how well it is found for others."""
        return self.meaning is Meaning.OFF or not trained_on(article)

    # ------------------------------------------------------------ sentences

    def cases(self) -> dict[str, list[Case]]:
        """Return the cases by set, the same ones every time."""
        cases: dict[str, list[Case]] = {
            name: [] for name in ("pooled", "single", "folder", "english", "swapped", "swapped-english", "squad2")
        }
        cases["incidents"], cases["renamed"] = self._incidents()
        everything = self._searcher(sources_of(self.piaf))
        for i, q in random.Random(3).sample(self.asked, min(POOLED, len(self.asked))):
            cases["pooled"].append(self._case(everything, q[0], f"p{i}", (f"a{i:04d}", q[1])))
        cases["folder"] = list(self._halves(random.Random(4)))
        rng = random.Random(5)
        for i, article in enumerate(self.piaf):
            if len(article["bounds"]) >= 4 and self._may_ask(i):
                for name, case in self._article(i, article, rng):
                    cases[name].append(case)
        for i, article in enumerate(self.evaluation.squad_articles(self.folder / "squad2-dev.json")):
            if not self._may_ask(i):
                continue
            alone = self._searcher(sources_of([article]))
            for q in rng.sample(article["questions"], min(SQUAD, len(article["questions"]))):
                cases["squad2"].append(self._case(alone, q[0], f"s{i}", ("a0000", q[1]) if q[1] else None))
        return cases

    def _incidents(self) -> tuple[list[Case], list[Case]]:
        """Return the questions on incidents that the reader was not trained on, each asked of its own article.

        Then the same as far as they name somebody, with a name of another article: nothing answers these.
        """
        sources = {source.id: source for source in Corpus.load(INCIDENTS / "articles", meaning=Meaning.OFF).sources}
        rng, articles = random.Random(6), [article for article in load() if article.name in FITTED]
        asked, renamed = [], []
        for number, article in enumerate(articles):
            alone, group = self._searcher((sources[article.name],)), f"i{number}"
            for q in article.questions:
                text = f"{q.after} {q.text}" if q.after else q.text
                spans = list(_answers(q, article.text))
                asked.append(self._case(alone, text, group, (article.name, spans) if spans else None))
                other = rng.choice([other for other in articles if other is not article])
                if spans and (changed := swap_names(text, other.text, rng)):
                    renamed.append(self._case(alone, changed, group))
        return asked, renamed

    def _halves(self, rng: random.Random) -> Iterator[Case]:
        """Yield questions asked of every other article: those of these articles, and as many of the ones between."""
        for half in range(2):
            # Of four articles, the first two or the last two: one of each was trained on.
            inside = [i for i in range(len(self.piaf)) if i // 2 % 2 == half]
            searcher = self._searcher(sources_of([self.piaf[i] for i in inside]))
            for own in (True, False):
                for i, q in rng.sample([(i, q) for i, q in self.asked if (i in inside) is own], FOLDER):
                    gold = (f"a{inside.index(i):04d}", q[1]) if own else None
                    yield self._case(searcher, q[0], f"p{i}", gold)

    def _article(self, i: int, article: dict[str, Any], rng: random.Random) -> Iterator[tuple[str, Case]]:
        """Yield an article's own questions and as many of others, in both languages, then strangers'."""
        alone, group = self._searcher(sources_of([article])), f"p{i}"
        mine = [q for q in article["questions"] if q[1]]
        mine = rng.sample(mine, min(OWN, len(mine)))
        others = [q for j, q in rng.sample(self.pool, 80) if j != i]
        yield from (("single", self._case(alone, q[0], group, ("a0000", q[1]))) for q in mine)
        yield from (("single", self._case(alone, q[0], group)) for q in others[: len(mine)])
        translated = {self.english[q[2]]: q[1] for q in article["questions"] if q[2] in self.english}
        foreign = [q for q in rng.sample(sorted(self.english.values()), 80) if q not in translated]
        yield from (("english", self._case(alone, q, group, ("a0000", spans))) for q, spans in translated.items())
        yield from (("english", self._case(alone, q, group)) for q in foreign[: len(translated)])
        strangers = {"swapped": [q[0] for q in others], "swapped-english": foreign}
        for name, questions in strangers.items():
            swapped = [question for q in questions if (question := swap_names(q, article["text"], rng))]
            yield from ((name, self._case(alone, question, group)) for question in swapped[:STRANGERS])

    def _searcher(self, sources: tuple[Source, ...]) -> Searcher:
        return replace(Corpus(sources).read(self.meaning).searcher, weights=self.weights)

    def _case(self, searcher: Searcher, question: str, group: str, gold: Gold | None = None) -> Case:
        passages = searcher.segment.forward.passages
        retrieval = searcher.retrieve(question, RANKED)
        candidates = retrieval.candidates
        right = np.zeros(len(candidates), bool)
        if gold:
            source, spans = gold
            for c, (p, s) in enumerate(zip(candidates.passages, candidates.sentences, strict=True)):
                a, b = passages[p].sentences[s]
                right[c] = passages[p].source.id == source and any(a <= x and y <= b + 1 for x, y in spans)
        return Case(group, gold is not None, candidates.features, right, searcher.segment, retrieval)

    # ------------------------------------------------------------ passages

    def passage_cases(self) -> dict[str, list[PassageCase]]:
        """Return the questions asked of all articles at once: in French, in English, and of three more languages."""
        english = [(i, (self.english[q[2]], *q[1:])) for i, q in self.asked if q[2] in self.english]
        cases = {
            "piaf-pooled": self._rank(
                self.piaf, random.Random(3).sample(self.asked, min(POOLED, len(self.asked))), "p"
            ),
            "piaf-en": self._rank(self.piaf, english, "p"),
        }
        asked = self.evaluation.squad_articles(self.folder / "xquad-dev.en.json")
        questions = [(i, q) for i, a in enumerate(asked) for q in a["questions"]]
        for language in ("es", "ro", "de"):
            articles = self.evaluation.squad_articles(self.folder / f"xquad-dev.{language}.json")
            cases[f"xquad-{language}"] = self._rank(articles, questions, "x")
        return cases

    def _rank(self, articles: list[dict[str, Any]], questions: list[Any], kind: str) -> list[PassageCase]:
        searcher, cases = self._searcher(sources_of(articles)), []
        paragraphs = [
            (i := int(p.source.id[1:]), self.evaluation.paragraph_of(articles[i], p.start, p.end))
            for p in searcher.segment.forward.passages
        ]
        for i, (question, _, _, paragraph) in questions:
            retrieval = searcher.retrieve(question, RANKED)
            top = retrieval.ranking.passages
            right = np.array([paragraphs[p] == (i, paragraph) for p in top], bool)
            if not right.any():
                continue
            places = np.zeros(len(paragraphs), np.intp)
            places[top] = np.arange(len(top))
            fields = np.stack([retrieval.ranking.fields[field.name] for field in FIELDS], axis=1)
            candidates = retrieval.candidates
            owners = places[candidates.passages]
            cases.append(PassageCase(f"{kind}{i}", fields, right, candidates.features, owners))
        return cases


def swap_names(question: str, text: str, rng: random.Random) -> str | None:
    """Ask another article's question of the names of this one: what a curious member does, and no source answers.

    A question that has nothing but names (who is she?) may well be answered, so it is none of these.
    """
    names = [name for name, _ in Counter(re.findall(r"(?<=[a-zé,] )[A-ZÀ-Þ][\w-]{2,}", text)).most_common(8)]
    foreign = list(re.finditer(r"(?<=.)(?<![.?!] )\b[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*", question))
    if not names or not foreign:
        return None
    for match in reversed(foreign):
        question = question[: match.start()] + rng.choice(names) + question[match.end() :]
    read = read_question(question)
    return question if set(read.words) - read.names else None
