"""Write `index/data/frequency-LANGUAGE.txt` from the word frequencies of the package wordfreq (`make fit` installs it).

One line for each tenth of the Zipf scale (log10 of uses in a billion words), behind it the folded words of that
frequency.
"""

from __future__ import annotations

import math
from collections import defaultdict
from pathlib import Path

import wordfreq

from index.text.tokens import LANGUAGES, fold_words

LEAST = 3.0
DATA = Path(__file__).resolve().parent.parent / "index" / "data"


def main() -> None:
    """Write one file for each language."""
    for language in LANGUAGES:
        uses: dict[str, float] = defaultdict(float)
        for word, share in wordfreq.get_frequency_dict(language, "large").items():
            if len(folded := fold_words(word)) == 1:
                uses[folded[0]] += share
        levels: dict[float, list[str]] = defaultdict(list)
        for word, share in uses.items():
            if (zipf := round(math.log10(share) + 9, 1)) >= LEAST and not word[0].isdigit():
                levels[zipf].append(word)
        lines = [f"{zipf} {' '.join(sorted(levels[zipf]))}\n" for zipf in sorted(levels, reverse=True)]
        (DATA / f"frequency-{language}.txt").write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
