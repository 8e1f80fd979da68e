"""How far answers depend on the processor's arithmetic: `python -m benchmarks.reader.arithmetic`.

The runtime chooses kernels for the processor, so other machines round otherwise. Here the same questions on incidents
are answered with matrices multiplied in 32 bits instead of 8, which differs by more than any two processors do, and
with another number of threads.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from unittest.mock import patch

import numpy as np
import onnx

from benchmarks.incidents import FITTED, FOLDER, load
from index import Answer, Corpus, Meaning
from index.search.reader.model import ENCODER, MANIFEST, Reader
from index.search.reader.store import Store

FILES = Path(__file__).parents[2] / "index" / "data" / "reader"
IN_32_BITS = 1  # of MatMulNBits' accuracy levels; the files have 4: in 8 bits


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        usual = answers(Reader.load(FILES), Path(folder) / "usual")
        others = {"with one thread": Reader.load(FILES, threads=1), "in 32 bits": multiplying_in_32_bits(Path(folder))}
        for name, reader in others.items():
            compare(name, usual, answers(reader, Path(folder) / name))


def answers(reader: Reader, cache: Path) -> list[Answer]:
    """Return the answers to the questions on the incidents that the reader was not trained on."""
    found = []
    with patch("index.corpus.load_reader", lambda: reader), patch("index.corpus.open_store", lambda: Store(cache)):
        for article in load():
            if article.name in FITTED:
                with tempfile.TemporaryDirectory() as folder:
                    shutil.copy(FOLDER / "articles" / f"{article.name}.txt", folder)
                    corpus = Corpus.load(Path(folder), meaning=Meaning.FULL)
                found += [corpus.answer(question.text) for question in article.questions]
    return found


def multiplying_in_32_bits(folder: Path) -> Reader:
    """Return the reader with another arithmetic."""
    made = folder / "reader"
    shutil.copytree(FILES, made)
    model = onnx.load(made / ENCODER)
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.name == "accuracy_level":
                attribute.i = IN_32_BITS
    onnx.save(model, made / ENCODER)
    manifest = json.loads((made / MANIFEST).read_text("utf-8"))
    manifest["sha256"][ENCODER] = hashlib.sha256((made / ENCODER).read_bytes()).hexdigest()
    (made / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    return Reader.load(made)


def compare(name: str, usual: list[Answer], other: list[Answer]) -> None:
    pairs = list(zip(usual, other, strict=True))
    same = np.mean([a.status is b.status for a, b in pairs])
    said = [(a, b) for a, b in pairs if a.status is b.status and a.quotes and b.quotes]
    quotes = np.mean([(a.quotes[0].start, a.quotes[0].end) == (b.quotes[0].start, b.quotes[0].end) for a, b in said])
    apart = [abs(a.confidence - b.confidence) for a, b in pairs]
    print(
        f"{name}: of {len(pairs)} questions {same:.3f} answered or not alike, first quote the same {quotes:.3f}; "
        f"confidence apart {np.mean(apart):.4f} in the mean, {np.max(apart):.3f} at most"
    )


if __name__ == "__main__":
    main()
