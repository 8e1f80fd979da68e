"""Documents with their questions: the incidents of this project, and those kept for tests only."""

from __future__ import annotations

import json
import random
import re
import tempfile
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.cases import sources_of, trained_on
from benchmarks.incidents import FOLDER as INCIDENTS
from index import Corpus, Meaning
from index.search.reader.pieces import Window
from index.search.reader.windows import cut, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.segment.passages import Passage

UNANSWERED = frozenset({"near", "other", "foreign", "swapped"})
STRETCH, LEAST_STRETCH = 6, 3  # paragraphs of an encyclopedia's article that are read together
LEAST_ASKED, MOST_ASKED = 4, 24  # questions on them


@dataclass(frozen=True)
class Question:
    text: str
    right: frozenset[int]  # the document's sentences that answer it; none where the document does not say
    kind: str
    answers: tuple[str, ...] = ()
    id: str = ""
    language: str = ""


@dataclass(frozen=True)
class Document:
    """One article: the windows that it is read in, its questions."""

    id: str
    windows: tuple[Window, ...]
    questions: tuple[Question, ...] = field(default=(), repr=False)

    @property
    def sentences(self) -> list[str]:
        return [sentence for window in self.windows for sentence in window.sentences]


def split(texts: dict[str, str]) -> dict[str, list[Passage]]:
    """Return the passages of each text."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            (Path(folder) / f"{name}.txt").write_text(text, "utf-8", newline="")
        corpus = Corpus.load(Path(folder), meaning=Meaning.OFF)
    passages: dict[str, list[Passage]] = {}
    for passage in corpus.passages:
        assert passage.source.text == texts[passage.source.id]
        passages.setdefault(passage.source.id, []).append(passage)
    return passages


def incidents(folder: Path = INCIDENTS, names: Iterable[str] | None = None) -> list[Document]:
    """Return the incidents of this project, in the order of their names."""
    paths = [p for p in sorted((folder / "articles").glob("*.txt")) if names is None or p.stem in names]
    texts = {path.stem: path.read_text("utf-8") for path in paths}
    documents = []
    for name, passages in sorted(split(texts).items()):
        rows = (folder / "questions" / f"{name}.jsonl").read_text("utf-8").splitlines()
        questions = tuple(_question(passages, json.loads(row)) for row in rows)
        documents.append(_document(name, passages, questions))
    return documents


def _question(passages: list[Passage], row: dict) -> Question:
    text, right = passages[0].source.text, set()
    for sentence in filter(None, [row.get("sentence"), *row.get("also", [])]):
        start = text.index(sentence)
        inside = [text.find(a, start, start + len(sentence)) for a in row["answers"] if sentence == row["sentence"]]
        spans = [(at, at + 1) for at in inside if at >= 0] or [(start, start + len(sentence))]
        right |= {i for span in spans for i in _touched(passages, span)}
    asked = f"{row['after']} {row['q']}" if row.get("after") else row["q"]
    return Question(asked, frozenset(right), row["kind"], tuple(row["answers"]), row["id"], row["lang"])


def _touched(passages: list[Passage], span: tuple[int, int]) -> set[int]:
    sentences = [sentence for passage in passages for sentence in passage.sentences]
    return {i for i, (start, end) in enumerate(sentences) if start < span[1] and span[0] < end}


def _document(name: str, passages: Sequence[Passage], questions: tuple[Question, ...]) -> Document:
    starts = cut([p.end - p.start for p in passages], [len(p.sentences) for p in passages])
    windows = tuple(
        Window(passages[0].source.title, tuple(text for p in passages[first:last] for text in texts_of(p)))
        for first, last in pairwise([*starts, len(passages)])
    )
    return Document(name, windows, questions)


def judged(folder: Path) -> list[Document]:
    """Return incidents kept for tests only: questions with the words that answer, no sentence marked."""
    paths = sorted(p for p in folder.glob("*.txt"))
    texts = {path.stem: path.read_text("utf-8") for path in paths}
    documents = []
    for name, passages in sorted(split(texts).items()):
        sentences = [texts[name][a:b] for passage in passages for a, b in passage.sentences]
        rows = map(json.loads, (folder / f"questions-{name}.jsonl").read_text("utf-8").splitlines())
        questions = tuple(
            Question(
                row["q"],
                frozenset(i for i, sentence in enumerate(sentences) if any(a in sentence for a in row["a"])),
                row["kind"],
                tuple(row["a"]),
                row["id"],
                row["lang"],
            )
            for row in rows
        )
        documents.append(_document(name, passages, questions))
    return documents


def extractive(articles: list[dict[str, Any]], name: str, most: int, seed: int) -> list[Document]:
    """Return stretches of the SQuAD-like `articles` that are trained on, with their questions, at most `most`."""
    rng, documents = random.Random(seed), list[Document]()
    for number, article in enumerate(articles):
        if trained_on(number):
            for first in range(0, len(article["bounds"]), STRETCH):
                documents += _stretch(article, first, f"{name}-{number}-{first}", rng)
    rng.shuffle(documents)
    return documents[:most]


def _stretch(article: dict[str, Any], first: int, name: str, rng: random.Random) -> Iterator[Document]:
    bounds = article["bounds"][first : first + STRETCH]
    start, end = bounds[0][0], bounds[-1][1]
    text = article["text"][start:end]
    (source,) = sources_of([{"title": article["title"], "text": text}])
    passages = Corpus((source,)).passages[:]
    sentences = [sentence for passage in passages for sentence in passage.sentences]
    questions = []
    for asked, spans, identity, paragraph in article["questions"]:
        if first <= paragraph < first + STRETCH:
            right = frozenset(
                i for i, (a, b) in enumerate(sentences) for x, y in spans if a <= x - start and y - start <= b + 1
            )
            if right or not spans:
                questions.append(Question(asked, right, "close" if spans else "near", (), identity))
    if len(bounds) >= LEAST_STRETCH and len(questions) >= LEAST_ASKED:
        rng.shuffle(questions)
        yield _document(name, passages, tuple(questions[:MOST_ASKED]))


# ------------------------------------------------------------------ augmentation

NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-ZÀ-Ý][\w’'-]*[a-zà-ÿ]\w*(?: [A-ZÀ-Ý][\w-]+)*")
NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
MONTH = re.compile(
    r"\b(janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


def names(document: Document) -> list[str]:
    """Return the capitalised words inside the sentences of a document."""
    return sorted({found for sentence in document.sentences for found in NAME.findall(sentence) if len(found) > 3})


def swapped(question: Question, document: Document, others: list[str], rng: random.Random) -> Question | None:
    """Return the question about another name, number or month, which the document does not answer."""
    text = "\n".join(document.sentences)
    places = [m for m in NAME.finditer(question.text) if m.group() in text]
    choices = [(m, [o for o in rng.sample(others, 8) if o not in text]) for m in places]
    for m in NUMBER.finditer(question.text):
        new = "".join(str(rng.randrange(1, 10)) if c.isdigit() else c for c in m.group())
        choices.append((m, [new] if new not in text else []))
    for m in MONTH.finditer(question.text):
        months = MONTH.pattern.strip("\\b()").split("|")
        half = months[:12] if m.group() in months[:12] else months[12:]
        choices.append((m, [new for new in rng.sample(half, 3) if new not in text]))
    choices = [(m, new) for m, new in choices if new]
    if not choices:
        return None
    m, new = rng.choice(choices)
    changed = question.text[: m.start()] + new[0] + question.text[m.end() :]
    return replace(question, text=changed, right=frozenset(), kind="swapped", answers=())


def typed(text: str, rng: random.Random) -> str:
    """Return `text` as it is typed in a hurry: lower case, no accents, no punctuation, slips, words left out."""
    import unicodedata

    if rng.random() < 0.8:
        text = text.lower()
    if rng.random() < 0.7:
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    if rng.random() < 0.6:
        text = re.sub(r"\s*[?!.]+$", "", text)
        text = re.sub(r"['’-]", lambda m: rng.choice([" ", "", m.group()]), text)
    words = list(_slips(text.split(), rng))
    return " ".join(words) or text


def _slips(words: list[str], rng: random.Random) -> Iterator[str]:
    for word in words:
        chance = rng.random()
        if len(words) > 4 and len(word) < 4 and chance < 0.12:
            continue
        if len(word) > 4 and chance > 0.92:
            at = rng.randrange(1, len(word) - 1)
            before, letter, after = word[:at], word[at], word[at + 1 :]
            yield rng.choice([before + after, before + letter + letter + after, before + after[0] + letter + after[1:]])
        else:
            yield word
