"""Dates resolved right, wrong and left undated: `python -m benchmarks.desk.dates`.

The sentences are those of the tests, labelled by hand: one set was open while the reader was made, one kept back.

An expression is right where its days are the labelled ones, or where it is labelled undated and no days are given;
wrong where other days are given, or where days are given for what is no date; else it was left undated.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.text.dates.reading import DateReader

LABELLED = Path(__file__).resolve().parents[2] / "tests" / "index" / "dates"
TITLES = {
    "open": "there while the reader was made",
    "held": "kept back until it was finished",
    "late": "written after that",
}
SETS = tuple(TITLES)
OUTCOMES = ("right", "wrong", "undated")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "incident-desk.md"
BEGIN, END = "<!-- dates -->", "<!-- /dates -->"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence, what stands before it, and the dates in it: the words, and the days as ISO 8601 or `undated`."""

    language: str
    published: str | None
    text: str
    dates: tuple[tuple[str, str], ...]
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A date that was found: where, and the days as ISO 8601, None where they were not told."""

    start: int
    end: int
    days: str | None


Read = Callable[[Labelled], list[Found]]
Same = Callable[[str, str], bool]  # whether labelled days and days that were told are the same


def load(name: str) -> list[Labelled]:
    """Return the labelled sentences of one set."""
    entries = []
    for line in (LABELLED / f"{name}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        dates = tuple((words, days) for words, days in row["dates"])
        entries.append(Labelled(row["language"], row["published"], row["text"], dates, tuple(row.get("before", ()))))
    return entries


def read_ours(entry: Labelled) -> list[Found]:
    """Read a sentence as the timeline does."""
    reader = DateReader(entry.language, entry.published)
    for sentence in entry.before:
        reader.read(sentence, 1)
    mentions = reader.read(entry.text, 1)
    return [Found(m.start, m.end, str(m.period) if m.period else None) for m in mentions]


def judge(entry: Labelled, found: list[Found], same: Same = str.__eq__) -> list[tuple[str, str]]:
    """Return `right`, `wrong` or `undated` for each labelled date, and `wrong` for each date that is none."""
    judged, used = [], set()
    for words, days in entry.dates:
        start = entry.text.index(words)
        over = [f for f in found if f.start < start + len(words) and start < f.end]
        used.update(over)
        told = [f.days for f in over if f.days]
        if not told:
            judged.append(("right" if days == "undated" else "undated", words))
        elif all(same(days, other) for other in told):
            judged.append(("right", words))
        else:
            judged.append(("wrong", f"{words} = {days}, not {' '.join(told)}"))
    return judged + [
        ("wrong", f"{entry.text[f.start : f.end]} is none: {f.days}") for f in found if f.days and f not in used
    ]


def measure(*names: str, read: Read = read_ours, same: Same = str.__eq__) -> dict[str, float]:
    """Return how many expressions some sets have, and the shares of them that are right, wrong and left undated."""
    entries = [entry for name in names for entry in load(name)]
    judged = [outcome for entry in entries for outcome, _ in judge(entry, read(entry), same)]
    total = sum(len(entry.dates) for entry in entries)
    return {"expressions": total} | {outcome: judged.count(outcome) / total for outcome in OUTCOMES}


def rows() -> list[tuple[str, ...]]:
    """Return the figures as the rows of a table: of each set, then of all."""
    found = []
    for title, names in (*((TITLES[name], (name,)) for name in SETS), ("all", SETS)):
        figures = measure(*names)
        found.append((title, f"{figures['expressions']:.0f}", *(f"{figures[outcome]:.3f}" for outcome in OUTCOMES)))
    return found


def main() -> None:
    """Print the figures; with --show, what is not right; with --write, renew the table in docs/incident-desk.md."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    table = ["| set | expressions | right | wrong | left undated |", "|---|---:|---:|---:|---:|"]
    table += [f"| {' | '.join(row)} |" for row in rows()]
    print("\n".join(table))
    if arguments.show:
        for entry in (entry for name in SETS for entry in load(name)):
            print(
                *(f"{how}: {what}" for how, what in judge(entry, read_ours(entry)) if how != "right"), sep="\n", end=""
            )
    if arguments.write:
        text = PAGE.read_text("utf-8")
        start, end = text.index(BEGIN) + len(BEGIN), text.index(END)
        PAGE.write_text("\n".join([text[:start], *table, text[end:]]), "utf-8")


if __name__ == "__main__":
    main()
