"""How many of the facts of `references.yaml` a way of summing up tells, and how much it repeats itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

import yaml

from benchmarks.desk.summaries.methods import METHODS
from index import Corpus, Length
from index.answers.summary.choosing import choose
from index.answers.summary.material import Material
from index.answers.summary.scoring import by_facets
from index.sources.folder import load_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index import Source
    from index.answers.summary.choosing import Method

ROOT = Path(__file__).resolve().parents[3]
REFERENCES = Path(__file__).with_name("references.yaml")
SHIPPED = "the same, facets first (shipped)"
ALL = {**METHODS, SHIPPED: by_facets}


@dataclass(frozen=True, eq=False)
class Article:
    """An article, and the facts that its summary should tell: each is the excerpts of sentences that tell it."""

    path: str
    facts: dict[str, tuple[str, ...]]
    material: Material


class Figures(NamedTuple):
    """What was measured of summaries of one length."""

    coverage: float  # the share of facts that are told, the mean over articles
    redundancy: float  # the share of its words that two sentences of a summary have in common, the mean over pairs


@lru_cache
def load() -> dict[str, tuple[Article, ...]]:
    """Return the articles of each set."""
    references: dict[str, dict[str, dict[str, list[str]]]] = yaml.safe_load(REFERENCES.read_text("utf-8"))
    return {
        name: tuple(
            Article(
                path, {fact: tuple(told) for fact, told in facts.items()}, _material(_sources(path)[Path(path).stem])
            )
            for path, facts in articles.items()
        )
        for name, articles in references.items()
    }


def _material(source: Source) -> Material:
    return Material.of(Corpus((source,)).searcher.segment.forward)


def _sources(path: str) -> dict[str, Source]:
    return _folder((ROOT / path).parent)


@lru_cache
def _folder(folder: Path) -> dict[str, Source]:
    return {source.path.stem: source for source in load_folder(folder)}


def sentences(article: Article, method: Method, length: Length) -> list[int]:
    """Return the sentences of an article's summary."""
    material = article.material
    units = choose(material, method(material), length.most, length.for_one).units
    return [n for unit in units for n in material.members(unit)]


def measure(name: str, method: Method, length: Length) -> Figures:
    """Return the figures of a method on one set."""
    articles = load()[name]
    told = [_told(article, sentences(article, method, length)) for article in articles]
    shared = [_shared(article.material, sentences(article, method, length)) for article in articles]
    return Figures(fmean(told), fmean(shared))


def _told(article: Article, chosen: list[int]) -> float:
    texts = [article.material.text(n) for n in chosen]
    return fmean(any(words in text for words in told for text in texts) for told in article.facts.values())


def _shared(material: Material, chosen: list[int]) -> float:
    pairs = list(combinations(map(material.words, chosen), 2))
    return fmean(len(a & b) / max(len(a | b), 1) for a, b in pairs) if pairs else 0.0


def missing(article: Article, length: Length) -> list[str]:
    """Return the facts that the shipped way leaves out."""
    texts = [article.material.text(n) for n in sentences(article, by_facets, length)]
    return [fact for fact, told in article.facts.items() if not any(words in text for words in told for text in texts)]


def problems() -> Iterator[str]:
    """Yield every excerpt that is not in one sentence of its article alone."""
    for article in (article for articles in load().values() for article in articles):
        texts = [article.material.text(n) for n in range(len(article.material))]
        for words in (words for told in article.facts.values() for words in told):
            if sum(words in text for text in texts) != 1:
                yield f"{article.path}: {words}"
