"""Compare ways to choose the sentences of a summary: `python -m benchmarks.desk.summaries`.

The facts that a summary should hold are those that members ask about: the questions of `benchmarks/incidents` and, for
each, the sentences that answer it. *Told* is the share of an article's questions that one of the quotes of its summary
answers; *redundancy* the mean share of its words that a quote shares with another.
"""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.desk.summaries.methods import METHODS
from benchmarks.incidents import HELD_OUT, load
from index import Corpus, Length, Source
from index.answers.summary.body import Body
from index.answers.summary.choosing import by_worth
from index.text.tokens import fold_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from benchmarks.incidents import Article

    Choose = Callable[[Body], Iterable[int]]

# The constants of the bot's own way were chosen on the other articles.
UNSEEN = frozenset(
    "en-bangladesh-bank en-costa-concordia en-kaseya en-mcafee5958 en-roblox2021 en-takata en-brindlemere en-kestrand "
    "en-thornbury-bank fr-ashley-madison fr-bretigny fr-estonia fr-orange-urgences fr-monelia fr-nimbrelle "
    "fr-port-estrel fr-sylvarail fr-vaudrelle".split()
)
OURS = "this bot's"
PAGE = Path(__file__).resolve().parents[3] / "docs" / "incident-desk.md"
BEGIN, END = "<!-- summaries -->", "<!-- /summaries -->"


def body_of(article: Article) -> Body:
    """Return the sentences of an article that may be quoted."""
    title = article.text.partition("\n")[0]
    source = Source(article.name, Path(f"{article.name}.txt"), title, article.text, article.language)
    return Body.of(Corpus((source,)).searcher.segment.forward)


def quotes_of(body: Body, choose: Choose, most: int) -> list[str]:
    """Return the quotes of a summary."""
    passages = body.forward.passages
    places = [(passages[p].source.text, *passages[p].quotable(*run)) for p, *run in body.runs(choose, most)]
    return [text[start:end] for text, start, end in places]


def told(article: Article, quotes: Sequence[str]) -> float:
    """Return the share of an article's questions that quotes answer."""
    said = "\n".join(quotes)
    asked = [(q.sentence, *q.also) for q in article.questions if q.kind.answered and q.sentence and not q.after]
    return sum(any(sentence in said for sentence in sentences if sentence) for sentences in asked) / len(asked)


def redundancy(quotes: Sequence[str]) -> float:
    """Return the mean share of the words of the shorter of two quotes that the other one has as well."""
    words = [set(fold_words(quote)) for quote in quotes]
    shares = [len(a & b) / max(min(len(a), len(b)), 1) for a, b in itertools.combinations(words, 2)]
    return sum(shares) / max(len(shares), 1)


def rows(*, unseen: bool) -> Iterator[tuple[str, ...]]:
    """Yield the figures of each way, for each length what is told and how redundant it is."""
    articles = [a for a in load() if a.name not in HELD_OUT and (a.name in UNSEEN) is unseen]
    bodies = [(article, body_of(article)) for article in articles]
    for name, choose in {**METHODS, OURS: by_worth}.items():
        row = [name]
        for length in Length:
            found = [(article, quotes_of(body, choose, length.most)) for article, body in bodies]
            row.append(
                f"{sum(told(article, quotes) for article, quotes in found) / len(found):.3f} "
                f"({sum(redundancy(quotes) for _, quotes in found) / len(found):.2f})"
            )
        yield tuple(row)


def main() -> None:
    """Print the figures; with --write, renew the tables in docs/incident-desk.md."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    table: list[str] = []
    for unseen, articles in (
        (True, "18 articles on which nothing was chosen"),
        (False, "the others, less those held out"),
    ):
        table += [
            "",
            f"| {articles} | {' | '.join(f'{length}, {length.most}' for length in Length)} |",
            "|---|---:|---:|---:|",
        ]
        table += [f"| {' | '.join(row)} |" for row in rows(unseen=unseen)]
    print("\n".join(table))
    if arguments.write:
        text = PAGE.read_text("utf-8")
        start, end = text.index(BEGIN) + len(BEGIN), text.index(END)
        PAGE.write_text("\n".join([text[:start], *table, "", text[end:]]), "utf-8")


if __name__ == "__main__":
    main()
