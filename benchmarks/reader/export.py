"""Write the reader's files, and see that they judge as the trained model does."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch

from benchmarks.reader import graph
from benchmarks.reader.train import scores
from index.search.reader.model import ENCODER, HEADS, MANIFEST, PIECES
from index.search.spelling import rewrite

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sentencepiece import SentencePieceProcessor

    from benchmarks.reader.model import Reader
    from benchmarks.reader.train import Asked, Example
    from index.search.reader.model import Reader as Written

HOW = "written by `make reader`; benchmarks/reader/README.md tells from what, and under which licences"


def write(reader: Reader, pieces: SentencePieceProcessor, folder: Path) -> None:
    """Write the files into `folder`, and beside them their SHA-256."""
    folder.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        onnx.save(graph.encoder(reader), folder / ENCODER)
    np.savez(folder / HEADS, **heads(reader))
    (folder / PIECES).write_bytes(pieces.serialized_model_proto())
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (ENCODER, HEADS, PIECES)}
    (folder / MANIFEST).write_text(json.dumps({"how": HOW, "sha256": digests}, indent=2) + "\n", "utf-8")


def heads(reader: Reader) -> dict[str, np.ndarray]:
    """Return what is learnt anew as the reader multiplies it: (in, out)."""
    h = reader.heads
    first, _, last = h.nothing
    arrays = {
        "question": h.question.weight.T,
        "passage": h.passage.weight.T,
        "counts": h.counts.weight[0],
        "counts.bias": h.counts.bias[0],
        "nothing.inner": first.weight.T,
        "nothing.inner.bias": first.bias,
        "nothing.outer": last.weight[0],
        "nothing.outer.bias": last.bias[0],
        "likeness": h.likeness,
    }
    return {name: np.array(array.detach().numpy(), np.float32, order="C") for name, array in arrays.items()}


def parity(trained: Reader, asked: Asked, written: Written, examples: Sequence[Example]) -> dict[str, float]:
    """Compare the written files with the model they came from, on the documents' questions.

    Returns the share of questions whose best sentence is the same, and the mean and largest difference of the odds
    that any answers.
    """
    same, apart = [], []
    for example in examples:
        readings = [written.read(window) for window in example.document.windows]
        sentences, nothing = scores(trained, asked, example)
        for question, row, none in zip(example.document.questions, sentences, nothing, strict=True):
            put = written.ask(rewrite(question.text))
            judged = written.judge(put, readings)
            same.append(judged.argmax() == row.argmax())
            odds = [np.logaddexp.reduce(logits) - silent for logits, silent in ((judged, put.nothing), (row, none))]
            apart.append(abs(odds[0] - odds[1]))
    return {"same": float(np.mean(same)), "mean": float(np.mean(apart)), "largest": float(np.max(apart))}
