"""Train the layers that are tuned on incidents, asked as members ask."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from benchmarks.reader.data import NAME, Document, Question, names, swapped, typed
from benchmarks.reader.model import Read, Reader, pad
from index.search.reader.pieces import PAD, pieces_of_question
from index.search.spelling import rewrite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from sentencepiece import SentencePieceProcessor

BATCH = 48  # questions on one document
SWAPPED = 0.2  # share of the questions also asked with another name, number or month
FOREIGN = 8  # one question of another document for so many of its own
VARIANTS = 2  # ways a question is typed in a hurry
TYPED = 0.25  # share of the questions typed so
AS_TYPED = frozenset({"casual", "everyday"})  # kinds that are, as they stand
EPOCHS = 5
RATES = {
    "tuned": 1e-4,
    "heads.question": 5e-4,
    "heads.passage": 5e-4,
    "heads.counts": 1e-3,
    "heads.nothing": 1e-3,
    "heads.likeness": 0.05,
}


@dataclass(frozen=True)
class Example:
    document: Document
    read: Read


class Asked:
    """What the encoder makes of questions, kept."""

    def __init__(self, reader: Reader, pieces: SentencePieceProcessor) -> None:
        self._reader, self._pieces = reader, pieces
        self._kept: dict[str, torch.Tensor] = {}

    def __call__(self, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the states (b, t, width) where the tuned layers begin, and which pieces are there (b, t)."""
        new = [text for text in dict.fromkeys(texts) if text not in self._kept]
        if new:
            with torch.no_grad():
                ids = pad([pieces_of_question(self._pieces, rewrite(text)) for text in new])  # as the bot reads them
                states = self._reader.begin(ids)
            for text, row, x in zip(new, ids, states, strict=True):
                self._kept[text] = x[row != PAD].clone()
        found = [self._kept[text] for text in texts]
        states = torch.nn.utils.rnn.pad_sequence(found, batch_first=True)
        lengths = torch.tensor([len(x) for x in found])
        return states, torch.arange(states.shape[1]) < lengths[:, None]


class Batches:
    """Questions on one document at a time, some of them of no answer there."""

    def __init__(self, examples: Sequence[Example], seed: int) -> None:
        self._examples, self._rng = list(examples), random.Random(seed)
        self._names = sorted({name for example in examples for name in names(example.document)})
        self._texts = {e.document.id: "\n".join(e.document.sentences) for e in examples}
        self._typed: dict[str, list[str]] = {}

    def __iter__(self) -> Iterator[tuple[Read, list[str], torch.Tensor]]:
        """Yield what was read, the questions (b), and which of (b, 1 + s) "not here" and sentences are right."""
        jobs = []
        for example in self._examples:
            questions = [*example.document.questions, *self._others(example)]
            self._rng.shuffle(questions)
            jobs += [(example, questions[at : at + BATCH]) for at in range(0, len(questions), BATCH)]
        self._rng.shuffle(jobs)
        for example, questions in jobs:
            yield self._batch(example, questions)

    def _others(self, example: Example) -> list[Question]:
        """Return questions that the document does not answer: with a name swapped, or of another document."""
        rng, document = self._rng, example.document
        text = self._texts[document.id]
        own = [swapped(q, document, self._names, rng) for q in document.questions if q.right and rng.random() < SWAPPED]
        foreign = [q for other in rng.sample(self._examples, 10) for q in rng.sample(other.document.questions, 1)]
        far = [
            Question(q.text, frozenset(), "foreign")
            for q in foreign
            if (found := NAME.findall(q.text)) and not any(name in text for name in found)
        ]
        return [q for q in own if q] + far[: len(document.questions) // FOREIGN]

    def _batch(self, example: Example, questions: list[Question]) -> tuple[Read, list[str], torch.Tensor]:
        right = torch.zeros(len(questions), 1 + example.read.sentences, dtype=torch.bool)
        for row, question in zip(right, questions, strict=True):
            row[[1 + i for i in question.right] or [0]] = True
        return example.read, [self._wording(question) for question in questions], right

    def _wording(self, question: Question) -> str:
        if question.kind in AS_TYPED or self._rng.random() > TYPED:
            return question.text
        ways = self._typed.setdefault(question.text, [])
        if len(ways) < VARIANTS:
            ways.append(typed(question.text, self._rng))
        return self._rng.choice(ways)


def loss_of(logits: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    return (logits.logsumexp(1) - logits.masked_fill(~right, -1e9).logsumexp(1)).mean()


def train(reader: Reader, asked: Asked, batches: Batches, report: Callable[[], None]) -> None:
    """Tune the reader, calling `report` after each epoch."""
    parts = {name: [p for n, p in reader.named_parameters() if n.startswith(name)] for name in RATES}
    groups = [{"params": parts[name], "lr": rate} for name, rate in RATES.items()]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98))
    started = time.perf_counter()
    for epoch in range(EPOCHS):
        jobs, losses = list(batches), []
        reader.train()
        for number, (read, texts, right) in enumerate(jobs):
            done = (epoch + number / len(jobs)) / EPOCHS
            for group, rate in zip(optimizer.param_groups, RATES.values(), strict=True):
                group["lr"] = rate * min(1.0, done / 0.08) * max(0.03, 1 - done)
            loss = loss_of(reader(read, *asked(texts)), right)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parts["tuned"], 1.0)
            optimizer.step()
            optimizer.zero_grad()
            losses.append(loss.item())
        seconds = time.perf_counter() - started
        print(f"epoch {epoch + 1}/{EPOCHS}  loss {sum(losses) / len(losses):.3f}  {seconds:.0f} s", flush=True)
        report()


def scores(reader: Reader, asked: Asked, example: Example) -> tuple[np.ndarray, np.ndarray]:
    """Return the logits of the sentences (b, s) and of "not here" (b) for the document's questions."""
    reader.eval()
    texts = [question.text for question in example.document.questions]
    with torch.no_grad():
        rows = reader(example.read, *asked(texts))
    return rows[:, 1:].numpy(), rows[:, 0].numpy()
