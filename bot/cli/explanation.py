"""Why an answer is what it is, as tables in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from index import Explanation, Part

MOST_FEATURES = 12
MOST_VARIANTS = 8


def print_tables(console: Console, explanation: Explanation) -> None:
    """Print what the question was read as, the best sentences with their features, and what made the confidence."""
    console.print(f"language {explanation.language}, asks for {explanation.answer_type or 'anything'}\n", style="bold")
    console.print(_words(explanation))
    for number, contender in enumerate(explanation.contenders, 1):
        console.print(f"\n{number}. score {contender.score:.2f}", style="bold")
        console.print(Text(contender.text))
        said = ", ".join(f"{word} {weight:.2f}" for word, weight in contender.words)
        console.print(Text(f"says: {said or 'none of the words'}"), style="dim")
        console.print(_parts("feature", contender.parts))
    console.print(f"\nconfidence {explanation.confidence:.3f}", style="bold")
    console.print(_parts("feature", explanation.features[:MOST_FEATURES]))


def _words(explanation: Explanation) -> RenderableType:
    table = Table("word", "said in the sources as", "weight", "rarity")
    for word in explanation.words:
        variants = ", ".join(f"{stems} {weight:.2f}" for stems, weight in word.variants[:MOST_VARIANTS])
        table.add_row(Text(word.text), Text(variants or "–"), f"{word.weight:.2f}", f"{word.rarity:.2f}")
    return table


def _parts(name: str, parts: tuple[Part, ...]) -> RenderableType:
    table = Table(name, "value", "weight", "adds")
    for part in parts:
        table.add_row(part.name, f"{part.value:.3f}", f"{part.weight:+.3f}", f"{part.adds:+.3f}")
    return table
