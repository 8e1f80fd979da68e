"""The quote checker on made-up edits of real sentences: how often its verdict, and its warnings, are right."""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import page
from benchmarks.incidents import load
from index import Concern, Corpus, Match, Source
from index.text.tokens import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.incidents import Article

SHORTEST = 8  # words of a sentence that is edited
EACH = 60  # claims of every kind
ABSENT_FROM = 0.4  # the share of the articles that the corpus does not hold


@dataclass(frozen=True, slots=True)
class Claim:
    """A supposed quote, how it stands to the sources, and what an editor changed in it."""

    text: str
    match: Match
    concern: Concern | None = None


def claims(sentences: Sequence[str], others: Sequence[str], rng: random.Random, each: int) -> list[Claim]:
    """Make claims of every kind from sentences that the sources hold, and from others that they do not."""
    made: list[Claim] = []

    def make(edit: Callable[[str], str | None], match: Match, concern: Concern | None = None) -> None:
        count = 0
        for sentence in rng.sample(sentences, len(sentences)):
            text = edit(sentence)
            if text is not None and text != sentence:
                made.append(Claim(text, match, concern))
                count += 1
            if count == each:
                return

    made += [Claim(sentence, Match.EXACT) for sentence in rng.sample(sentences, each)]
    make(lambda s: _retyped(s, rng), Match.TYPOGRAPHY)
    make(lambda s: _without(s, rng), Match.NEAR)
    make(lambda s: _with(s, rng), Match.NEAR)
    make(_negated, Match.NEAR, Concern.NEGATION)
    make(lambda s: _miscounted(s, rng), Match.NEAR, Concern.NUMBER)
    make(lambda s: _renamed(s, rng), Match.NEAR, Concern.NAME)
    for _ in range(each):
        first, second = rng.sample(sentences, 2)
        made.append(Claim(_joined(first, second), Match.STITCHED))
    made += [Claim(sentence, Match.ABSENT) for sentence in rng.sample(others, each)]
    return made


def _retyped(sentence: str, rng: random.Random) -> str:
    """Write a sentence as it might be pasted."""
    ways: list[Callable[[str], str]] = [
        str.lower,
        str.upper,
        plain,
        lambda s: s.replace("’", "'").replace("« ", '"').replace(" »", '"'),
        lambda s: s.replace(" ", "  ", 3),
        lambda s: s.replace(", ", " – ", 1),
        lambda s: s.replace(",", "", 1),
    ]
    return rng.choice(ways)(sentence)


def _without(sentence: str, rng: random.Random) -> str | None:
    """Drop a word that is neither a name nor a number nor a negation."""
    words = sentence.split()
    plain_ones = [i for i in range(1, len(words) - 1) if re.fullmatch(r"[a-zà-ÿ]{4,}", words[i])]
    plain_ones = [i for i in plain_ones if words[i] not in _CRITICAL]
    if not plain_ones:
        return None
    at = rng.choice(plain_ones)
    return " ".join(words[:at] + words[at + 1 :])


def _with(sentence: str, rng: random.Random) -> str | None:
    words = sentence.split()
    at = rng.randrange(2, len(words) - 1)
    return " ".join(
        [*words[:at], rng.choice(["really", "clearly", "vraiment", "clairement", "often", "souvent"]), *words[at:]]
    )


def _negated(sentence: str) -> str | None:
    for verb, negated in _NEGATED.items():
        if re.search(rf"\b{verb}\b", sentence):
            return re.sub(rf"\b{verb}\b", negated, sentence, count=1)
    return None


def _miscounted(sentence: str, rng: random.Random) -> str | None:
    found = re.search(r"(?<![\w.,])\d{1,3}(?![\w.,:]\d)", sentence)
    if found is None:
        return None
    return f"{sentence[: found.start()]}{int(found[0]) + rng.randint(1, 40)}{sentence[found.end() :]}"


def _renamed(sentence: str, rng: random.Random) -> str | None:
    names = list(re.finditer(r"(?<=[a-zà-ÿ,] )[A-Z][a-zà-ÿ]{3,}\b", sentence))
    if not names:
        return None
    name = rng.choice(names)
    return (
        f"{sentence[: name.start()]}{rng.choice(['Marchetti', 'Oslo', 'Fenwick', 'Delacroix'])}{sentence[name.end() :]}"
    )


def _joined(first: str, second: str) -> str:
    """Join the first half of a sentence to the second half of another."""
    a, b = first.split(), second.split()
    return " ".join([*a[: max(len(a) // 2, 4)], *b[-max(len(b) // 2, 4) :]])


_CRITICAL = frozenset(
    "sans jamais aucun aucune rien never none nothing nobody neither without cannot two three four five seven eight "
    "nine eleven twelve twenty thirty forty fifty sixty hundred hundreds thousand thousands million millions billion "
    "half third quarter dozen dozens twice deux trois quatre cinq sept huit neuf onze douze vingt trente quarante "
    "cinquante soixante cent cents mille milliard milliards moitié tiers quart double triple".split()
)
_NEGATED = {
    "was": "was not", "were": "were not", "is": "is not", "had": "had not", "has": "has not", "can": "cannot",
    "est": "n'est pas", "sont": "ne sont pas", "était": "n'était pas", "étaient": "n'étaient pas", "a": "n'a pas",
    "ont": "n'ont pas", "avait": "n'avait pas",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """Of each kind of verdict, and of warnings: how many given were right, how many due were given."""

    claims: int
    verdicts: dict[str, tuple[float, float]]  # precision, recall
    warnings: tuple[float, float]
    milliseconds: float  # at the median


def measure(articles: Sequence[Article], seed: int = 1, *, each: int = EACH, show: bool = False) -> Figures:
    """Check made-up claims about a part of the articles, the others being those whose sentences are absent."""
    rng = random.Random(seed)
    kept = [article for article in articles if not _in_share(article.name)]
    corpus = _corpus(kept)
    sentences, others = _sentences(corpus), _sentences(_corpus([a for a in articles if a not in kept]))
    given: list[tuple[Claim, Match, frozenset[Concern]]] = []
    times = []
    for claim in claims(sentences, others, rng, each):
        start = time.perf_counter()
        found = corpus.verify(claim.text)
        times.append(1000 * (time.perf_counter() - start))
        if show and found.match is not claim.match:
            print(f"{claim.match} taken for {found.match}: {claim.text}")
        given.append((claim, found.match, frozenset(c for finding in found.findings for c in finding.concerns)))
    verdicts = {
        match.value: _shares(((claim.match is match, said is match) for claim, said, _ in given)) for match in Match
    }
    warned = _shares(
        (claim.concern is concern, concern in concerns)
        for claim, said, concerns in given
        if claim.match is Match.NEAR and said is Match.NEAR
        for concern in Concern
    )
    return Figures(len(given), verdicts, warned, sorted(times)[len(times) // 2])


def _corpus(articles: Sequence[Article]) -> Corpus:
    return Corpus(tuple(
        Source(a.name, Path(f"{a.name}.txt"), a.text.partition("\n")[0], a.text, a.language) for a in articles
    ))  # fmt: skip


def _in_share(name: str) -> bool:
    return sum(map(ord, name)) % 100 < 100 * ABSENT_FROM


def _sentences(corpus: Corpus) -> list[str]:
    texts = (p.source.text[start:end] for p in corpus.passages for start, end in p.sentences)
    counted = Counter(texts)
    return [text for text, count in counted.items() if count == 1 and len(text.split()) >= SHORTEST]


def _shares(pairs: Iterable[tuple[bool, bool]]) -> tuple[float, float]:
    """Return precision and recall of what was due and what was given."""
    counts = Counter(pairs)
    both, only_due, only_given = counts[True, True], counts[True, False], counts[False, True]
    return both / max(both + only_given, 1), both / max(both + only_due, 1)


def rows(figures: Figures) -> list[tuple[str, ...]]:
    """Return the figures as the rows of a table."""
    shares = {**figures.verdicts, "warnings (negation, number, name)": figures.warnings}
    return [(name, f"{precision:.3f}", f"{recall:.3f}") for name, (precision, recall) in shares.items()]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=["tuned", "held"], default="held", help="of the articles")
    parser.add_argument("--show", action="store_true", help="print the claims that were judged wrongly")
    parser.add_argument("--write", action="store_true", help="renew the table in docs/incident-desk.md")
    arguments = parser.parse_args()
    articles = [a for number, a in enumerate(load()) if (number % 2 == 0) == (arguments.half == "tuned")]
    figures = measure(articles, show=arguments.show)
    print(f"{figures.claims} claims, {figures.milliseconds:.1f} ms at the median")
    for row in rows(figures):
        print(*row, sep=" | ")
    if arguments.write:
        head = (f"verdict, on {figures.claims} claims", "precision", "recall")
        page.write(page.DESK, "checker", head, rows(figures), "make eval")


if __name__ == "__main__":
    main()
