"""Measure speed and memory beside other engines, in one run; with --write, renew docs/performance.md and its plot."""

from __future__ import annotations

import argparse
import platform
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import engines, interactions, product
from benchmarks.corpora import draw_tokens, load_material, write_corpus
from benchmarks.evaluation import FOLDER, ROOT
from index import Meaning

if TYPE_CHECKING:
    from benchmarks.corpora import Material
    from benchmarks.engines import Measured

SIZES = [2_000, 20_000, 100_000]
PAGE = ROOT / "docs" / "performance.md"
PLOT = ROOT / "docs" / "performance.svg"
FROM, TO = "<!-- measured: from here -->\n", "<!-- measured: to here -->"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="of the corpora, in passages")
    parser.add_argument("--engines-only", type=int, nargs="*", default=[], help="more sizes, for the engines alone")
    parser.add_argument("--data", type=Path, default=FOLDER)
    parser.add_argument("--write", action="store_true", help="renew the tables and the plot in docs/")
    args = parser.parse_args()
    material = load_material(args.data)
    bot = _bot_table()
    whole = {size: _product(material, size, args.data) for size in args.sizes}
    ranked = {size: _engines(material, size) for size in [*args.sizes, *args.engines_only]}
    tables = "\n".join([_machine(), _engine_table(ranked), _product_table(whole), bot])
    print(tables)
    if args.write:
        before, _, rest = PAGE.read_text("utf-8").partition(FROM)
        PAGE.write_text(before + FROM + "\n" + tables + "\n" + TO + rest.partition(TO)[2], "utf-8")
        _plot(ranked)


def _engines(material: Material, size: int) -> dict[str, Measured]:
    print(f"{size:,} passages: engines ...", file=sys.stderr, flush=True)
    passages, questions = draw_tokens(material, size)
    return engines.measure(passages, questions[: product.QUESTIONS])


def _product(material: Material, size: int, data: Path) -> dict[str, float]:
    print(f"{size:,} passages: the whole index ...", file=sys.stderr, flush=True)
    work = Path(tempfile.mkdtemp(prefix="incident-bot-bench-"))
    try:
        folder, cache = work / "seeds", work / "cache"
        write_corpus(folder, material, size)
        cold = product.measure("load", folder, cache, data)
        warm = product.measure("load", folder, cache, data)
        figures = {"cold load s": cold["load s"], "cold peak MB": cold["peak MB"]}
        figures |= {"warm, to the first answer s": warm["first answer s"], "warm peak MB": warm["peak MB"]}
        figures |= product.measure("ask", folder, cache, data)
        read = product.measure("ask", folder, cache, data, Meaning.FULL)
        figures |= {f"with the reader: {name}": value for name, value in read.items()}
        return figures | product.measure("reload", folder, cache, data)
    finally:
        shutil.rmtree(work)


def _machine() -> str:
    today = datetime.now(UTC).date().isoformat()
    return f"Measured on {today}, {platform.machine()}, Python {platform.python_version()}, `make bench`.\n"


def _engine_table(ranked: dict[int, dict[str, Measured]]) -> str:
    rows = [
        "In brackets: how many times less than rank-bm25 takes.\n",
        "| passages | engine | search p50 ms | search p99 ms | build s | memory MB |",
        "|--:|---|--:|--:|--:|--:|",
    ]
    for size, measured in ranked.items():
        oracle = _figures(measured[engines.ORACLE])
        for name, engine in measured.items():
            cells = (f"{_short(x)} ({_short(o / x)}×)" for x, o in zip(_figures(engine), oracle, strict=True))
            rows.append(f"| {size:,} | {name} | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _figures(engine: Measured) -> tuple[float, ...]:
    return engine.percentile(50), engine.percentile(99), engine.build, max(engine.memory, 1.0)


def _product_table(whole: dict[int, dict[str, float]]) -> str:
    sizes = list(whole)
    rows = [f"| | {' | '.join(f'{size:,} passages' for size in sizes)} |", "|---|" + "--:|" * len(sizes)]
    rows += [
        f"| {figure} | {' | '.join(f'{_short(whole[size][figure])}' for size in sizes)} |" for figure in whole[sizes[0]]
    ]
    return "\n".join(rows) + "\n"


def _bot_table() -> str:
    print("the command line and the whole bot ...", file=sys.stderr, flush=True)
    bot = interactions.measure()
    with tempfile.TemporaryDirectory() as cache:
        shipped = product.measure("golden", ROOT / "seeds", Path(cache))
        new = product.measure("load", ROOT / "seeds", Path(cache), meaning=Meaning.FULL)
        known = product.measure("load", ROOT / "seeds", Path(cache), meaning=Meaning.FULL)
        read = product.measure("golden", ROOT / "seeds", Path(cache), meaning=Meaning.FULL)
    figures = {
        "the shipped article, a question not asked before: p50 ms": read["answer p50 ms"],
        "p99 ms ": read["answer p99 ms"],
        "by words alone: p50 ms": shipped["answer p50 ms"],
        "by words alone: p99 ms": shipped["answer p99 ms"],
        "from nothing to the first answer, an article never read before, s": new["first answer s"],
        "an article read before, s": known["first answer s"],
        "peak MB": known["peak MB"],
        "`incident-bot ask`, the whole process, s": product.start_up(),
        "`incident-bot ask --fast`, s": product.start_up("--fast"),
        f"/ask at {bot.rate:g} a second, acknowledged with the answer: p50 ms": bot.p50,
        "p99 ms": bot.p99,
        f"questions a second, {interactions.MEMBERS} members without pause": bot.questions_per_second,
    }
    return (
        "\n".join(["| | |", "|---|--:|", *(f"| {name} | {_short(value)} |" for name, value in figures.items())]) + "\n"
    )


def _plot(ranked: dict[int, dict[str, Measured]]) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "incident-bot"
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4.2), layout="constrained")
    for name in engines.ENGINES:
        sizes = sorted(ranked)
        (line,) = axes.plot(sizes, [ranked[s][name].percentile(50) for s in sizes], marker="o", label=name)
        axes.plot(sizes, [ranked[s][name].percentile(99) for s in sizes], ls=":", color=line.get_color())
    axes.set(xscale="log", yscale="log", xlabel="passages", ylabel="ms a question: median (dotted: 99th percentile)")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    figure.savefig(PLOT, metadata={"Date": None})


if __name__ == "__main__":
    main()
