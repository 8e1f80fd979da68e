"""Measure answers on the development question sets beside a naive bot, and fail under the floor reached so far."""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.evaluation import FOLDER, ROOT, calibration_error, load_protocols
from index import Corpus, Status

FLOOR = Path(__file__).with_name("floor.json")
LOWER_IS_BETTER = {"false", "wrong", "calibration error"}
UNHELD = {"n", "seconds", "ms/answer p50"}  # told, but depending on the machine or the set


def main() -> None:
    """Print the table; with --raise, lift the floor to the figures reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("protocols", nargs="*")
    parser.add_argument("--data", type=Path, default=FOLDER)
    parser.add_argument("--raise", dest="lift", action="store_true", help="lift the floor to these figures")
    args = parser.parse_args()
    evaluate = load_protocols(args.data)
    protocols = args.protocols or evaluate.PROTOCOLS
    ours = measure(evaluate, Corpus.load, args.data, protocols)
    if "piaf-single" in ours:
        ours["piaf-single"]["calibration error"] = calibration(evaluate, args.data)
    naive = measure(evaluate, evaluate.naive_load, args.data, protocols)
    floor: dict[str, dict[str, float]] = json.loads(FLOOR.read_text("utf-8")) if FLOOR.exists() else {}
    under = show(ours, naive, floor)
    if args.lift:
        FLOOR.write_text(json.dumps(raised(floor, ours), indent=2) + "\n", "utf-8")
    elif under:
        sys.exit(f"Under the floor: {', '.join(under)}.")


def measure(evaluate: Any, load: Any, data: Path, protocols: list[str]) -> dict[str, dict[str, float]]:
    rows = {}
    for protocol in protocols:
        bench = evaluate.Bench(load, data, "dev", None, ROOT / "seeds")
        rows[protocol] = bench.run(protocol)
        rows[protocol]["ms/answer p50"] = 1000 * sorted(bench.times)[len(bench.times) // 2] if bench.times else 0.0
    return rows


def calibration(evaluate: Any, data: Path) -> float:
    """Return the calibration error over articles' own questions and as many foreign ones, those answered alone."""
    articles = [a for a in evaluate.squad_articles(data / "piaf-dev.json") if len(a["bounds"]) >= 4]
    rng, pairs = random.Random(13), []
    for article in articles:
        own = [q for q in article["questions"] if q[1]]
        own = rng.sample(own, min(12, len(own)))
        other = rng.choice([a for a in articles if a is not article])
        foreign = rng.sample(other["questions"], min(len(own), len(other["questions"])))
        with tempfile.TemporaryDirectory() as folder:
            evaluate.write_corpus(Path(folder), [article])
            corpus = Corpus.load(Path(folder))
        texts = {"a0000": article["text"]}
        for question, spans in [*((q[0], q[1]) for q in own), *((q[0], []) for q in foreign)]:
            answer = corpus.answer(question)
            if answer.status is Status.ANSWERED:
                pairs.append((answer.confidence, evaluate.holds(answer.quotes[0], "a0000", spans, texts)))
    return calibration_error(pairs)


def raised(floor: dict[str, dict[str, float]], ours: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Return the better of the floor and the figures reached: to give one up for another, edit the file."""
    better = {
        protocol: {
            figure: (min if figure in LOWER_IS_BETTER else max)(
                round(value, 4), floor.get(protocol, {}).get(figure, round(value, 4))
            )
            for figure, value in row.items()
            if figure not in UNHELD
        }
        for protocol, row in ours.items()
    }
    return floor | better


def show(
    ours: dict[str, dict[str, float]], naive: dict[str, dict[str, float]], floor: dict[str, dict[str, float]]
) -> list[str]:
    """Print every figure beside the naive bot's and the floor; return what lies under the floor."""
    table, under = Table("protocol", "figure", "naive", "floor", "this bot"), []
    for protocol, row in ours.items():
        for figure, value in row.items():
            least = floor.get(protocol, {}).get(figure)
            sign = -1 if figure in LOWER_IS_BETTER else 1
            low = least is not None and sign * round(value, 4) < sign * least
            if low:
                under.append(f"{protocol} {figure}")
            shown = f"[red]{value:.3f}[/red]" if low else f"{value:.3f}"
            cells = [f"{x:.3f}" if x is not None else "–" for x in (naive[protocol].get(figure), least)]
            table.add_row(protocol, figure, *cells, shown)
        table.add_section()
    Console(width=100).print(table)
    return under


if __name__ == "__main__":
    main()
