"""Check the question set: `python -m benchmarks.incidents`."""

from __future__ import annotations

import sys
from collections import Counter

from benchmarks.incidents import Kind, load
from benchmarks.incidents.check import problems


def main() -> None:
    try:
        articles = load()
    except (OSError, ValueError) as error:
        sys.exit(str(error))
    kinds = Counter(question.kind for article in articles for question in article.questions)
    counts = ", ".join(f"{kinds[kind]} {kind}" for kind in Kind)
    held_out = sum(article.held_out for article in articles)
    print(f"{len(articles)} articles ({held_out} held out), {kinds.total()} questions: {counts}.")
    found = problems(articles)
    print(*found, sep="\n")
    sys.exit(f"{len(found)} problems." if found else None)


if __name__ == "__main__":
    main()
