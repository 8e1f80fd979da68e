"""Words that mean the same, across languages and within one.

`data/lexicon.txt` holds one idea per line: `perdre, perte | lose, loss`, French to the left, English to the right. Each
expression in a line stands for all the others. Expressions are compared by their stems.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from index.text.stopwords import STOP_WORDS, is_stop_word
from index.text.tokens import fold_words, plain, stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Expression = tuple[str, ...]  # the stems of its informative words, one after the other
Idea = dict[str, tuple[Expression, ...]]  # language -> expressions

COLUMNS = ("fr", "en")
_APART = re.compile("['’-]")
PREFIX_LENGTH = 3  # letters that a word and its stem have in common


class Lexicon:
    """Ideas, found by the expressions for them. A line is analysed when a question first comes near it."""

    def __init__(self, text: str) -> None:
        self._lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        self._near: dict[tuple[str, str], list[int]] = defaultdict(list)  # language, start of a first word -> lines
        bare = _APART.sub(" ", plain("\n".join(self._lines))).splitlines()
        for number, line in enumerate(bare):
            for language, column in zip(COLUMNS, line.split("|"), strict=True):
                for expression in column.split(","):
                    first = next((w for w in expression.split() if w not in STOP_WORDS[language]), "")
                    self._near[language, first[:PREFIX_LENGTH]].append(number)
        self._idea = lru_cache(maxsize=None)(self._read)
        self._opening = lru_cache(maxsize=1 << 14)(self._open)

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Idea]:
        return map(self._idea, range(len(self)))

    def expand(self, words: Sequence[str], language: str) -> list[dict[tuple[str, Expression], float]]:
        """Return for each of the folded `words` what else expresses it: (language, expression) -> its weight, 0 to 1.

        Words that form an expression together (mise, jour) are looked up together. A word with several meanings
        counts less for each of them.
        """
        found: list[dict[tuple[str, Expression], float]] = [{} for _ in words]
        for code in (language,) if language in COLUMNS else COLUMNS:
            stems = tuple(stem(word, code) for word in words)
            at = 0
            while at < len(stems):
                known = self._opening(stems[at], code)
                length = max((len(e) for e in known if stems[at : at + len(e)] == e), default=1)
                for variant, weight in known.get(stems[at : at + length], {}).items():
                    for w in range(at, at + length):
                        found[w][variant] = max(found[w].get(variant, 0), weight)
                at += length
        return found

    def _open(self, first: str, language: str) -> dict[Expression, dict[tuple[str, Expression], float]]:
        """Return the expressions whose first stem is `first`, each with what else expresses it and with what weight."""
        meanings: dict[Expression, list[Idea]] = defaultdict(list)
        for idea in map(self._idea, dict.fromkeys(self._near.get((language, first[:PREFIX_LENGTH]), ()))):
            for expression in idea[language]:
                if expression[0] == first:
                    meanings[expression].append(idea)
        return {
            expression: {
                (other, variant): len(ideas) ** -0.5
                for idea in ideas
                for other, variants in idea.items()
                for variant in variants
                if (other, variant) != (language, expression)
            }
            for expression, ideas in meanings.items()
        }

    def _read(self, number: int) -> Idea:
        return {
            language: tuple(
                dict.fromkeys(
                    tuple(stem(word, language) for word in words)
                    for text in column.split(",")
                    if (words := _informative(text, language))
                )
            )
            for language, column in zip(COLUMNS, self._lines[number].split("|"), strict=True)
        }


def _informative(text: str, language: str) -> list[str]:
    """Return the words to compare; none where a particle is all that sets an expression apart from a verb (lead to)."""
    words = fold_words(text)
    if len(words) > 1 and is_stop_word(words[-1], language):
        return []
    return [word for word in words if not is_stop_word(word, language)]


@lru_cache
def load_lexicon() -> Lexicon:
    """Return the lexicon that ships with the package."""
    return Lexicon((files("index") / "data" / "lexicon.txt").read_text("utf-8"))
