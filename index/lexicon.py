"""Words that say the same: across languages, and within one.

`data/lexicon.txt` holds an idea a line: `perdre, perte | lose, loss`, French to the left, English to the right. Every
expression of a line stands for every other one. Expressions are compared by their stems.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from index.analysis import fold_words, is_stop_word, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Expression = tuple[str, ...]  # the stems of its informative words, one after the other

COLUMNS = ("fr", "en")


class Lexicon:
    """Ideas, found by the expressions for them."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._ideas: list[dict[str, tuple[Expression, ...]]] = []
        self._found: dict[tuple[str, Expression], list[int]] = defaultdict(list)
        self._phrases: dict[tuple[str, str], set[Expression]] = defaultdict(set)  # by language and first stem
        for line in lines:
            if line.strip() and not line.startswith("#"):
                self._add(line)

    def _add(self, line: str) -> None:
        idea: dict[str, tuple[Expression, ...]] = {}
        for language, column in zip(COLUMNS, line.split("|"), strict=True):
            expressions = dict.fromkeys(_stems(text, language) for text in column.split(","))
            expressions.pop((), None)
            idea[language] = tuple(expressions)
            for expression in expressions:
                self._found[language, expression].append(len(self._ideas))
                if len(expression) > 1:
                    self._phrases[language, expression[0]].add(expression)
        self._ideas.append(idea)

    def __len__(self) -> int:
        return len(self._ideas)

    def expand(self, words: Sequence[str], language: str) -> list[dict[tuple[str, Expression], float]]:
        """Return for each of the folded `words` what else says it: (language, expression) -> how surely, 0 to 1.

        Words that form an expression together (mise, jour) are looked up together. A word with several meanings
        says each of them less surely.
        """
        found: list[dict[tuple[str, Expression], float]] = [{} for _ in words]
        for code in (language,) if language in COLUMNS else COLUMNS:
            stems = tuple(stem(word, code) for word in words)
            for start, expression in self._expressions(stems, code):
                ideas = self._found[code, expression]
                for idea in ideas:
                    for other, others in self._ideas[idea].items():
                        for variant in others:
                            if other == code and variant == expression:
                                continue
                            for w in range(start, start + len(expression)):
                                found[w][other, variant] = max(found[w].get((other, variant), 0), len(ideas) ** -0.5)
        return found

    def _expressions(self, stems: Expression, language: str) -> Iterator[tuple[int, Expression]]:
        """Yield the longest known expressions in `stems`, with their places."""
        at = 0
        while at < len(stems):
            known = self._phrases.get((language, stems[at]), set())
            phrases = [phrase for phrase in known if stems[at : at + len(phrase)] == phrase]
            expression = max(phrases, key=len, default=stems[at : at + 1])
            if (language, expression) in self._found:
                yield at, expression
            at += len(expression)


def _stems(text: str, language: str) -> Expression:
    return tuple(stem(word, language) for word in fold_words(text) if not is_stop_word(word, language))


@lru_cache
def load_lexicon() -> Lexicon:
    """Return the lexicon that ships with the package."""
    return Lexicon((files("index") / "data" / "lexicon.txt").read_text("utf-8").splitlines())
