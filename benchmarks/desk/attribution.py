"""Measure who says what on the sentences labelled by hand in tests/index/attribution.

python -m benchmarks.desk.attribution            prints the table, and every sentence that is told wrong
python -m benchmarks.desk.attribution --write    renews it in docs/incident-desk.md
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index import Passage, Role, Source
from index.answers.attribution.speakers import attributions
from index.text.tokens import fold_words

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "index" / "attribution"
PAGE = ROOT / "docs" / "incident-desk.md"
SETS = {
    "French": ("fr-dev",),
    "English": ("en-dev",),
    "French, held back": ("fr-held",),
    "English, held back": ("en-held",),
    "French, written last": ("fr-late",),
    "English, written last": ("en-late",),
    "all": ("fr-dev", "en-dev", "fr-held", "en-held", "fr-late", "en-late"),
}
_TABLE = re.compile(r"(?<=<!-- attribution -->\n).*?(?=<!-- /attribution -->)", re.DOTALL)
_ARTICLES = frozenset("le la les l un une des the a an".split())


@dataclass
class Count:
    """How often something was told, how often rightly, and how often it was to be told."""

    right: int = 0
    told: int = 0
    there: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.told if self.told else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 1.0


@dataclass
class Figures:
    """What was measured on a set."""

    sentences: int = 0
    speaker: Count = field(default_factory=Count)
    kind: Count = field(default_factory=Count)
    hedged: Count = field(default_factory=Count)
    wrong: list[str] = field(default_factory=list)


def measure(*names: str) -> Figures:
    """Return the figures of these sets together."""
    figures = Figures()
    for name in names:
        for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines():
            for label, told in _told(json.loads(line)):
                _count(figures, label, told)
    return figures


def _told(labelled: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each labelled sentence of a passage in words, with what is told of it."""
    text, labels = labelled["text"], labelled["sentences"]
    source = Source("a", Path("a.txt"), "", text, labelled["language"])
    spans = tuple((label["start"], label["start"] + len(label["sentence"])) for label in labels)
    for label, found in zip(labels, attributions(Passage(source, 1, Role.BODY, spans)), strict=True):
        names = [text[slice(*span)] for span in (label["speaker"], *label.get("also", ())) if span]
        speaker = text[slice(*found.speaker)] if found.speaker else None
        yield label | {"names": names}, {"speaker": speaker, "kind": found.kind, "hedged": found.hedged}


def _count(figures: Figures, label: dict[str, Any], told: dict[str, Any]) -> None:
    figures.sentences += 1
    right = told["speaker"] is not None and _bare(told["speaker"]) in map(_bare, label["names"])
    _add(figures.speaker, told=told["speaker"] is not None, there=bool(label["names"]), right=right)
    _add(
        figures.kind,
        told=told["kind"] is not None,
        there=label["kind"] is not None,
        right=told["kind"] == label["kind"],
    )
    _add(figures.hedged, told=told["hedged"], there=label["hedged"], right=label["hedged"])
    if (told["speaker"] is not None) != bool(label["names"]) or (told["speaker"] is not None and not right):
        figures.wrong.append(f"{told['speaker']} for {label['names']}: {label['sentence']}")


def _add(count: Count, *, told: bool, there: bool, right: bool) -> None:
    count.told += told
    count.there += there
    count.right += told and there and right


def _bare(name: str) -> list[str]:
    """Return the words of a name without the article before it."""
    words = fold_words(name)
    return words[1:] if len(words) > 1 and words[0] in _ARTICLES else words


def table() -> str:
    """Return the figures of all sets as Markdown."""
    columns = ["sentences", "with a speaker"]
    for what in ("speaker", "kind", "hedged"):
        columns += [f"{what}: precision", "recall"]
    lines = [f"| | {' | '.join(columns)} |", f"|---|{'---:|' * len(columns)}"]
    for title, names in SETS.items():
        figures = measure(*names)
        cells = [
            f"{value:.2f}"
            for count in (figures.speaker, figures.kind, figures.hedged)
            for value in (count.precision, count.recall)
        ]
        lines.append(f"| {title} | {figures.sentences} | {figures.speaker.there} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the table; with --write, renew it in the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"renew the table in {PAGE.relative_to(ROOT)}")
    args = parser.parse_args()
    print(table())
    for sentence in measure(*SETS["all"]).wrong:
        print(sentence)
    if args.write:
        page = PAGE.read_text("utf-8")
        if not _TABLE.search(page):
            sys.exit(f"Nothing was written: {PAGE.relative_to(ROOT)} has no place for the table.")
        PAGE.write_text(_TABLE.sub(lambda _: table(), page), "utf-8")


if __name__ == "__main__":
    main()
