"""Measure ways of summing up on the articles of references.yaml.

python -m benchmarks.desk.summaries            prints the tables
python -m benchmarks.desk.summaries --show     and the facts that the shipped way leaves out
python -m benchmarks.desk.summaries --write    renews the tables in docs/incident-desk.md
"""

from __future__ import annotations

import argparse

from benchmarks.desk.summaries.measure import ALL, ROOT, load, measure, missing
from index import Length

PAGE = ROOT / "docs" / "incident-desk.md"
BEGIN, END = "<!-- summaries -->", "<!-- /summaries -->"
TITLES = {
    "choosing": "there while the way was chosen",
    "unseen": "kept back until it was chosen",
    "late": "read and labelled after that",
}


def tables() -> str:
    """Return a table for each set as Markdown."""
    lines: list[str] = []
    for name, articles in load().items():
        facts = sum(len(article.facts) for article in articles)
        lines += [f"{len(articles)} articles, {facts} facts, {TITLES[name]}:", ""]
        lines += [f"| | {' | '.join(f'{length}: facts told | repeated' for length in Length)} |", "|---|" + "---:|" * 6]
        for title, method in ALL.items():
            cells = [f"{value:.2f}" for length in Length for value in measure(name, method, length)]
            lines.append(f"| {title} | {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    """Print the tables; with --write, renew them in the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print the facts that the shipped way leaves out")
    parser.add_argument("--write", action="store_true", help=f"renew the tables in {PAGE.relative_to(ROOT)}")
    arguments = parser.parse_args()
    print(tables())
    if arguments.show:
        for article in (article for articles in load().values() for article in articles):
            for length in Length:
                print(f"{article.path}, {length}: {', '.join(missing(article, length))}")
    if arguments.write:
        text = PAGE.read_text("utf-8")
        start, end = text.index(BEGIN) + len(BEGIN), text.index(END)
        PAGE.write_text("\n".join([text[:start], tables() + text[end:]]), "utf-8")


if __name__ == "__main__":
    main()
