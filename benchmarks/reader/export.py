"""Write the reader's files, and see that they judge as the trained model does."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch

from benchmarks.reader import graph
from benchmarks.reader.runtime import Document
from benchmarks.reader.runtime import reader as runtime
from benchmarks.reader.train import scores

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tokenizers import Tokenizer

    from benchmarks.reader.model import Reader
    from benchmarks.reader.train import Asked, Example


def write(reader: Reader, tokenizer: Tokenizer, folder: Path) -> dict[str, str]:
    """Write the files into `folder`; return their SHA-256 by name."""
    folder.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        for build in (graph.lower, graph.plain, graph.tuned, graph.nothing):
            onnx.save(build(reader), folder / f"{build.__name__}.onnx")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in runtime.DIGESTS}


def parity(trained: Reader, asked: Asked, written: runtime.Reader, examples: Sequence[Example]) -> dict[str, float]:
    """Compare the written files with the model they came from, on the documents' questions.

    Returns the share of questions whose best sentence is the same, and the mean and largest difference of the odds.
    """
    same, apart = [], []
    for example in examples:
        document = example.document
        read = written.read(Document(document.title, document.passages))
        sentences, nothing = scores(trained, asked, example)
        for question, row, none in zip(document.questions, sentences, nothing, strict=True):
            judged = written.judge(written.ask(question.text), read)
            same.append(judged.sentences.argmax() == row.argmax())
            apart.append(abs(judged.sureness - (np.logaddexp.reduce(row) - none)))
    return {"same": float(np.mean(same)), "mean": float(np.mean(apart)), "largest": float(np.max(apart))}
