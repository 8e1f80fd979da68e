"""Corpora of any size to measure on: sentences of the question sets drawn anew, invented ones without these sets."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.engines import Tokenized
from index.segment.columns import ranges
from index.segment.splitting import split
from index.sources.formats import plain
from index.text.stopwords import is_stop_word
from index.text.tokens import detect_language, fold_words, stem

if TYPE_CHECKING:
    from pathlib import Path

SEED = 20240719
PASSAGES_PER_SOURCE = 100
SENTENCES_PER_PASSAGE = (3, 6)
SETS = ("piaf-dev.json", "squad2-dev.json")  # French, English


@dataclass(frozen=True, slots=True)
class Material:
    """What corpora are drawn from: the sentences of each language, and questions that people asked about them."""

    sentences: tuple[tuple[str, ...], ...]
    questions: tuple[str, ...]


def load_material(folder: Path) -> Material:
    """Read the question sets of `folder`; without them invent sentences and questions with a fixed seed."""
    if not all((folder / name).exists() for name in SETS):
        return _invent()
    sentences, questions = [], []
    for name in SETS:
        paragraphs = [p for a in json.loads((folder / name).read_text("utf-8"))["data"] for p in a["paragraphs"]]
        texts = [" ".join(p["context"].split()) for p in paragraphs]
        sentences.append(
            tuple(text[slice(*span)] for text in texts for part in split(plain.read(text)) for span in part.sentences)
        )
        questions += [q["question"] for p in paragraphs for q in p["qas"]]
    random.Random(SEED).shuffle(questions)
    return Material(tuple(sentences), tuple(questions))


def _invent() -> Material:
    """Return sentences of made-up words whose frequencies follow Zipf's law, as those of any language do."""
    rng = random.Random(SEED)
    syllables = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "ion")]
    words = ["".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(40_000)]
    frequencies = [1 / rank for rank in range(1, len(words) + 1)]
    drawn = rng.choices(words, frequencies, k=400_000)
    sentences = tuple(" ".join(drawn[i : i + 20]).capitalize() + "." for i in range(0, len(drawn), 20))
    questions = tuple(" ".join(rng.choices(s.split(), k=6)).capitalize() + "?" for s in rng.choices(sentences, k=2000))
    return Material((sentences,), questions)


def write_corpus(folder: Path, material: Material, passages: int) -> None:
    """Write `passages` paragraphs into `folder`, as articles of a hundred, each in one language."""
    rng = random.Random(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    for number, first in enumerate(range(0, passages, PASSAGES_PER_SOURCE)):
        sentences = material.sentences[number % len(material.sentences)]
        count = min(PASSAGES_PER_SOURCE, passages - first)
        paragraphs = (" ".join(rng.choices(sentences, k=rng.randint(*SENTENCES_PER_PASSAGE))) for _ in range(count))
        (folder / f"article-{number:05d}.txt").write_text("\n\n".join(paragraphs) + "\n", "utf-8")


def draw_tokens(material: Material, passages: int) -> tuple[Tokenized, list[list[int]]]:
    """Return `passages` passages as `write_corpus` draws them, in stems, and the questions in the same stems."""
    numbers: dict[str, int] = {}

    def stems(text: str, language: str) -> list[int]:
        words = [word for word in fold_words(text) if not is_stop_word(word, language)]
        return [numbers.setdefault(stem(word, language), len(numbers)) for word in words]

    rng = np.random.default_rng(SEED)
    of_language = []
    for sentences in material.sentences:
        language = detect_language(" ".join(sentences[:50]))
        words = [stems(sentence, language) for sentence in sentences]
        of_language.append((np.concatenate(words).astype(np.int32), np.array([len(w) for w in words])))
    tokens, lengths = [], []
    for number, first in enumerate(range(0, passages, PASSAGES_PER_SOURCE)):
        words, counts = of_language[number % len(of_language)]
        drawn = rng.integers(*SENTENCES_PER_PASSAGE, min(PASSAGES_PER_SOURCE, passages - first), endpoint=True)
        sentences = rng.integers(len(counts), size=drawn.sum())
        starts = np.cumsum(counts) - counts
        tokens.append(words[ranges(starts[sentences], counts[sentences])])
        lengths.append(np.add.reduceat(counts[sentences], np.cumsum(drawn) - drawn))
    known = len(numbers)
    asked = [list(dict.fromkeys(stems(q, detect_language(q)))) for q in material.questions]
    questions = [[term for term in terms if term < known] for terms in asked]
    return Tokenized(np.concatenate(tokens), np.concatenate(lengths).astype(np.int32)), [q for q in questions if q]
