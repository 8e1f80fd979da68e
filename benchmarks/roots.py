"""Write `index/data/roots-LANGUAGE.txt`: how often all forms of a word are used, from the frequencies of each form.

One line for each tenth of the Zipf scale, behind it the stems of that frequency, as in `frequency-LANGUAGE.txt`.
"""

from __future__ import annotations

import math
from collections import defaultdict

from benchmarks.evaluation import ROOT
from index.text.rarity import load_frequencies
from index.text.tokens import LANGUAGES, stem


def main() -> None:
    """Write one file for each language."""
    for language in LANGUAGES:
        (ROOT / "index" / "data" / f"roots-{language}.txt").write_text(table_of(language), "utf-8")


def table_of(language: str) -> str:
    """Return the text of the file."""
    uses: dict[str, float] = defaultdict(float)
    for word, zipf in load_frequencies(language).items():
        uses[stem(word, language)] += 10**zipf
    levels: dict[float, list[str]] = defaultdict(list)
    for root, times in uses.items():
        levels[round(math.log10(times), 1)].append(root)
    return "".join(f"{zipf} {' '.join(sorted(levels[zipf]))}\n" for zipf in sorted(levels, reverse=True))


if __name__ == "__main__":
    main()
